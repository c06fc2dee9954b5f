import { LRUCache } from 'lru-cache'
import type { Embedder } from '../../src/contract/knowledge.ts'
import { batchesByLength } from './batches.ts'
import { DIMENSIONS, MAX_PIECES, SPACE } from './model.ts'
import { Tokenizer } from './tokens.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import { ThreadPool } from '../threads/pool.ts'

/** Module that exports {@link localEmbedder}'s `countTokens`, for threads. */
export const TOKEN_COUNTER = new URL('./count.ts', import.meta.url)

export { embedCached } from './cache.ts'
export { removeOtherSpaces } from './other-spaces.ts'
export { removeUnused } from './unused.ts'

export interface LocalEmbedderOptions {
  /** Processes, each with its own copy of the model (about 350 MB); default 1. */
  threads?: number
  /** A process that has had nothing to embed for so long ends, and starts again with the next text; without it they stay. */
  restMs?: number
  /** Short texts kept in memory, so that a question asked again costs nothing; default 2,000. */
  remembered?: number
}

/** No token has more characters on average; past them a text is not even cut into tokens. */
const CHARACTERS = 16
/** A batch takes 50 to 300 ms on one core: past this its process is stuck, and is replaced. */
const LONGEST_MS = 20_000
/** Calls of so few texts are questions, unless it is said otherwise; they are remembered. */
const QUESTION_TEXTS = 4

/**
 * The embedder that works offline: all-MiniLM-L6-v2, English, 384 numbers, length 1.
 * It runs in a process of its own, which starts with the first text. Throws `embed.failed` when the model fails.
 */
export function localEmbedder(options: LocalEmbedderOptions = {}): Embedder {
  const tokenizer = new Tokenizer()
  const pool = new ThreadPool<number[][], Float32Array[]>({
    module: new URL('./worker.ts', import.meta.url),
    apart: true,
    size: options.threads ?? 1,
    ...(options.restMs === undefined ? {} : { restMs: options.restMs }),
    failed: (reason) => new TributaryError('embed.failed', `A text could not be embedded: ${reason}`),
    timeout: {
      ms: LONGEST_MS,
      error: () =>
        new TributaryError('embed.failed', 'A text could not be embedded: the model took too long.'),
    },
  })
  const remembered = new LRUCache<string, Float32Array>({ max: options.remembered ?? 2000 })

  async function compute(texts: readonly string[], urgent: boolean): Promise<Float32Array[]> {
    const pieces = texts.map((text) =>
      tokenizer.encode(text.slice(0, MAX_PIECES * CHARACTERS)).slice(0, MAX_PIECES),
    )
    const vectors: Float32Array[] = texts.map(() => new Float32Array(DIMENSIONS))
    const filled = pieces.flatMap((list, index) => (list.length > 0 ? [index] : []))
    const batches = batchesByLength(filled.map((index) => pieces[index]!.length))
    await Promise.all(
      batches.map(async (batch) => {
        const rows = batch.map((position) => filled[position]!)
        const results = await pool.run(
          rows.map((row) => pieces[row]!),
          urgent,
        )
        rows.forEach((row, index) => (vectors[row] = results[index]!))
      }),
    )
    return vectors
  }

  return {
    space: SPACE,
    dimensions: DIMENSIONS,
    async embed(texts, urgency = texts.length > QUESTION_TEXTS ? 'background' : 'question') {
      const urgent = urgency === 'question'
      if (!urgent || texts.length > QUESTION_TEXTS) return compute(texts, urgent)
      const unknown = texts.filter((text) => !remembered.has(text))
      const fresh = await compute(unknown, true)
      unknown.forEach((text, index) => remembered.set(text, fresh[index]!))
      const own = new Map(unknown.map((text, index) => [text, fresh[index]!]))
      return texts.map((text) => own.get(text) ?? remembered.get(text)!)
    },
    countTokens: (text) => tokenizer.encode(text).length,
    close: () => pool.close(),
  }
}
