import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { claim } from '../../src/engine/handoff.ts'
import { openBench, wakes, type Bench, person } from './bench.ts'
import { inbound } from './double.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
beforeEach(() => bench.clear())
afterAll(() => bench.db.close())

const states = async () =>
  (await bench.db.query<{ turn_state: string }>('SELECT turn_state FROM message ORDER BY id')).map(
    (row) => row.turn_state,
  )
const handoffs = () => bench.db.query<Record<string, unknown>>('SELECT * FROM handoff ORDER BY id')

test('a burst is one turn, in the order of the provider’s clock', async () => {
  const late = inbound('second', { at: '2026-02-01T00:00:02Z' })
  const early = inbound('first', { at: '2026-02-01T00:00:01Z' })
  const id = await bench.take(late, early, inbound('third', { at: '2026-02-01T01:00:02+01:00' }))
  await bench.turn(id)
  expect(bench.answerer.asked.map((q) => q.texts)).toEqual([['first', 'second', 'third']])
  expect(await bench.outbox(id)).toMatchObject([{ state: 'queued', author: 'bot', epoch: 0, sequence: 1 }])
  expect(wakes(bench, 'deliver')).toBe(1)
  expect(await bench.db.query('SELECT id FROM trace')).toHaveLength(1)
})

test('a second run of the same turn does nothing', async () => {
  const id = await bench.take(inbound('hello'))
  await bench.turn(id)
  await bench.turn(id)
  expect(await bench.outbox(id)).toHaveLength(1)
})

test('several runs at the same moment write one answer', async () => {
  const id = await bench.take(inbound('hello'))
  let allAsked = () => {}
  const together = new Promise<void>((resolve) => (allAsked = resolve))
  bench.answerer.shape = async () => {
    if (bench.answerer.asked.length === 3) allAsked()
    await together
    return {}
  }
  await Promise.all([bench.turn(id), bench.turn(id), bench.turn(id)])
  expect(await bench.outbox(id)).toHaveLength(1)
})

test('what comes in while the answer is made gets the next turn; history has the first', async () => {
  const id = await bench.take(inbound('one'))
  bench.answerer.shape = async () => {
    bench.answerer.shape = () => ({})
    await bench.take(inbound('two'))
    return {}
  }
  await bench.turn(id)
  expect(await states()).toEqual(['done', 'pending'])
  await bench.turn(id)
  expect(bench.answerer.asked.map((q) => q.texts)).toEqual([['one'], ['two']])
  expect(bench.answerer.asked[1]!.history).toEqual([
    { role: 'user', text: 'one' },
    { role: 'agent', text: 're: one' },
  ])
})

test('a debounce waits for the rest of the burst', async () => {
  bench.parts.settings = { ...bench.parts.settings, debounceMs: 400 }
  const id = await bench.take(inbound('one'))
  const running = bench.turn(id)
  await new Promise((resolve) => setTimeout(resolve, 150))
  await bench.take(inbound('two'))
  await running
  bench.parts.settings = { ...bench.parts.settings, debounceMs: 0 }
  expect(bench.answerer.asked.map((q) => q.texts)).toEqual([['one', 'two']])
})

test('an edit replaces what it edits, a deletion takes it back, while they wait', async () => {
  const typo = inbound('shpping?')
  const oops = inbound('never mind')
  const id = await bench.take(
    typo,
    oops,
    inbound('shipping?', { kind: 'edit', replyTo: typo.externalId }),
    inbound('', { kind: 'delete', replyTo: oops.externalId }),
  )
  await bench.turn(id)
  expect(bench.answerer.asked.map((q) => q.texts)).toEqual([['shipping?']])
  expect(await states()).toEqual(['done', 'done', 'done', 'done'])
})

test('history shows the newest text of a message, once, and nothing that was deleted', async () => {
  const typo = inbound('shpping?')
  const secret = inbound('my card is 4111')
  const id = await bench.take(typo)
  await bench.turn(id)
  await bench.take(secret)
  await bench.turn(id)
  await bench.take(inbound('shippin?', { kind: 'edit', replyTo: typo.externalId }))
  await bench.turn(id)
  await bench.take(inbound('shipping?', { kind: 'edit', replyTo: typo.externalId }))
  await bench.turn(id)
  await bench.take(inbound('', { kind: 'delete', replyTo: secret.externalId }), inbound('and returns?'))
  await bench.turn(id)
  const shoppers = (n: number) =>
    bench.answerer.asked
      .at(n)!
      .history.filter(({ role }) => role === 'user')
      .map(({ text }) => text)
  expect(shoppers(-1)).toEqual(['shipping?'])
  // While an edit is the question, it is not yet history.
  expect(shoppers(-2)).toEqual(['shippin?', 'my card is 4111'])
})

