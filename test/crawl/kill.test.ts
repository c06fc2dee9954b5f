import { rm } from 'node:fs/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readCrawl } from '../../knowledge/crawl/queue.ts'
import { createRetriever } from '../../knowledge/retrieve/index.ts'
import { openDatabase, type DatabaseOptions, type OpenDatabase } from '../../src/database/index.ts'
import { dataFolder, openTestDatabase, testDatabaseUrl, type TestDatabase } from '../database.ts'
import { appFor } from '../source/cloud.ts'
import { countingEmbedder } from './embedder.ts'
import { startProcess, type CrawlProcess } from './processes.ts'
import { openWiki, type WikiWorld } from './wiki.ts'

const PAGES = 60
const LEASE_SECONDS = 3
const PATIENCE = { timeout: 60_000, interval: 50 }
const body = /body-format=view/

/** A wiki of two spaces, a database that outlives processes, and the processes that crawl. */
interface World extends WikiWorld {
  sources: [number, number]
  start(): Promise<CrawlProcess>
  /** Looks into the database while no process serves it. */
  look<T>(work: (db: OpenDatabase) => Promise<T>): Promise<T>
  /** Ids of the pages whose bodies were given out, in order. */
  fetched(): string[]
}

async function openWorld(): Promise<World> {
  const folder = await dataFolder('crawl')
  const real = testDatabaseUrl ? await openTestDatabase() : undefined
  const database: DatabaseOptions = real ? { url: real.url! } : { folder, join: true }
  const first: TestDatabase = real ?? Object.assign(await openDatabase({ folder }), { url: undefined })
  const wiki = await openWiki(first, 'Cloud')
  fill(wiki)
  const sources: [number, number] = [await wiki.add('/spaces/ONE'), await wiki.add('/spaces/TWO')]
  if (!real) await first.close()
  const processes: CrawlProcess[] = []
  onTestFinished(async () => {
    for (const running of processes) await running.kill()
    await wiki.close()
    await real?.close()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    ...wiki,
    sources,
    async start() {
      const { apiUrl } = wiki.double
      const app = appFor(wiki.double)
      const started = await startProcess({ database, app, apiUrl, leaseSeconds: LEASE_SECONDS })
      processes.push(started)
      return started
    },
    async look(work) {
      if (real) return work(real)
      const db = await openDatabase({ folder })
      try {
        return await work(db)
      } finally {
        await db.close()
      }
    },
    fetched: () =>
      wiki.double.requests.entries.flatMap(({ path, bodies }) =>
        bodies > 0 ? [path.split('/').at(-1)!] : [],
      ),
  }
}

const idOf = (space: number, page: number) => String(space * 10_000 + page)

function fill({ double }: WikiWorld): void {
  for (const [space, key] of [
    [1, 'ONE'],
    [2, 'TWO'],
  ] as const) {
    double.wiki.addSpace({ key })
    const pages = key === 'ONE' ? PAGES : 15
    for (let page = 0; page < pages; page++) {
      const view = `<h2>Article ${page}</h2><p>The part number of this article is ZX${space}${page}Q.</p>`
      double.wiki.addPage({ id: idOf(space, page), spaceKey: key, title: `Article ${key} ${page}`, view })
    }
  }
  // So that there is a middle to be killed in.
  double.faults.inject({ kind: 'slow', ms: 40, on: body })
}

const trainedPages = (db: OpenDatabase) =>
  db.query<{ id: string }>('SELECT external_id AS id FROM page WHERE trained_version IS NOT NULL')

test('a crawl that is killed again and again goes on where it stood', { timeout: 180_000 }, async () => {
  const world = await openWorld()
  let running = await world.start()
  const crawlId = (await running.enqueue(world.sources[0]))!
  let safe: string[] = []
  for (const until of [12, 30, 45]) {
    await expect.poll(() => world.fetched().length, PATIENCE).toBeGreaterThanOrEqual(until)
    await running.kill()
    const now = await world.look(async (db) => {
      expect(await readCrawl(db, crawlId)).toMatchObject({ state: 'running', finishedAt: null })
      return (await trainedPages(db)).map(({ id }) => id)
    })
    // What had been trained before is still there, and was not asked for again.
    expect(now).toEqual(expect.arrayContaining(safe))
    expect(now.length).toBeGreaterThan(safe.length)
    safe = now
    const asked = world.fetched().length
    running = await world.start()
    await expect.poll(() => world.fetched().length, PATIENCE).toBeGreaterThan(asked)
    expect(
      world
        .fetched()
        .slice(asked)
        .filter((id) => safe.includes(id)),
    ).toEqual([])
  }
  await expect.poll(async () => (await running.state()).finished, PATIENCE).toBe(1)
  expect(await running.state()).toMatchObject({ errors: [] })
  await running.stop()
  const counts = Map.groupBy(world.fetched(), (id) => id)
  expect(counts.size).toBe(PAGES)
  // Each kill costs at most the pages that were at work.
  expect(world.fetched().length).toBeLessThanOrEqual(PAGES + 3 * 4)
  await world.look(async (db) => {
    expect(await readCrawl(db, crawlId)).toMatchObject({ state: 'done', errorCode: null })
    expect(await trainedPages(db)).toHaveLength(PAGES)
    const [left] = await db.query<{ staged: number; hidden: number }>(
      `SELECT (SELECT count(*)::int FROM edition WHERE state = 'staged') AS staged,
         (SELECT count(*)::int FROM chunk, published WHERE from_edition > edition_id) AS hidden`,
    )
    expect(left).toEqual({ staged: 0, hidden: 0 })
    const retriever = createRetriever(db, countingEmbedder())
    for (const page of [0, 11, 29, PAGES - 1]) {
      const { candidates } = await retriever.retrieve({ text: `ZX1${page}Q` })
      expect(candidates[0]!.text).toContain(`ZX1${page}Q`)
    }
  })
})

describe('two processes on one database', () => {
  test('each tick has one run, and one crawl runs at a time', { timeout: 120_000 }, async () => {
    const world = await openWorld()
    const one = await world.start()
    const two = await world.start()
    const ticks = ['2026-06-01T04:00:00.000Z', '2026-06-02T04:00:00.000Z']
    for (const sourceId of world.sources) {
      const ids = await Promise.all([one, two, two, one].map((each) => each.enqueue(sourceId, ticks[0])))
      expect(ids.filter((id) => id !== undefined)).toHaveLength(1)
    }
    const finished = async () => (await one.state()).finished + (await two.state()).finished
    await expect.poll(finished, PATIENCE).toBe(2)
    const spaces = world.fetched().map((id) => id[0])
    expect(spaces).toHaveLength(PAGES + 15)
    expect(spaces.join('')).toMatch(/^(1+2+|2+1+)$/)
    // The next tick finds nothing changed.
    await Promise.all([one, two].map((each) => each.enqueue(world.sources[0], ticks[1])))
    await expect.poll(finished, PATIENCE).toBe(3)
    expect(world.fetched()).toHaveLength(PAGES + 15)
    expect([(await one.state()).errors, (await two.state()).errors]).toEqual([[], []])
    await two.stop()
    await one.stop()
    const rows = await world.look((db) =>
      db.query<{ tick: string; state: string }>('SELECT tick, state FROM crawl ORDER BY id'),
    )
    expect(rows.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
    expect(rows.map(({ tick }) => tick)).toEqual([ticks[0], ticks[0], ticks[1]])
  })

  test.skipIf(!testDatabaseUrl)(
    'the other one goes on when the one that crawls is killed (needs TEST_DATABASE_URL)',
    { timeout: 120_000 },
    async () => {
      const world = await openWorld()
      const both = [await world.start(), await world.start()]
      const crawlId = (await both[0]!.enqueue(world.sources[0]))!
      await expect.poll(() => world.fetched().length, PATIENCE).toBeGreaterThanOrEqual(10)
      const states = await Promise.all(both.map((each) => each.state()))
      const crawling = states.findIndex((state) => state.embedded > 0)
      await both[crawling]!.kill()
      const asked = world.fetched().length
      expect(asked).toBeLessThan(PAGES)
      const lives = both[1 - crawling]!
      await expect.poll(async () => (await lives.state()).finished, PATIENCE).toBe(1)
      await lives.stop()
      await world.look(async (db) => {
        expect(await readCrawl(db, crawlId)).toMatchObject({ state: 'done' })
        expect(await trainedPages(db)).toHaveLength(PAGES)
      })
      expect(world.fetched().length).toBeLessThanOrEqual(PAGES + 4)
    },
  )
})
