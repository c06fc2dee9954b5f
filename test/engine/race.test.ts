import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../src/contract/database.ts'
import { deliver } from '../../src/engine/deliver.ts'
import { claim, sendAsAgent } from '../../src/engine/handoff.ts'
import type { EngineParts } from '../../src/engine/parts.ts'
import { turn } from '../../src/engine/turn.ts'
import { openBench, type Bench, person } from './bench.ts'
import { inbound } from './double.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ lease: 30 })
})
beforeEach(() => bench.clear())
afterAll(() => bench.db.close())

/** Lets the scheduler decide when each transaction and each query of an actor begins. */
function scheduled(db: Database, scheduler: fc.Scheduler, actor: string): Database {
  const turnOf = (what: string) => scheduler.schedule(Promise.resolve(), `${actor}: ${what}`)
  return {
    embedded: db.embedded,
    get asyncCommit() {
      return this
    },
    async query(text, values) {
      await turnOf('query')
      return db.query(text, values)
    },
    async transaction(work) {
      await turnOf('transaction')
      return db.transaction(work)
    },
  }
}

test(
  'whatever the order of claim, turn and sends, nothing of the bot’s reaches the shopper after a claim is taken',
  { timeout: 120_000 },
  async () => {
    let run = 0
    let claimedFirst = 0
    let sentFirst = 0
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const thread = `run-${run++}`
        const channel = bench.channel
        channel.reached = []
        const id = await bench.take(inbound('one', { thread }))
        await bench.turn(id)
        await bench.take(inbound('two', { thread }))
        channel.before = async () => {
          await scheduler.schedule(Promise.resolve(), 'request leaves')
          return undefined
        }
        channel.after = async () => {
          await scheduler.schedule(Promise.resolve(), 'provider answers')
          return undefined
        }
        const as = (actor: string): EngineParts => ({
          ...bench.parts,
          db: scheduled(bench.db, scheduler, actor),
        })
        const attempt = { number: 1, signal: new AbortController().signal }
        let reachedAtClaim = -1
        const desk = async () => {
          await claim(as('desk'), id, person('ada'))
          reachedAtClaim = channel.reached.length
          const content = { text: 'a person', citations: [], choices: [] }
          await sendAsAgent(as('desk'), id, person('ada'), content)
          await deliver(as('desk'), id, attempt)
        }
        const worker2 = async () => {
          await turn(as('worker 2'), id, attempt)
          await deliver(as('worker 2'), id, attempt)
        }
        const work = Promise.all([deliver(as('worker 1'), id, attempt), worker2(), desk()])
        await scheduler.waitFor(work)
        channel.before = async () => undefined
        channel.after = async () => undefined
        await bench.deliver(id)
        const after = channel.texts.slice(reachedAtClaim)
        expect(after).toEqual(['a person'])
        const keys = channel.reached.map((sent) => sent.key)
        expect(new Set(keys).size).toBe(keys.length)
        const states = (await bench.outbox(id)).map((row) => row.state)
        expect(states.filter((state) => state !== 'sent' && state !== 'withdrawn')).toEqual([])
        if (reachedAtClaim === 0) claimedFirst++
        else sentFirst++
      }),
      { numRuns: 200 },
    )
    // The schedules really differ: both orders were seen.
    expect(Math.min(claimedFirst, sentFirst)).toBeGreaterThan(5)
  },
)
