import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accept } from '../../src/engine/accept.ts'
import { takeFeed } from '../../src/engine/desk/take.ts'
import { deskWork } from '../../src/engine/desk/work.ts'
import type { EngineParts } from '../../src/engine/parts.ts'
import { turn } from '../../src/engine/turn.ts'
import type { Database } from '../../src/contract/database.ts'
import { openBench, person, wakes, type Bench } from './bench.ts'
import { inbound } from './double.ts'

// Who answers what came in around the moment at which a person gives the conversation back: each message exactly one of the two.
let bench: Bench
const ada = person('ada')
const said = (text: string) => ({ text, citations: [], choices: [] })
const attempt = { number: 1, signal: new AbortController().signal }

beforeAll(async () => {
  bench = await openBench()
  bench.parts.desk = bench.desk
})
beforeEach(() => bench.clear())
afterAll(() => bench.db.close())

async function claimed(thread = 't') {
  bench.answerer.shape = () => ({ outcome: 'handoff' })
  const id = await bench.take(inbound('A person, please', { thread }))
  await bench.turn(id)
  bench.answerer.shape = () => ({})
  bench.answerer.asked = []
  const [row] = await bench.db.query<{ id: number }>('SELECT id FROM handoff WHERE conversation_id = $1', [
    id,
  ])
  await bench.work.claim(row!.id, ada)
  return { id, handoff: row!.id }
}

const states = async (id: number) =>
  Object.fromEntries(
    (
      await bench.db.query<{ text: string; state: string }>(
        'SELECT text, turn_state AS state FROM message WHERE conversation_id = $1 ORDER BY id',
        [id],
      )
    ).map((row) => [row.text, row.state]),
  )
const asked = () => bench.answerer.asked.flatMap((question) => question.texts)

test('what came in while the person had it, and was on their desk, is not answered by the bot', async () => {
  const { id, handoff } = await claimed()
  await bench.take(inbound('Which size?'))
  await bench.turn(id)
  await bench.feed()
  await bench.work.release(handoff, ada)
  await bench.turn(id)
  expect(asked()).toEqual([])
  expect(await states(id)).toMatchObject({ 'Which size?': 'desk' })
})

test('what the person answered is not answered again, also when the queue was slow', async () => {
  const { id, handoff } = await claimed()
  await bench.take(inbound('Which size?'))
  await bench.work.send(handoff, ada, said('Size 42.'), 'k-1')
  await bench.work.release(handoff, ada)
  await bench.turn(id)
  expect(asked()).toEqual([])
  await bench.take(inbound('And in red?'))
  await bench.turn(id)
  expect(asked()).toEqual(['And in red?'])
  // The bot remembers what the person said, as a person's words.
  expect(bench.answerer.asked[0]!.history.slice(-2)).toEqual([
    { role: 'user', text: 'Which size?' },
    { role: 'agent', text: 'Size 42.', person: true },
  ])
})

test('what nobody has seen is the bot’s: waiting for its turn, or left to the desk and not shown yet', async () => {
  const { id, handoff } = await claimed()
  await bench.take(inbound('left to the desk'))
  await bench.turn(id)
  await bench.take(inbound('still pending'))
  const before = wakes(bench, 'turn')
  await bench.work.release(handoff, ada)
  expect(wakes(bench, 'turn')).toBe(before + 1)
  await bench.turn(id)
  await bench.turn(id)
  expect(asked()).toEqual(['left to the desk', 'still pending'])
})

/** Lets the scheduler decide when each transaction and each query of an actor begins. */
function scheduled(scheduler: fc.Scheduler, actor: string): EngineParts {
  const turnOf = (what: string) => scheduler.schedule(Promise.resolve(), `${actor}: ${what}`)
  const db: Database = {
    embedded: bench.db.embedded,
    get asyncCommit() {
      return this
    },
    async query(text, values) {
      await turnOf('query')
      return bench.db.query(text, values)
    },
    async transaction(work) {
      await turnOf('transaction')
      return bench.db.transaction(work)
    },
  }
  return { ...bench.parts, db }
}

test(
  'in the instant of the release each message is answered exactly once, by the bot or by the person who saw it',
  { timeout: 120_000 },
  async () => {
    let run = 0
    const seen = { bot: 0, person: 0 }
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 0, max: 16 }), async (scheduler, patience) => {
        bench.desk.clear()
        const thread = `release-${run++}`
        const { id, handoff } = await claimed(thread)
        await takeFeed(bench.parts, handoff, attempt)
        const messages = ['one', 'two', 'three']
        const shopper = async () => {
          for (const text of messages)
            await accept(scheduled(scheduler, 'shopper'), [inbound(text, { thread })])
        }
        const worker = async () => {
          for (let n = 0; n < 3; n++) await turn(scheduled(scheduler, 'worker'), id, attempt)
        }
        const feed = async () => {
          for (let n = 0; n < 3; n++) await takeFeed(scheduled(scheduler, 'feed'), handoff, attempt)
        }
        let shown: string[] = []
        const agent = async () => {
          const parts = scheduled(scheduler, 'agent')
          // A person who looks first: each look takes as long as the others' steps.
          for (let n = 0; n < patience; n++) await parts.db.query('SELECT 1')
          await deskWork(parts).release(handoff, ada)
          const taken = await bench.db.query<{ text: string }>(
            `SELECT text FROM message JOIN desk_event e ON e.message_id = message.id
              WHERE e.handoff_id = $1 AND e.taken_at IS NOT NULL`,
            [handoff],
          )
          shown = taken.map((row) => row.text)
        }
        await scheduler.waitFor(Promise.all([shopper(), worker(), feed(), agent()]))
        for (let n = 0; n < 3; n++) await bench.turn(id)
        await bench.feed()
        const after = await states(id)
        const fates = messages.map((text) => ({
          bot: asked().filter((one) => one === text).length,
          person: after[text] === 'desk' && shown.includes(text) ? 1 : 0,
          settled: after[text] !== 'pending',
        }))
        expect(fates.map(({ bot, person, settled }) => settled && bot + person)).toEqual([1, 1, 1])
        seen.bot += fates.filter((fate) => fate.bot === 1).length
        seen.person += fates.filter((fate) => fate.person === 1).length
        const kinds = bench.desk.kinds(handoff)
        expect(kinds.filter((kind) => kind === 'released')).toHaveLength(1)
        const ids = bench.desk.events.map((event) => event.id)
        expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
      }),
      { numRuns: 200 },
    )
    console.log(`Ends seen in 200 runs: ${JSON.stringify(seen)}`)
    // The schedules really differ: both were seen.
    expect(Math.min(seen.bot, seen.person)).toBeGreaterThan(10)
  },
)
