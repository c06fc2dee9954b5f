import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRetriever } from '../../knowledge/retrieve/index.ts'
import { openDatabase, type OpenDatabase } from '../../src/database/index.ts'
import { openTestDatabase, testDatabaseUrl } from '../database.ts'
import { note, quantile, verdict } from './report.ts'
import { Corpus, loadPassages, preparedEmbedder } from './synthetic.ts'

const QUESTIONS = 200
const WARM_UP = 20
/** How many times the time at 1,000 passages each size may take. */
const LIMITS = new Map([
  [10_000, 5],
  [100_000, 15],
])

interface Times {
  p50: number
  p95: number
}

/** Retrieval without the question's embedding, as the index grows. */
export async function benchRetrieval(): Promise<void> {
  const corpus = new Corpus()
  const folder = await mkdtemp(join(tmpdir(), 'tributary-bench-'))
  try {
    await grow('embedded', await openDatabase({ folder }), corpus, [1000, 10_000])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  await benchServer(corpus)
}

/** The same on a PostgreSQL server, up to 100,000 passages. */
export async function benchServer(corpus: Corpus = new Corpus()): Promise<void> {
  if (!testDatabaseUrl) return note('PostgreSQL: skipped, TEST_DATABASE_URL is not set')
  const db = await openTestDatabase()
  await db.query(`ALTER DATABASE ${new URL(db.url!).pathname.slice(1)} SET maintenance_work_mem = '1GB'`)
  const again = await openDatabase({ url: db.url! })
  try {
    await grow('PostgreSQL', again, corpus, [1000, 10_000, 100_000])
  } finally {
    await db.close()
  }
}

async function grow(name: string, db: OpenDatabase, corpus: Corpus, sizes: readonly number[]): Promise<void> {
  try {
    let loaded = 0
    let base: Times | undefined
    for (const size of sizes) {
      const start = performance.now()
      await loadPassages(db, corpus, loaded, size)
      loaded = size
      note(
        `${name}: ${size} passages loaded and indexed in ${((performance.now() - start) / 1000).toFixed(0)} s`,
      )
      const times = await measure(db, corpus, size)
      note(`${name}: ${size} passages: p50 ${times.p50.toFixed(1)} ms, p95 ${times.p95.toFixed(1)} ms`)
      base ??= times
      const limit = LIMITS.get(size)
      if (limit === undefined) continue
      for (const share of ['p50', 'p95'] as const) {
        const ratio = times[share] / base[share]
        verdict(
          `${name}: ${share} at ${size} over that at 1000`,
          `${ratio.toFixed(2)}×`,
          `≤ ${limit}×`,
          ratio <= limit,
        )
      }
    }
  } finally {
    await db.close()
  }
}

async function measure(db: OpenDatabase, corpus: Corpus, passages: number): Promise<Times> {
  const questions = Array.from({ length: QUESTIONS + WARM_UP }, (_, number) =>
    corpus.question(number, passages),
  )
  const vectors = new Map(questions.map(({ text, vector }) => [text, vector]))
  const retriever = createRetriever(db, preparedEmbedder(vectors))
  const times: number[] = []
  for (const { text } of questions) {
    const start = performance.now()
    const { candidates } = await retriever.retrieve({ text })
    times.push(performance.now() - start)
    if (candidates.length === 0) throw new Error(`Nothing was found for "${text}".`)
  }
  const measured = times.slice(WARM_UP)
  return { p50: quantile(measured, 0.5), p95: quantile(measured, 0.95) }
}
