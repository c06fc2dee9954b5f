import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../src/engine/index.ts'
import { createQueue } from '../../src/queue/index.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { person } from './bench.ts'
import { EchoAnswerer, inbound, TestChannel } from './double.ts'
import { silent } from './log.ts'
import { RecordingDesk } from './recording-desk.ts'

// The feed on the real queue: two servers on one database, desks that fail and die.
let db: TestDatabase
let desk: RecordingDesk
let engines: Engine[]
const ada = person('ada')

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  await db.query('TRUNCATE conversation, desk_erased CASCADE')
  desk = new RecordingDesk()
})

/** Servers that share the database and one desk. */
async function serve(count: number, work: () => Promise<void>): Promise<void> {
  engines = Array.from({ length: count }, () => {
    const answerer = new EchoAnswerer()
    answerer.shape = (question) =>
      question.texts.some((text) => text.includes('person')) ? { outcome: 'handoff' } : {}
    return createEngine({
      db,
      queue: createQueue({ endpoint: db.endpoint, concurrency: 2 }, silent),
      channels: [new TestChannel()],
      answerer,
      citable: async () => true,
      desk,
      log: silent,
      settings: { sweepEvery: 0.5 },
    })
  })
  for (const engine of engines) await engine.start()
  try {
    await work()
    for (const engine of engines) expect((await engine.status()).blocked).toEqual([])
  } finally {
    for (const engine of engines) await engine.stop()
  }
}

const handoffs = async () =>
  (await db.query<{ id: number }>('SELECT id FROM handoff ORDER BY id')).map((row) => row.id)
const untaken = async () => (await db.query('SELECT id FROM desk_event WHERE taken_at IS NULL')).length
const SLOW = { timeout: 60_000 }

/** In order, each at least once: repeated ones stand behind one another at their first place. */
function expectInOrder(handoff: number): void {
  const ids = desk.events.filter((event) => event.handoff === handoff).map((event) => event.id)
  expect(ids).toEqual(ids.toSorted((a, b) => a - b))
}

test('many handoffs on two servers: every feed in order, nothing missing', SLOW, async () => {
  await serve(2, async () => {
    const threads = Array.from({ length: 5 }, (_, n) => `d-${n}`)
    for (const thread of threads) await engines[0]!.accept([inbound('a person, please', { thread })])
    await expect.poll(handoffs, SLOW).toHaveLength(5)
    for (let n = 0; n < 4; n++)
      await Promise.all(
        threads.map((thread, i) => engines[i % 2]!.accept([inbound(`more ${n}`, { thread })])),
      )
    await expect.poll(untaken, SLOW).toBe(0)
    for (const handoff of await handoffs()) {
      expectInOrder(handoff)
      const texts = desk.news(handoff).flatMap((news) => (news.kind === 'shopper' ? [news.said.text] : []))
      expect(texts).toEqual(['more 0', 'more 1', 'more 2', 'more 3'])
      expect(desk.kinds(handoff)[0]).toBe('opened')
    }
  })
})

test('a desk that refuses now and then gets everything, in order', SLOW, async () => {
  let calls = 0
  desk.before = async () => {
    if (++calls % 3 === 1) throw new Error('not now')
  }
  await serve(1, async () => {
    await engines[0]!.accept([inbound('a person, please', { thread: 'r' })])
    await expect.poll(handoffs, SLOW).toHaveLength(1)
    await engines[0]!.accept([inbound('more', { thread: 'r' })])
    await expect.poll(async () => desk.kinds().includes('shopper') && (await untaken()), SLOW).toBe(0)
    const [handoff] = await handoffs()
    expectInOrder(handoff!)
    expect(new Set(desk.events.map((event) => event.id)).size).toBe(desk.events.length)
  })
})

test('a server that dies between taking and marking: the event comes again, and only it', SLOW, async () => {
  await serve(1, async () => {
    await engines[0]!.accept([inbound('a person, please', { thread: 'k' })])
    await expect.poll(async () => desk.kinds().includes('delivery sent') && (await untaken()), SLOW).toBe(0)
  })
  // What a kill leaves behind that struck after the desk had the last event.
  const last = desk.events.at(-1)!
  await db.query('UPDATE desk_event SET taken_at = NULL WHERE id = $1', [last.id])
  await db.query('UPDATE desk_event SET due_at = now() - interval $$1 minute$$')
  const before = desk.events.length
  await serve(1, async () => {
    await expect.poll(untaken, SLOW).toBe(0)
  })
  expect(desk.events.slice(before)).toEqual([last])
})

test('claim, send, release and erasing through the engine’s desk', SLOW, async () => {
  await serve(2, async () => {
    await engines[0]!.accept([inbound('a person, please', { thread: 'e' })])
    await expect.poll(() => desk.kinds().at(-1), SLOW).toBe('delivery sent')
    const [handoff] = await handoffs()
    const content = { text: 'Hello, Ada here.', citations: [], choices: [] }
    await engines[1]!.desk.claim(handoff!, ada)
    await engines[0]!.desk.send(handoff!, ada, content, 'key')
    await expect.poll(() => desk.kinds().filter((kind) => kind === 'delivery sent').length, SLOW).toBe(2)
    await engines[1]!.desk.release(handoff!, ada)
    await expect.poll(() => desk.kinds().at(-1), SLOW).toBe('released')
    await engines[0]!.erase({ channel: 'test', account: 'shop', id: 'shopper-1' })
    await expect.poll(() => desk.kinds().at(-1), SLOW).toBe('erased')
    expect(await db.query('SELECT id FROM desk_erased')).toEqual([])
  })
})
