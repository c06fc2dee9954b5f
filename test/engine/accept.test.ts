import { randomBytes } from 'node:crypto'
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
  ['an id that no index can hold', { externalId: '通'.repeat(999) }],
  ['a year that no calendar has', { at: '+010209-01-27T06:13:20.000Z' }],
  ['a time without zone', { at: '2026-01-01T00:00:00' }],
  ['no time', { at: 'yesterday' }],
])('%s is refused with its code, and nothing of the burst is stored', async (_, bad) => {
  await expect(accept(bench.parts, [inbound('good'), inbound('bad', bad)])).rejects.toMatchObject({
    code: 'message.invalid',
  })
  expect(await messages()).toEqual([])
})

test('ids of the greatest length are kept', async () => {
  // Of random characters, so that nothing is gained by compressing them.
  const id = () => randomBytes(500).toString('hex')
  const message = inbound('hello', { account: id(), thread: id(), externalId: id() })
  expect((await accept(bench.parts, [message])).stored).toEqual([message.externalId])
})

test('reactions and events are kept and ask for no turn', async () => {
  await accept(bench.parts, [inbound('👍', { kind: 'reaction' }), inbound('referral', { kind: 'event' })])
  expect((await messages()).map((m) => m.turn_state)).toEqual(['done', 'done'])
  expect(wakes(bench, 'turn')).toBe(0)
})

test('only what the shopper says moves the end of the window', async () => {
  const said = inbound('hello')
  const id = await bench.take(said)
  const last = async () => {
    const [row] = await bench.db.query<{ at: Date }>(
      'SELECT last_inbound_at AS at FROM conversation WHERE id = $1',
      [id],
    )
    return row!.at.toISOString()
  }
  const kinds = ['reaction', 'edit', 'delete', 'event', 'status'] as const
  for (const kind of kinds) await accept(bench.parts, [inbound('later', { kind, replyTo: 'x' })])
  expect(await last()).toBe(said.at)
  const choice = inbound('Blue', { kind: 'choice', choice: 'blue' })
  await accept(bench.parts, [choice])
  expect(await last()).toBe(choice.at)
})

test('a conversation that begins without words has an open window only from the first words on', async () => {
  const id = await bench.take(inbound('👍', { kind: 'reaction' }))
  const query = 'SELECT last_inbound_at AS at FROM conversation WHERE id = $1'
  expect(await bench.db.query(query, [id])).toEqual([{ at: new Date(0) }])
})

test('what the shop itself did is part of a conversation, but begins none', async () => {
  const act = (more = {}) => inbound('by hand', { kind: 'event', from: { id: 'shop' }, ...more })
  const alone = act({ thread: 'nobody' })
  expect(await accept(bench.parts, [alone])).toEqual({ stored: [], duplicates: [] })
  const [question, answer] = [inbound('hello'), act()]
  expect(await accept(bench.parts, [answer, question])).toEqual({
    stored: [answer.externalId, question.externalId],
    duplicates: [],
  })
  expect(await accept(bench.parts, [answer])).toEqual({ stored: [], duplicates: [answer.externalId] })
  const later = act()
  expect((await accept(bench.parts, [later])).stored).toEqual([later.externalId])
  const conversations = await bench.db.query('SELECT thread, shopper_id FROM conversation')
  expect(conversations).toEqual([{ thread: 't', shopper_id: 'shopper-1' }])
})

test('what was deleted is kept no longer, with its edits', async () => {
  const secret = inbound('my card is 4111', {
    attachments: [{ contentType: 'image/*', url: 'https://cdn.example/card' }],
  })
  const edit = inbound('my card is 4222', { kind: 'edit', replyTo: secret.externalId })
  await accept(bench.parts, [secret, edit, inbound('hello')])
  await accept(bench.parts, [inbound('hi there', { thread: 'another' })])
  await accept(bench.parts, [inbound('', { kind: 'delete', replyTo: secret.externalId })])
  const kept = await messages()
  expect(kept.map((m) => m.text)).toEqual([null, null, 'hello', 'hi there', ''])
  expect(JSON.stringify(kept)).not.toMatch(/4111|4222|cdn\.example/)
})

test('nobody deletes what somebody else wrote', async () => {
  const theirs = inbound('mine', { thread: 'theirs' })
  await accept(bench.parts, [theirs, inbound('hello')])
  await accept(bench.parts, [inbound('', { kind: 'delete', replyTo: theirs.externalId })])
  expect((await messages())[0]!.text).toBe('mine')
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
