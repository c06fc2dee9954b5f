import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBench, type Bench } from '../engine/bench.ts'
import { inbound } from '../engine/double.ts'
import { play, scripts, type Script } from './script.ts'
import { HUMAN, World } from './world.ts'

/** Interleavings to run: 200 with the other tests, 10,000 by `npm run races`. */
const RUNS = Number(process.env['RACES'] ?? 200)
const PER_RUN_MS = 2000

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ lease: 60, backoff: 0, sendAttempts: 20, turnAttempts: 50 })
})
afterAll(() => bench.db.close())

interface Row {
  key: string
  sequence: number
  author: 'bot' | 'human'
  state: string
}

/** Time passes: leases of the dead run out, put-off sends are due, and everything waiting is done. */
async function settleAll(conversation: number): Promise<void> {
  for (let round = 0; round < 30; round++) {
    await bench.db.query(
      `UPDATE outbox SET lease_until = now() - interval '1 second', due_at = now() - interval '1 second'
        WHERE conversation_id = $1 AND state IN ('queued', 'sending')`,
      [conversation],
    )
    await bench.turn(conversation)
    await bench.deliver(conversation)
    const [left] = await bench.db.query<{ open: number }>(
      `SELECT (SELECT count(*) FROM message WHERE conversation_id = $1 AND turn_state = 'pending')
            + (SELECT count(*) FROM outbox WHERE conversation_id = $1 AND state IN ('queued', 'sending')) AS open`,
      [conversation],
    )
    if (left!.open === 0) return
  }
  throw new Error('The conversation does not come to rest.')
}

/** Bot messages that reached the shopper while a person had been shown the conversation as theirs. */
function talkedOver(world: World): string[] {
  let taken = false
  const wrong: string[] = []
  for (const event of world.events) {
    if (event.what === 'taken') taken = true
    else if (event.what === 'giving back') taken = false
    else if (taken && event.author === 'bot') wrong.push(event.key)
  }
  return wrong
}

let run = 0
const seen = { talkedBefore: 0, claimedBefore: 0, unknown: 0, withdrawn: 0, human: 0 }

async function check(scheduler: fc.Scheduler, script: Script): Promise<void> {
  const thread = `race-${run++}`
  const messages = Array.from({ length: script.messages }, (_, n) => inbound(`${thread} q${n}`, { thread }))
  const id = await bench.take(inbound(`${thread} first`, { thread }))
  if (script.answered) await bench.turn(id)
  bench.channel.reached = []
  const world = new World(bench, scheduler, script.faults)
  const sent = await scheduler.waitFor(play(world, script, id, messages))
  world.calm()
  const before = world.events.length
  await settleAll(id)
  const rows = await bench.db.query<Row>(
    'SELECT key, sequence, author, state FROM outbox WHERE conversation_id = $1 ORDER BY sequence',
    [id],
  )
  const reached = bench.channel.reached.map(({ key }) => key)
  const place = new Map(rows.map((row) => [row.key, row]))

  expect(talkedOver(world)).toEqual([])
  expect(world.events.length).toBe(before)
  // Each message once, in its order.
  expect(new Set(reached).size).toBe(reached.length)
  const order = reached.map((key) => place.get(key)!.sequence)
  expect(order).toEqual([...order].sort((one, other) => one - other))
  // What reached the shopper is told as sent or unknown, and what is told as sent has reached them.
  const mayBe = (state: string) => (state === 'sent' ? [true] : state === 'unknown' ? [true, false] : [false])
  for (const row of rows) {
    expect(['sent', 'unknown', 'withdrawn', 'refused']).toContain(row.state)
    expect(mayBe(row.state)).toContain(reached.includes(row.key))
  }
  // What an agent sent is never taken back.
  for (const key of sent) expect(['sent', 'unknown']).toContain(place.get(key)?.state)
  // Nothing the shopper wrote is lost: every message was seen by one turn, or lies with a person.
  const taken = await bench.db.query<{ text: string; state: string; turn: string | null }>(
    `SELECT text, turn_state AS state, turn_id AS turn FROM message WHERE conversation_id = $1`,
    [id],
  )
  expect(taken).toHaveLength(script.messages + 1)
  for (const { state, turn } of taken)
    expect(state === 'desk' || (state === 'done' && turn !== null)).toBe(true)

  const first = world.events.findIndex(({ what }) => what === 'taken')
  const bot = world.events.findIndex((event) => event.what === 'reached' && event.author === 'bot')
  if (first >= 0 && bot >= 0 && bot < first) seen.talkedBefore++
  if (first >= 0 && (bot < 0 || first < bot)) seen.claimedBefore++
  if (rows.some(({ state }) => state === 'unknown')) seen.unknown++
  if (rows.some(({ state }) => state === 'withdrawn')) seen.withdrawn++
  if (bench.channel.reached.some(({ text }) => text.startsWith(HUMAN))) seen.human++
}

test(
  `${RUNS} interleavings of messages, turns, claims, sends, releases and lost connections keep the promises`,
  { timeout: 120_000 + RUNS * PER_RUN_MS, retry: 0 },
  async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), scripts, check), { numRuns: RUNS })
    // The runs really differ: each kind of end was seen.
    console.info(`Ends seen in ${run} runs: ${JSON.stringify(seen)}`)
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(RUNS / 100)
  },
)
