import { afterAll, beforeAll, expect, test } from 'vitest'
import { conversationsOf, type Conversations } from '../../src/store/conversations.ts'
import { conversationEntities } from '../../src/store/entities.ts'
import { openBench, type Bench } from '../engine/bench.ts'
import { inbound } from '../engine/double.ts'

let bench: Bench
let store: Conversations
beforeAll(async () => {
  bench = await openBench({}, { entities: conversationEntities })
  store = conversationsOf(bench.db.dataSource)
})
afterAll(() => bench.db.close())

test('a conversation reads as it went', async () => {
  bench.answerer.shape = () => ({ outcome: 'handoff' })
  const id = await bench.take(inbound('one'))
  await bench.turn(id)
  bench.channel.before = async () => ({ outcome: 'unknown', reason: 'reset' })
  await bench.deliver(id)
  await bench.take(inbound('two'))
  const conversation = await store.find({ channel: 'test', account: 'shop', thread: 't' })
  expect(conversation).toMatchObject({ id, owner: 'bot', state: 'waiting', shopperName: 'Sam' })
  expect(await store.get(id)).toEqual(conversation)
  expect(await store.recent(5)).toEqual([conversation])
  const lines = await store.transcript(id)
  expect(lines.map((line) => (line.from === 'shopper' ? line.message.text : line.sent.content.text))).toEqual(
    ['one', 're: one', 'two'],
  )
  expect(await store.openHandoffs()).toMatchObject([{ conversationId: id, question: 'one' }])
  expect(await store.troubled(5)).toMatchObject([{ conversationId: id, state: 'unknown', reason: 'reset' }])
})
