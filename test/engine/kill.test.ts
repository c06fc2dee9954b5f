import { rm } from 'node:fs/promises'
import { test } from 'vitest'
import { dataFolder, openTestDatabase, testDatabaseUrl, type TestDatabase } from '../database.ts'
import { inbound } from './double.ts'
import { Outside, startRunner, type Runner } from './outside.ts'

// A dead process is noticed by the queue after 10 to 14 seconds.
const PATIENCE = { timeout: 60_000, interval: 100 }

interface World {
  outside: Outside
  /** The database, where it is a server that outlives the processes. */
  real?: TestDatabase
  start(): Promise<Runner>
}

/** A database, the world outside, and processes between them; all gone at the end of the test. */
async function openWorld(onEnd: (clean: () => Promise<void>) => void, idempotent = false): Promise<World> {
  const outside = new Outside()
  outside.idempotent = idempotent
  const url = await outside.listen()
  const runners: Runner[] = []
  const real = testDatabaseUrl ? await openTestDatabase() : undefined
  const folder = await dataFolder('kill')
  onEnd(async () => {
    for (const runner of runners) await runner.kill()
    await outside.close()
    await real?.close()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    outside,
    ...(real ? { real } : {}),
    async start() {
      const database = real ? { url: real.url! } : { folder }
      const runner = await startRunner({ database, outside: url, idempotent })
      runners.push(runner)
      return runner
    },
  }
}

const forever = new Promise<never>(() => {})
const textsOf = (outside: Outside) => outside.reached.map((sent) => sent.text)

test(
  'killed in the middle of a turn, then of a delivery: each message is sent once or marked unknown',
  { timeout: 180_000, concurrent: true },
  async ({ expect, onTestFinished }) => {
    const { outside, start } = await openWorld(onTestFinished)
    const texts = () => textsOf(outside)
    let asked = () => {}
    const turnBegan = new Promise<void>((resolve) => (asked = resolve))
    outside.onAnswer = () => {
      asked()
      return forever
    }
    const first = await start()
    const message = inbound('t one')
    await first.accept(message)
    await turnBegan
    await first.kill()
    expect(texts()).toEqual([])

    // The turn is made again by the next process; a redelivery meanwhile changes nothing.
    outside.onAnswer = async () => {}
    const second = await start()
    expect(await second.accept(message)).toEqual({ stored: [], duplicates: [message.externalId] })
    await expect.poll(texts, PATIENCE).toEqual(['re: t one'])

    // Now the provider has taken the message, and the process dies before it is told.
    let reached = () => {}
    const deliveryBegan = new Promise<void>((resolve) => (reached = resolve))
    outside.afterReach = () => {
      reached()
      return forever
    }
    await second.accept(inbound('t two'))
    await deliveryBegan
    await second.kill()
    outside.afterReach = async () => {}

    const third = await start()
    await third.accept(inbound('t three'))
    await expect.poll(texts, PATIENCE).toEqual(['re: t one', 're: t two', 're: t three'])
    await expect
      .poll(() => third.status(), PATIENCE)
      .toMatchObject({
        pending: 0,
        queued: 0,
        sending: 0,
        unknown: 1,
        refused: 0,
        openHandoffs: 0,
        blocked: [],
      })
    await third.stop()
  },
)

test(
  'with an idempotency key a killed delivery is repeated and reaches the shopper once',
  { timeout: 180_000, concurrent: true },
  async ({ expect, onTestFinished }) => {
    const { outside, start } = await openWorld(onTestFinished, true)
    let began = () => {}
    const deliveryBegan = new Promise<void>((resolve) => (began = resolve))
    outside.afterReach = () => {
      began()
      return forever
    }
    const first = await start()
    await first.accept(inbound('t one'))
    await deliveryBegan
    await first.kill()
    outside.afterReach = async () => {}
    const second = await start()
    await expect
      .poll(() => second.status(), PATIENCE)
      .toMatchObject({ sending: 0, queued: 0, unknown: 0, blocked: [] })
    expect(textsOf(outside)).toEqual(['re: t one'])
  },
)

test.skipIf(!testDatabaseUrl)(
  'two processes on one PostgreSQL, one of them killed: one turn at a time, in order, nothing lost, nothing twice',
  { timeout: 180_000, concurrent: true },
  async ({ expect, onTestFinished }) => {
    const { outside, start, real } = await openWorld(onTestFinished)
    const [one, two] = await Promise.all([start(), start()])
    outside.onAnswer = () => new Promise((resolve) => setTimeout(resolve, 30))
    outside.beforeReach = () => new Promise((resolve) => setTimeout(resolve, 5))
    const threads = Array.from({ length: 8 }, (_, n) => `t${n}`)
    const ROUNDS = 12
    for (let round = 0; round < ROUNDS; round++) {
      const runner = round < ROUNDS / 2 ? [one, two][round % 2]! : two
      await Promise.all(
        threads.map((thread) =>
          runner.accept(inbound(`${thread} ${String(round).padStart(2, '0')}`, { thread })),
        ),
      )
      if (round === ROUNDS / 2 - 1) await one.kill()
    }
    await expect
      .poll(() => two.status(), PATIENCE)
      .toMatchObject({ pending: 0, queued: 0, sending: 0, refused: 0, openHandoffs: 0, blocked: [] })
    const decided = await real!.query<{ key: string; state: string; text: string; thread: string }>(
      `SELECT o.key, o.state, o.content->>'text' AS text, c.thread
         FROM outbox o JOIN conversation c ON c.id = o.conversation_id ORDER BY o.sequence`,
    )
    const all = Array.from({ length: ROUNDS }, (_, n) => String(n).padStart(2, '0'))
    for (const thread of threads) {
      const rows = decided.filter((row) => row.thread === thread)
      // Every message was answered, in order, in one turn or another.
      const answered = rows.flatMap((row) => row.text.replace('re: ', '').split(' | '))
      expect(answered).toEqual(all.map((n) => `${thread} ${n}`))
      // What reached the shopper came in that order; only a row that is shown as unknown may be missing.
      const reached = outside.reached.filter((sent) => sent.thread === thread).map((sent) => sent.key)
      const expected = rows.filter((row) => row.state === 'sent' || reached.includes(row.key))
      expect(reached).toEqual(expected.map((row) => row.key))
    }
    expect(outside.mostAtOnce).toBe(1)
    expect(new Set(outside.reached.map((sent) => sent.key)).size).toBe(outside.reached.length)
    await expect
      .poll(() => two.status(), PATIENCE)
      .toMatchObject({ pending: 0, queued: 0, sending: 0, blocked: [] })
  },
)
