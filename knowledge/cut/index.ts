import { TributaryError } from '../../src/contract/errors.ts'
import type { SourcePage } from '../../src/contract/knowledge.ts'
import { ThreadPool } from '../threads/pool.ts'
import { inputOf, type CutPage } from './input.ts'
import type { CutJob } from './worker.ts'

export type { CutPage } from './input.ts'

/**
 * Converts a fetched page and cuts it into passages.
 * @throws convert.too_large, convert.not_html, and from a thread also convert.timed_out, convert.failed
 */
export type Cut = (page: SourcePage) => Promise<CutPage>

export interface CutterOptions {
  /** Module that exports `countTokens` of the embedder that the passages are for. */
  counter: URL
  /** Longest time for one page; 120 s by default. The largest page that is fetched, 20 MB, takes half of it. */
  timeoutMs?: number
}

const TIMEOUT_MS = 120_000

/**
 * Cuts pages in a thread of its own, so that nobody waits who is not crawling. One is enough: embedding takes many times
 * as long. The thread starts with the first page.
 */
export function createCutter(options: CutterOptions): { cut: Cut; close(): Promise<void> } {
  const ms = options.timeoutMs ?? TIMEOUT_MS
  const pool = new ThreadPool<CutJob, CutPage>({
    module: new URL('./worker.ts', import.meta.url),
    size: 1,
    failed: (reason) =>
      new TributaryError('convert.failed', `The page could not be converted: ${reason}`, {
        details: { reason },
      }),
    timeout: {
      ms,
      error: () =>
        new TributaryError('convert.timed_out', `The page was not converted within ${ms / 1000} seconds.`, {
          details: { seconds: ms / 1000 },
        }),
    },
  })
  const counter = options.counter.href
  return {
    cut: (page) => pool.run({ input: inputOf(page), counter }),
    close: () => pool.close(),
  }
}
