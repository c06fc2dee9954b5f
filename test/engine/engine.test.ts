import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Accept } from '../../src/contract/channel.ts'
import type { Desk } from '../../src/contract/desk.ts'
import { createEngine, type Engine, type EngineSettings, type Upkeep } from '../../src/engine/index.ts'
import { createQueue } from '../../src/queue/index.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { EchoAnswerer, inbound, TestChannel } from './double.ts'
import { silent } from './log.ts'
import { pagesOf } from './pages.ts'
import { RecordingDesk } from './recording-desk.ts'
import { recordStatements, type Statement } from './statements.ts'

/** On a busy machine a step takes longer than it does. */
const PATIENCE = { timeout: 30_000 }

let db: TestDatabase
let channel: TestChannel
let answerer: EchoAnswerer
let engine: Engine

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())
beforeEach(() => {
  channel = new TestChannel()
  answerer = new EchoAnswerer()
})
afterEach(() => engine.stop())

async function start(
  settings: Partial<EngineSettings> = {},
  superviseSeconds?: number,
  upkeep: Upkeep[] = [],
  desk?: Desk,
) {
  await db.query('TRUNCATE conversation CASCADE')
  const pages = await pagesOf(db, 1)
  answerer.shape = () => ({
    citations: [{ pageId: pages.ids[0]!, title: 'Page', heading: [], quote: 'q' }],
  })
  engine = createEngine({
    db,
    queue: createQueue({ endpoint: db.endpoint, ...(superviseSeconds ? { superviseSeconds } : {}) }, silent),
    channels: [channel],
    answerer,
    citable: pages.citable,
    log: silent,
    settings,
    upkeep,
    ...(desk ? { desk } : {}),
  })
  await engine.start()
}

// What each statement of the road is for. What matches nothing is counted as other.
const LABELS: [string, RegExp][] = [
  ['store', /INSERT INTO conversation/],
  ['load', /"quietMs"/],
  ['own', /UPDATE conversation\s+SET next_sequence/],
  ['mark', /UPDATE message SET turn_state = 'done'/],
  ['write', /WITH handed AS/],
  ['head', /FOR NO KEY UPDATE OF c/],
  ['citable', /FROM page WHERE/],
  ['move', /UPDATE outbox\s+SET state = \$4/],
  ['settle', /UPDATE outbox\s+SET state = \$3/],
  ['wake', /INSERT INTO \S*pgboss\S*\.job/],
  ['complete', /SET[^]*'completed'/],
  ['begin', /^(BEGIN|COMMIT)$/],
  ['fetch', /UPDATE \S*pgboss\S*\.job\S*[^]*SET[^]*'active'/],
]

function count(statements: readonly Statement[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const statement of statements) {
    const label = LABELS.find(([, pattern]) => pattern.test(statement.text))?.[0] ?? 'other'
    if (label === 'begin' || (label === 'fetch' && statement.rows === 0)) continue
    counts[label] = (counts[label] ?? 0) + 1
    if (label === 'other') counts[statement.text.slice(0, 200)] = 1
  }
  return counts
}

test('a turn costs 7 statements besides retrieval, the whole road of a message 15', async () => {
  await start({}, 3600)
  await engine.accept([inbound('warm up')])
  await expect.poll(() => channel.texts, PATIENCE).toHaveLength(1)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const statements: Statement[] = []
  const stop = recordStatements(statements)
  await engine.accept([inbound('hello')])
  await expect.poll(() => channel.texts, PATIENCE).toEqual(['re: warm up', 're: hello'])
  await new Promise((resolve) => setTimeout(resolve, 300))
  stop()
  const accepting = { store: 1, wake: 1 }
  const turn = { fetch: 1, load: 1, own: 1, mark: 1, write: 1, wake: 1, complete: 1 }
  const delivery = { fetch: 1, head: 1, citable: 1, move: 1, settle: 1, complete: 1 }
  const road: Record<string, number> = { ...accepting }
  for (const part of [turn, delivery])
    for (const [label, n] of Object.entries(part)) road[label] = (road[label] ?? 0) + n
  expect(count(statements)).toEqual(road)
  const sum = (counts: object) => Object.values(counts).reduce((a: number, b: number) => a + b, 0)
  const RETRIEVAL = 3
  expect(sum(turn) + RETRIEVAL).toBeLessThanOrEqual(12)
  expect(sum(road)).toBe(15)
})

