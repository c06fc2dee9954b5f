import { afterAll, beforeAll, expect, it } from 'vitest'
import { inbound } from '../engine/double.ts'
import { openBench, type Bench } from '../engine/bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(async () => bench.db.close())

it('remembers what was heard of an answer, not what was written', async () => {
  const conversation = await bench.take(inbound('How long?'))
  bench.answerer.shape = () => ({ content: { text: 'Within 14 days. Unworn.', citations: [], choices: [] } })
  await bench.turn(conversation)
  await bench.deliver(conversation)
  const [row] = await bench.outbox(conversation)
  const said = { replyTo: String(row!.external_id), text: '', kind: 'status' } as const
  await bench.take(inbound('', { ...said, status: { state: 'delivered', heard: 'Within 14\u0000' } }))
  await bench.take(inbound('And then?'))
  await bench.turn(conversation)
  expect(bench.answerer.asked.at(-1)?.history.map(({ text }) => text)).toEqual(['How long?', 'Within 14'])
})

it('forgets what was not heard at all', async () => {
  await bench.clear()
  const conversation = await bench.take(inbound('How long?'))
  await bench.turn(conversation)
  await bench.deliver(conversation)
  const [row] = await bench.outbox(conversation)
  const said = { replyTo: String(row!.external_id), text: '', kind: 'status' } as const
  await bench.take(inbound('', { ...said, status: { state: 'delivered', heard: '' } }))
  await bench.take(inbound('And then?'))
  await bench.turn(conversation)
  expect(bench.answerer.asked.at(-1)?.history.map(({ text }) => text)).toEqual(['How long?'])
})

it('hands a wish for a person over without asking the answerer, and marks the promise', async () => {
  await bench.clear()
  const conversation = await bench.take(inbound('A call-back, please', { kind: 'event', wants: 'person' }))
  await bench.turn(conversation)
  expect(bench.answerer.asked).toEqual([])
  const [row] = await bench.outbox(conversation)
  expect(row!.content).toMatchObject({ handoff: { answered: '' } })
  expect(
    await bench.db.query('SELECT reason FROM handoff WHERE conversation_id = $1', [conversation]),
  ).toEqual([{ reason: 'person' }])
})
