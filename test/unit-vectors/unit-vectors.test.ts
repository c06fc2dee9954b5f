import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { UnitVectors, linesOf } from '../../src/answer/read/index.ts'
import { createUnitWorker } from '../../src/main/unit-vectors.ts'
import { storedUnits } from '../../knowledge/embed/units.ts'
import { countingEmbedder } from '../crawl/embedder.ts'
import { fillSmall, SMALL } from '../crawl/small-wiki.ts'
import { openWiki, type WikiWorld } from '../crawl/wiki.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { silent } from '../engine/log.ts'

let db: TestDatabase
let world: WikiWorld
beforeAll(async () => {
  db = await openTestDatabase()
  world = await openWiki(db, 'Cloud')
  fillSmall(world.double.wiki)
  await world.add('/spaces/HELP')
  await world.crawl()
})
afterAll(async () => {
  await world.close()
  await db.close()
})
beforeEach(async () => {
  await db.query('DELETE FROM unit_vector')
  await db.query('DELETE FROM unit_progress')
})

/** A process: its embedder, what it has in memory, and its worker. */
function process() {
  const embedder = countingEmbedder()
  const vectors = new UnitVectors(embedder, (lines) => storedUnits(db, embedder.space, lines))
  return { embedder, vectors, worker: createUnitWorker({ db, embedder, vectors, log: silent }) }
}

const passages = () =>
  db.query<{ id: number; title: string; text: string }>(
    'SELECT c.id, p.title, c.text FROM chunk c JOIN page p ON p.id = c.page_id ORDER BY c.id',
  )
const placed = async () =>
  (await passages()).flatMap(({ id, title, text }) =>
    linesOf(title, text).map((line) => ({ ...line, chunkId: id })),
  )

describe('vectors of units ahead of questions', () => {
  it('are made for every passage, once, and found by another process without embedding', async () => {
    const one = process()
    await one.worker.run()
    const lines = await placed()
    expect(lines.length).toBeGreaterThan(5)
    expect(new Set(one.embedder.embedded).size).toBe(one.embedder.embedded.length)
    await one.worker.run()
    expect(one.embedder.embedded).toHaveLength(new Set(lines.map(({ hash }) => hash)).size)

    const other = process()
    const found = await other.vectors.of(lines)
    expect(other.embedder.embedded).toEqual([])
    for (const { hash } of lines) expect(found.get(hash)).toEqual(one.vectors.peek(hash))
    await one.worker.stop()
  })

  it('are read into memory at the start, so that a question asks the database for none', async () => {
    const one = process()
    await one.worker.run()
    const started = process()
    await started.worker.preload()
    for (const { hash } of await placed()) expect(started.vectors.peek(hash)).toBeDefined()
    expect(started.embedder.embedded).toEqual([])
  })

  it('are not made twice by two processes at once', async () => {
    const [one, two] = [process(), process()]
    await Promise.all([one.worker.run(), two.worker.run()])
    const hashes = new Set((await placed()).map(({ hash }) => hash))
    expect(one.embedder.embedded.length + two.embedder.embedded.length).toBeLessThanOrEqual(hashes.size + 2)
    const [left] = await db.query<{ open: number }>(
      'SELECT count(*)::int AS open FROM unit_progress WHERE claimed_until IS NOT NULL',
    )
    expect(left!.open).toBe(0)
  })

  it('go with the page, at once', async () => {
    const one = process()
    await one.worker.run()
    const ofPage = async (externalId: string) => {
      const [row] = await db.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM unit_vector u JOIN chunk c ON c.id = u.chunk_id JOIN page p ON p.id = c.page_id
          WHERE p.external_id = $1`,
        [externalId],
      )
      return row!.count
    }
    const all = async () => (await db.query('SELECT 1 FROM unit_vector')).length
    const before = await all()
    const mine = await ofPage(SMALL.returns)
    expect(mine).toBeGreaterThan(0)
    world.double.wiki.trash(SMALL.returns)
    await world.crawl()
    expect(await all()).toBe(before - mine)
    expect(await ofPage(SMALL.returns)).toBe(0)
  })
})
