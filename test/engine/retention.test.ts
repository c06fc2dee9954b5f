import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { claim } from '../../src/engine/handoff.ts'
import { applyRetention, eraseShopper } from '../../src/engine/retention.ts'
import { takeTask } from '../../src/engine/sweep.ts'
import { openBench, type Bench, person } from './bench.ts'
import { inbound } from './double.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
beforeEach(() => bench.clear())
afterAll(() => bench.db.close())

const TABLES = ['conversation', 'message', 'outbox', 'trace', 'handoff'] as const

async function counts() {
  const rows = await Promise.all(
    TABLES.map((table) => bench.db.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)),
  )
  return Object.fromEntries(TABLES.map((table, n) => [table, rows[n]![0]!.n]))
}

async function answered(thread: string, shopper: string, text = 'hello'): Promise<number> {
  const id = await bench.take(inbound(text, { thread, from: { id: shopper } }))
  await bench.turn(id)
  await bench.deliver(id)
  return id
}

test('a shopper’s data is erased whole, and counted; others keep theirs', async () => {
  bench.answerer.shape = () => ({ outcome: 'handoff' })
  await answered('a1', 'anna')
  await answered('a2', 'anna')
  await answered('b', 'ben')
  // Anna also wrote in Ben's conversation.
  await bench.take(inbound('me too', { thread: 'b', from: { id: 'anna' } }))
  const anna = { channel: 'test', account: 'shop', id: 'anna' }
  expect(await eraseShopper(bench.db, anna)).toEqual({
    conversations: 2,
    messages: 3,
    sends: 2,
    traces: 2,
    handoffs: 2,
  })
  expect(await counts()).toEqual({ conversation: 1, message: 1, outbox: 1, trace: 1, handoff: 1 })
  expect(await eraseShopper(bench.db, anna)).toMatchObject({ conversations: 0, messages: 0 })
})

test('erased in the middle of a turn or a send: nothing comes back', async () => {
  const id = await bench.take(inbound('hello'))
  const shopper = { channel: 'test', account: 'shop', id: 'shopper-1' }
  bench.answerer.shape = async () => {
    await eraseShopper(bench.db, shopper)
    return {}
  }
  await bench.turn(id)
  bench.answerer.shape = () => ({})
  const again = await bench.take(inbound('hello again'))
  await bench.turn(again)
  bench.channel.after = async () => {
    await eraseShopper(bench.db, shopper)
    return undefined
  }
  await bench.deliver(again)
  expect(await counts()).toEqual({ conversation: 0, message: 0, outbox: 0, trace: 0, handoff: 0 })
})

test('retention removes what is old and settled, and nothing that waits', async () => {
  await answered('done', 'anna')
  await bench.take(inbound('unanswered', { thread: 'pending' }))
  const unsent = await bench.take(inbound('unsent', { thread: 'unsent' }))
  await bench.turn(unsent)
  const owned = await answered('owned', 'cid')
  await claim(bench.parts, owned, person('ada'))
  bench.answerer.shape = () => ({ outcome: 'handoff' })
  await answered('handed', 'dan')
  await bench.db.query(`UPDATE trace SET at = now()`)
  expect(await applyRetention(bench.db, new Date(Date.now() - 60_000))).toEqual({
    conversations: 0,
    messages: 0,
    sends: 0,
    traces: 0,
    handoffs: 0,
  })
  expect(await applyRetention(bench.db, new Date(Date.now() + 60_000))).toEqual({
    conversations: 1,
    messages: 4,
    sends: 3,
    traces: 4,
    handoffs: 0,
  })
  const left = await bench.db.query<{ thread: string }>('SELECT thread FROM conversation ORDER BY thread')
  expect(left.map((row) => row.thread)).toEqual(['handed', 'owned', 'pending', 'unsent'])
})

test('a periodic task is taken by one of many, once in its period', async () => {
  const takes = () => Promise.all(Array.from({ length: 8 }, () => takeTask(bench.db, 'sample', 60)))
  expect((await takes()).filter(Boolean)).toHaveLength(1)
  expect((await takes()).filter(Boolean)).toHaveLength(0)
  await bench.db.query(`UPDATE task_lease SET until = now() - interval '1 second'`)
  expect((await takes()).filter(Boolean)).toHaveLength(1)
})
