import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accept } from '../../src/engine/accept.ts'
import { ManualQueue, openBench, wakes, type Bench } from './bench.ts'
import { inbound } from './double.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ maxText: 100 })
})
beforeEach(() => bench.clear())
afterAll(() => bench.db.close())

const messages = () => bench.db.query<Record<string, unknown>>('SELECT * FROM message ORDER BY id')

test('a burst is stored at once and queues one turn', async () => {
  const burst = [inbound('one'), inbound('two'), inbound('three')]
  const result = await accept(bench.parts, burst)
  expect(result).toEqual({ stored: burst.map((m) => m.externalId), duplicates: [] })
  expect((await messages()).map((m) => m.text)).toEqual(['one', 'two', 'three'])
  expect(wakes(bench, 'turn')).toBe(1)
})

test('a redelivery is told and has no effect, also inside one burst', async () => {
  const message = inbound('hello')
  const first = await accept(bench.parts, [message, message])
  expect(first).toEqual({ stored: [message.externalId], duplicates: [message.externalId] })
  const again = await accept(bench.parts, [message])
  expect(again).toEqual({ stored: [], duplicates: [message.externalId] })
  expect(await messages()).toHaveLength(1)
  expect(wakes(bench, 'turn')).toBe(1)
})

test('the same id on another account is another message', async () => {
  const message = inbound('hello')
  await accept(bench.parts, [message, { ...message, account: 'other' }])
  expect(await messages()).toHaveLength(2)
  expect(wakes(bench, 'turn')).toBe(2)
})

test('ten redeliveries at the same moment store one message', async () => {
  const message = inbound('hello')
  const results = await Promise.all(Array.from({ length: 10 }, () => accept(bench.parts, [message])))
  expect(results.flatMap((result) => result.stored)).toEqual([message.externalId])
})

test('control characters, NUL and broken surrogates are removed, line ends made one', async () => {
  await accept(bench.parts, [inbound('a\u0000b\u0007c\r\nd\ttab \ud800 é 👍')])
  expect((await messages())[0]!.text).toBe('abc\nd\ttab \ufffd é 👍')
})

test('100,000 characters are cut, the shopper is told, and nobody is asked half a question', async () => {
  const id = await bench.take(inbound('x'.repeat(100_000)))
  expect(String((await messages())[0]!.text)).toHaveLength(100)
  await bench.turn(id)
  await bench.deliver(id)
  expect(bench.answerer.asked).toEqual([])
  expect(bench.channel.texts).toEqual([expect.stringContaining('fewer than 100 characters')])
})

test('beside one that is too long, the others of the burst are answered', async () => {
  const id = await bench.take(inbound('x'.repeat(101)), inbound('short one'))
  await bench.turn(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([expect.stringMatching(/too long[^]*re: short one/)])
})

test.each([
  ['an id with NUL', { externalId: 'a\u0000b' }],
  ['an empty thread', { thread: '' }],
  ['a time without zone', { at: '2026-01-01T00:00:00' }],
  ['no time', { at: 'yesterday' }],
])('%s is refused with its code, and nothing of the burst is stored', async (_, bad) => {
  await expect(accept(bench.parts, [inbound('good'), inbound('bad', bad)])).rejects.toMatchObject({
    code: 'message.invalid',
  })
  expect(await messages()).toEqual([])
})

test('reactions and reads are kept and ask for no turn', async () => {
  await accept(bench.parts, [inbound('👍', { kind: 'reaction' }), inbound('', { kind: 'status' })])
  expect((await messages()).map((m) => m.turn_state)).toEqual(['done', 'done'])
  expect(wakes(bench, 'turn')).toBe(0)
})

test('when the turn cannot be queued, nothing is stored and nothing is acknowledged', async () => {
  const queue = new ManualQueue()
  queue.wake = () => Promise.reject(new Error('queue down'))
  await expect(accept({ ...bench.parts, queue }, [inbound('hello')])).rejects.toThrow('queue down')
  expect(await messages()).toEqual([])
})

test('NUL and broken surrogates anywhere in a message do not stop it', async () => {
  const odd = 'a\u0000b\ud800'
  const message = inbound('hello', {
    from: { id: 'shopper', name: odd },
    choice: odd,
    replyTo: odd,
    locale: odd,
    attachments: [{ contentType: odd, name: odd, url: odd }],
  })
  expect(await accept(bench.parts, [message])).toMatchObject({ stored: [message.externalId] })
})
