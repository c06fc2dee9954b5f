import type { Database } from '../../src/contract/database.ts'
import type { Embedder } from '../../src/contract/knowledge.ts'
import { createRetriever, passageIndex, type IndexedChunk } from '../../knowledge/retrieve/index.ts'
import { openTestDatabase } from '../database.ts'

const SPACE = 'bench-1'
const DIMENSIONS = 512
const WORDS = 80
const PAGE_CHUNKS = 5
const TOPICS = 200

/** A fixed sequence between 0 and 1. */
function sequence(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}

/** Words by Zipf's law, as texts have them: few common ones, many rare ones, more of them in a larger corpus. */
function word(random: () => number, vocabulary: number): string {
  return `w${Math.floor(vocabulary ** random())}q`
}

/** Vectors around topics, as embeddings lie: a graph over pure noise would be harder than any real one. */
function vector(random: () => number, topics: Float32Array[]): Float32Array {
  const topic = topics[Math.floor(random() * topics.length)]!
  return unit(topic.map((value) => value + (random() - 0.5) * 0.08))
}

function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values)
  return values.map((value) => value / length)
}

export interface RetrievalTimes {
  chunks: number
  p50: number
  p95: number
}

/** Times of retrieval without the embedding, in ms, on an index of so many made-up passages. */
export async function timeRetrieval(db: Database, chunks: number, questions = 60): Promise<RetrievalTimes> {
  const random = sequence(7)
  const topics = Array.from({ length: TOPICS }, () =>
    unit(Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5)),
  )
  const vocabulary = Math.round(40 * chunks ** 0.6 + 2000)
  await fill(db, chunks, () => ({
    text: Array.from({ length: WORDS }, () => word(random, vocabulary)).join(' '),
    vector: vector(random, topics),
  }))
  const vectors = new Map<string, Float32Array>()
  const embedder: Embedder = {
    space: SPACE,
    dimensions: DIMENSIONS,
    embed: (texts) => Promise.resolve(texts.map((text) => vectors.get(text)!)),
    countTokens: (text) => text.length,
    close: () => Promise.resolve(),
  }
  const retriever = createRetriever(db, embedder)
  const asked = Array.from({ length: questions }, () =>
    Array.from({ length: 7 }, () => word(random, vocabulary)).join(' '),
  )
  for (const text of asked) vectors.set(text, vector(random, topics))
  await retriever.retrieve({ text: asked[0]! })
  const times: number[] = []
  for (const text of asked) {
    const started = performance.now()
    await retriever.retrieve({ text })
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return { chunks, p50: times[questions >> 1]!, p95: times[Math.floor(questions * 0.95)]! }
}

async function fill(
  db: Database,
  chunks: number,
  make: () => { text: string; vector: Float32Array },
): Promise<void> {
  const [connection] = await db.query<{ id: number }>(
    `INSERT INTO connection (kind, site_url, name) VALUES ('bench', 'bench:', 'bench') RETURNING id`,
  )
  const pages = await db.query<{ id: number }>(
    `INSERT INTO page (connection_id, external_id, title, url, version, state, citable)
     SELECT $1, 'p' || n, 'page ' || n, 'bench:' || n, 1, 'trained', true FROM generate_series(1, $2::int) AS n RETURNING id`,
    [connection!.id, Math.ceil(chunks / PAGE_CHUNKS)],
  )
  const [published] = await db.query<{ edition_id: number }>('SELECT edition_id FROM published')
  for (let at = 0; at < pages.length; at += 50) {
    await db.transaction(async (tx) => {
      for (const { id } of pages.slice(at, at + 50)) {
        const own = Array.from({ length: PAGE_CHUNKS }, (_, ordinal): IndexedChunk => {
          const { text, vector: values } = make()
          return {
            ordinal,
            headingPath: [],
            text,
            tokens: WORDS,
            space: SPACE,
            textVector: values,
            titleVector: values,
          }
        })
        await passageIndex.put(tx, published!.edition_id, { id, title: `page ${id}` }, own)
      }
    })
  }
  await passageIndex.optimise(db)
}

/** Prints p50 and p95 at each size and their ratio to the first. Sizes: 1,000 and 10,000, and 100,000 on PostgreSQL. */
async function main(): Promise<void> {
  const sizes = process.argv.slice(2).map(Number)
  const results: RetrievalTimes[] = []
  for (const chunks of sizes.length > 0 ? sizes : [1000, 10_000]) {
    const db = await openTestDatabase()
    const started = performance.now()
    const times = await timeRetrieval(db, chunks)
    await db.close()
    results.push(times)
    const ratio = times.p50 / results[0]!.p50
    console.log(
      `${db.embedded ? 'embedded' : 'PostgreSQL'} ${chunks} passages: p50 ${times.p50.toFixed(1)} ms, p95 ${times.p95.toFixed(1)} ms, ` +
        `p50 × ${ratio.toFixed(2)} of the first; made and asked in ${((performance.now() - started) / 1000).toFixed(0)} s`,
    )
  }
}

if (process.argv[1] === import.meta.filename) await main()