test('a turn that hands off costs one statement more, the wake-up of the desk', async () => {
  await start({}, 3600, [], new RecordingDesk())
  answerer.shape = () => ({ outcome: 'handoff' })
  await engine.accept([inbound('warm up', { thread: 'w' })])
  await expect.poll(() => channel.texts).toHaveLength(1)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const statements: Statement[] = []
  const stop = recordStatements(statements)
  await engine.accept([inbound('a person, please', { thread: 'p' })])
  await expect.poll(() => channel.texts).toHaveLength(2)
  await new Promise((resolve) => setTimeout(resolve, 500))
  stop()
  const { load, own, mark, write, wake, fetch } = count(statements)
  // Of the wake-ups and fetches: accepting one wake-up; turn, delivery and desk one fetch each; the delivery’s tick one wake-up.
  expect({ load, own, mark, write, wake, fetch }).toEqual({
    load: 1,
    own: 1,
    mark: 1,
    write: 1,
    wake: 4,
    fetch: 4,
  })
  const turn = 1 + load! + own! + mark! + write! + (wake! - 2) + 1
  const RETRIEVAL = 3
  expect(turn + RETRIEVAL).toBeLessThanOrEqual(12)
})

test('where there is no desk, nobody is woken for it, and it is told when there is one', async () => {
  await start({}, 3600)
  answerer.shape = () => ({ outcome: 'handoff' })
  const statements: Statement[] = []
  const stop = recordStatements(statements)
  await engine.accept([inbound('a person, please')])
  await expect.poll(() => channel.texts, PATIENCE).toHaveLength(1)
  await new Promise((resolve) => setTimeout(resolve, 500))
  stop()
  // One for the turn, one for the delivery.
  expect(count(statements).wake).toBe(2)
  await engine.stop()
  await db.query(`UPDATE desk_event SET due_at = due_at - interval '1 hour'`)
  const desk = new RecordingDesk()
  engine = createEngine({
    db,
    queue: createQueue({ endpoint: db.endpoint }, silent),
    channels: [channel],
    answerer,
    citable: async () => true,
    log: silent,
    settings: { sweepEvery: 0.2 },
    desk,
  })
  await engine.start()
  await expect.poll(() => desk.news().map((news) => news.kind), PATIENCE).toContain('opened')
})

test(
  'bursts on many conversations are answered in order, each message once',
  { timeout: 60_000 },
  async () => {
    await start()
    const threads = Array.from({ length: 6 }, (_, n) => `thread-${n}`)
    for (let round = 0; round < 5; round++) {
      const burst = threads.flatMap((thread) => [0, 1].map((n) => inbound(`${round}.${n}`, { thread })))
      await engine.accept(burst)
      await engine.accept(burst)
    }
    const answered = (thread: string) =>
      channel.reached
        .filter((sent) => sent.address.thread === thread)
        .flatMap((sent) => sent.text.replace('re: ', '').split(' | '))
    const all = Array.from({ length: 5 }, (_, round) => [`${round}.0`, `${round}.1`]).flat()
    await expect.poll(() => threads.map(answered), { timeout: 30_000 }).toEqual(threads.map(() => all))
    await expect.poll(async () => (await engine.status()).sending).toBe(0)
    expect(await engine.status()).toMatchObject({
      pending: 0,
      queued: 0,
      unknown: 0,
      refused: 0,
      blocked: [],
    })
  },
)