test('a deletion alone needs no answer', async () => {
  const id = await bench.take(inbound('', { kind: 'delete', replyTo: 'long-ago' }))
  await bench.turn(id)
  expect(await states()).toEqual(['done'])
  expect(await bench.outbox(id)).toEqual([])
})

test('an attachment without words goes to a person, and the shopper is told', async () => {
  const id = await bench.take(
    inbound('', { kind: 'media', attachments: [{ contentType: 'image/png' }], locale: 'de-DE' }),
  )
  await bench.turn(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([expect.stringContaining('Anhänge')])
  expect(await handoffs()).toMatchObject([{ reason: 'attachment', state: 'open' }])
})

test('a handoff writes its record, its trace, and what the shopper is told', async () => {
  bench.answerer.shape = () => ({
    outcome: 'handoff',
    content: { text: '', citations: [], choices: [] },
    language: 'fr',
  })
  const id = await bench.take(inbound('Bonjour ?'))
  await bench.turn(id)
  await bench.deliver(id)
  const [trace] = await bench.db.query<{ id: string }>('SELECT id FROM trace')
  expect(await handoffs()).toMatchObject([{ question: 'Bonjour ?', trace_id: trace!.id, state: 'open' }])
  expect(bench.channel.texts).toEqual([expect.stringContaining('collègue')])
  expect(await bench.db.query('SELECT state, language FROM conversation')).toEqual([
    { state: 'waiting', language: 'fr' },
  ])
})

test('a failing answer is tried again, then handed off, never failed', async () => {
  bench.answerer.shape = () => Promise.reject(new Error('model is down'))
  const id = await bench.take(inbound('hello'))
  await expect(bench.turn(id, 1)).rejects.toThrow('model is down')
  await expect(bench.turn(id, 2)).rejects.toThrow('model is down')
  expect(await states()).toEqual(['pending'])
  await bench.turn(id, 3)
  expect(await states()).toEqual(['done'])
  expect(await handoffs()).toMatchObject([{ reason: 'answer_failed', question: 'hello' }])
})

test('a burst that kills its process is handed off without being asked again', async () => {
  const id = await bench.take(inbound('poison'))
  await bench.turn(id, 4)
  expect(bench.answerer.asked).toEqual([])
  expect(await handoffs()).toMatchObject([{ reason: 'answer_failed' }])
})

test('an answerer that hangs counts as failed', async () => {
  bench.parts.settings = { ...bench.parts.settings, answerTimeout: 0.05 }
  bench.answerer.shape = () => new Promise(() => {})
  const id = await bench.take(inbound('hello'))
  await expect(bench.turn(id)).rejects.toThrow('longer than')
  bench.parts.settings = { ...bench.parts.settings, answerTimeout: 90 }
})

test('while a person owns the conversation, messages are for the desk', async () => {
  const id = await bench.take(inbound('one'))
  await claim(bench.parts, id, person('ada'))
  await bench.turn(id)
  expect(bench.answerer.asked).toEqual([])
  expect(await states()).toEqual(['desk'])
})

test('a claim while the answer is made: nothing of it is written', async () => {
  const id = await bench.take(inbound('one'))
  bench.answerer.shape = async () => {
    await claim(bench.parts, id, person('ada'))
    return {}
  }
  await bench.turn(id)
  expect(await bench.outbox(id)).toEqual([])
  expect(await bench.db.query('SELECT id FROM trace')).toEqual([])
  expect(await states()).toEqual(['desk'])
})

test('a flood is answered in portions, none of it dropped', async () => {
  const id = await bench.take(...Array.from({ length: 50 }, (_, n) => inbound(`q${n}`)))
  const queued = () => wakes(bench, 'turn')
  expect(queued()).toBe(1)
  await bench.turn(id)
  expect(queued()).toBe(2)
  await bench.turn(id)
  await bench.turn(id)
  expect(queued()).toBe(3)
  expect(bench.answerer.asked.map((q) => q.texts.length)).toEqual([20, 20, 10])
  expect(bench.answerer.asked.flatMap((q) => q.texts)).toEqual(Array.from({ length: 50 }, (_, n) => `q${n}`))
})

test('an answer with characters that the database refuses is sent without them', async () => {
  bench.answerer.shape = () => ({ content: { text: 'yes\u0000 \ud83d', citations: [], choices: [] } })
  const id = await bench.take(inbound('hello'))
  await bench.turn(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['yes \ufffd'])
})

test('an answer that cannot be written is handed off with the last attempt', async () => {
  bench.answerer.shape = () => ({
    trace: { id: 'x', at: 'no time', edition: 1, risk: 0, composer: 'none', parts: [] },
  })
  const id = await bench.take(inbound('hello'))
  await expect(bench.turn(id, 1)).rejects.toThrow('timestamp')
  expect(await states()).toEqual(['pending'])
  await bench.turn(id, 3)
  expect(await states()).toEqual(['done'])
  expect(await handoffs()).toMatchObject([{ reason: 'answer_failed' }])
})