test('an answer does not wait for a poll, which comes every two seconds', async () => {
  await start()
  const started = performance.now()
  await engine.accept([inbound('quick')])
  await expect.poll(() => channel.texts, { interval: 5 }).toEqual(['re: quick'])
  const ms = performance.now() - started
  console.log(`message to answer: ${Math.round(ms)} ms`)
  expect(ms).toBeLessThan(1500)
})

test('a failing model ends in a handoff, and no key stays blocked', { timeout: 60_000 }, async () => {
  await start({ turnAttempts: 2 })
  answerer.shape = () => Promise.reject(new Error('down'))
  await engine.accept([inbound('hello')])
  await expect.poll(() => channel.texts, { timeout: 20_000 }).toEqual([expect.stringContaining('colleague')])
  expect(await engine.status()).toMatchObject({ openHandoffs: 1, pending: 0, blocked: [] })
})

test('stopping lets what is in flight finish', async () => {
  await start()
  let sent = () => {}
  const sending = new Promise<void>((resolve) => (sent = resolve))
  channel.before = async () => {
    sent()
    await new Promise((resolve) => setTimeout(resolve, 500))
    return undefined
  }
  await engine.accept([inbound('last')])
  await sending
  await engine.stop()
  expect(channel.texts).toEqual(['re: last'])
  expect(await db.query('SELECT state FROM outbox')).toEqual([{ state: 'sent' }])
})

test('a wake-up that was lost is made up for', { timeout: 60_000 }, async () => {
  await start({ sweepEvery: 0.2, answerTimeout: 0.2, sendTimeout: 0.2 })
  await db.query(
    `WITH c AS (INSERT INTO conversation (channel, account, thread, shopper_id, last_inbound_at)
                VALUES ('test', 'shop', 'lost', 's', now()) RETURNING id)
     INSERT INTO message (conversation_id, channel, account, external_id, kind, from_id, at, text, turn_state)
     SELECT id, 'test', 'shop', 'lost-1', 'text', 's', now(), 'anyone?', 'pending' FROM c`,
  )
  await expect.poll(() => channel.texts, { timeout: 20_000 }).toEqual(['re: anyone?'])
})

test('a refused send is made again when its time has come', { timeout: 60_000 }, async () => {
  await start()
  channel.before = async () => {
    channel.before = async () => undefined
    return { outcome: 'refused', reason: 'busy', permanent: false, retryAfterSeconds: 1 }
  }
  await engine.accept([inbound('hello')])
  await expect.poll(() => channel.texts, { timeout: 20_000 }).toEqual(['re: hello'])
  expect(await db.query('SELECT state, attempts FROM outbox')).toEqual([{ state: 'sent', attempts: 2 }])
})

test('what a channel ignores is counted under its name, and kept at the stop', async () => {
  let take: Accept | undefined
  channel.start = async (accept) => {
    take = accept
  }
  await db.query('TRUNCATE ignored')
  await start({}, 3600)
  await take!([], [{ reason: 'group message' }, { reason: 'group message' }])
  await take!([inbound('hello')], [{ reason: 'echo' }])
  expect((await engine.status()).ignored).toEqual([
    { channel: 'test', reason: 'group message', count: 2 },
    { channel: 'test', reason: 'echo', count: 1 },
  ])
  await take!([], [{ reason: 'echo' }])
  await engine.stop()
  const rows = await db.query(`SELECT count::int AS count FROM ignored WHERE reason = 'echo'`)
  expect(rows).toEqual([{ count: 2 }])
  await start({}, 3600)
})

test('upkeep of other parts runs once in its period', async () => {
  const runs: string[] = []
  const task = (name: string, everySeconds: number): Upkeep => ({
    name,
    everySeconds,
    run: async () => {
      runs.push(name)
      return {}
    },
  })
  await start({ sweepEvery: 0.05 }, undefined, [task('hourly', 3600), task('often', 0.1)])
  await expect.poll(() => runs.filter((name) => name === 'often').length, PATIENCE).toBeGreaterThan(2)
  expect(runs.filter((name) => name === 'hourly')).toHaveLength(1)
})
