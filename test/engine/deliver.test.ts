import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Reply } from '../../src/contract/answer.ts'
import { claim, sendAsAgent } from '../../src/engine/handoff.ts'
import { pagesOf } from './pages.ts'
import { openBench, person, wakes, type Bench } from './bench.ts'
import { inbound } from './double.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ lease: 1, sendTimeout: 3, backoff: 0.05, sendAttempts: 3 })
})
beforeEach(() => bench.clear())
afterAll(() => bench.db.close())

const handoffs = () => bench.db.query<Record<string, unknown>>('SELECT * FROM handoff ORDER BY id')
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Answers each text with a turn of its own; nothing is sent yet. */
async function answered(...texts: string[]): Promise<number> {
  let id = 0
  for (const text of texts) {
    id = await bench.take(inbound(text))
    await bench.turn(id)
  }
  return id
}

test('what is due goes out in its sequence, each once', async () => {
  const id = await answered('one', 'two', 'three')
  await bench.deliver(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['re: one', 're: two', 're: three'])
  expect(await bench.outbox(id)).toMatchObject([
    { state: 'sent', external_id: 'p-1', attempts: 1 },
    { state: 'sent', external_id: 'p-2' },
    { state: 'sent', external_id: 'p-3' },
  ])
})

test('several deliveries at the same moment send once', async () => {
  const id = await answered('one', 'two')
  bench.channel.before = () => pause(20).then(() => undefined)
  await Promise.all([bench.deliver(id), bench.deliver(id), bench.deliver(id)])
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['re: one', 're: two'])
})

test('a refused send is repeated later, and holds back what follows', async () => {
  const id = await answered('one', 'two')
  bench.channel.before = async () => {
    bench.channel.before = async () => undefined
    return { outcome: 'refused', reason: 'busy', permanent: false, retryAfterSeconds: 1.5 }
  }
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([])
  expect(bench.queue.woken.at(-1)).toMatchObject({ name: 'deliver', notBefore: expect.any(Date) })
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([])
  await pause(1600)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['re: one', 're: two'])
})

test('a send refused for good is shown, handed off, and the rest goes on', async () => {
  const id = await answered('one', 'two')
  bench.channel.before = async (content) =>
    content.text === 're: one' ? { outcome: 'refused', reason: 'blocked', permanent: true } : undefined
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['re: two'])
  expect(await bench.outbox(id)).toMatchObject([{ state: 'refused', reason: 'blocked' }, { state: 'sent' }])
  expect(await handoffs()).toMatchObject([{ reason: 'send_refused', question: 'one' }])
})

test('a send refused too often counts as refused for good', async () => {
  const id = await answered('one')
  bench.channel.before = async () => ({ outcome: 'refused', reason: 'busy', permanent: false })
  for (let n = 0; n < 5; n++) {
    await bench.deliver(id)
    await pause(150)
  }
  expect(await bench.outbox(id)).toMatchObject([{ state: 'refused', attempts: 3 }])
})

test('an unknown outcome is shown and not repeated', async () => {
  const id = await answered('one', 'two')
  bench.channel.after = async () => {
    bench.channel.after = async () => undefined
    throw new Error('connection reset')
  }
  await bench.deliver(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['re: one', 're: two'])
  expect(await bench.outbox(id)).toMatchObject([
    { state: 'unknown', reason: 'connection reset' },
    { state: 'sent' },
  ])
})

test('with an idempotency key an unknown send is repeated under the same key', async () => {
  bench.channel.idempotentSend = true
  const id = await answered('one')
  bench.channel.after = async () => {
    bench.channel.after = async () => undefined
    throw new Error('connection reset')
  }
  await bench.deliver(id)
  await pause(100)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['re: one'])
  expect(await bench.outbox(id)).toMatchObject([{ state: 'sent', attempts: 2 }])
})

test('a channel that hangs: unknown after its time, the rest goes on', async () => {
  const id = await answered('one', 'two')
  bench.channel.before = (content) =>
    content.text === 're: one' ? new Promise(() => {}) : Promise.resolve(undefined)
  await bench.deliver(id)
  expect(await bench.outbox(id)).toMatchObject([{ state: 'unknown' }, { state: 'sent' }])
})

test('a slow send keeps its lease: nobody else takes it for dead', async () => {
  const id = await answered('one')
  bench.channel.before = () => pause(2000).then(() => undefined)
  const sending = bench.deliver(id)
  await pause(1500)
  await bench.deliver(id)
  expect(bench.queue.woken.at(-1)).toMatchObject({ name: 'deliver', notBefore: expect.any(Date) })
  await sending
  expect(await bench.outbox(id)).toMatchObject([{ state: 'sent', attempts: 1 }])
  expect(bench.channel.texts).toEqual(['re: one'])
})

/** As a process leaves it that died after the row was marked and before the outcome was known. */
async function dieSending(id: number) {
  await bench.db.query(
    `UPDATE outbox SET state = 'sending', attempts = 1, lease_until = now() - interval '1 second'
      WHERE conversation_id = $1 AND sequence = 1`,
    [id],
  )
}

test('a row whose sender died is unknown, and the rest goes on', async () => {
  const id = await answered('one', 'two')
  await dieSending(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['re: two'])
  expect(await bench.outbox(id)).toMatchObject([
    { state: 'unknown', reason: 'sender_lost' },
    { state: 'sent' },
  ])
})

test('where the provider takes a key, the row of a dead sender is repeated', async () => {
  bench.channel.idempotentSend = true
  const id = await answered('one', 'two')
  await dieSending(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['re: one', 're: two'])
})

test('a channel that is off: refused, shown, handed off', async () => {
  const id = await bench.take(inbound('hello', { channel: 'telex' }))
  await bench.turn(id)
  await bench.deliver(id)
  expect(await bench.outbox(id)).toMatchObject([{ state: 'refused', reason: 'channel_off' }])
  expect(await handoffs()).toMatchObject([{ reason: 'channel_off' }])
})

test('a person may write after the bot’s window, where people have longer', async () => {
  Object.assign(bench.channel.limits, { replyWindowHours: 24, humanWindowHours: 168 })
  const id = await answered('one')
  await claim(bench.parts, id, person('ada'))
  const since = (hours: number) =>
    bench.db.query('UPDATE conversation SET last_inbound_at = now() - make_interval(hours => $1)', [hours])
  const write = (text: string) =>
    sendAsAgent(bench.parts, id, person('ada'), { text, citations: [], choices: [] })
  await since(100)
  await write('after four days')
  await bench.deliver(id)
  await since(169)
  await write('after a week')
  await bench.deliver(id)
  Object.assign(bench.channel.limits, { templates: true })
  const template = { name: 'we_are_back', language: 'en', parameters: [] }
  await sendAsAgent(bench.parts, id, person('ada'), {
    text: 'template',
    citations: [],
    choices: [],
    template,
  })
  await bench.deliver(id)
  const without = { replyWindowHours: undefined, humanWindowHours: undefined, templates: undefined }
  Object.assign(bench.channel.limits, without)
  expect(bench.channel.texts).toEqual(['after four days', 'template'])
  expect((await bench.outbox(id)).map((row) => row.reason)).toEqual([
    'owner_changed',
    null,
    'window_closed',
    null,
  ])
})

test('after the provider’s window nothing is sent', async () => {
  Object.assign(bench.channel.limits, { replyWindowHours: 24 })
  const id = await bench.take(inbound('hello', { at: new Date(Date.now() - 25 * 3_600_000).toISOString() }))
  await bench.turn(id)
  await bench.deliver(id)
  Object.assign(bench.channel.limits, { replyWindowHours: undefined })
  expect(await bench.outbox(id)).toMatchObject([{ state: 'refused', reason: 'window_closed' }])
})

const citing = (pageId: number): Partial<Reply> => ({
  citations: [{ pageId, title: 'Returns', heading: [], quote: '30 days' }],
})

test('a page that stops being citable between turn and delivery is not sent; the question is answered anew', async () => {
  const pages = await pagesOf(bench.db, 2)
  bench.parts.citable = pages.citable
  bench.answerer.shape = () => citing(pages.ids[0]!)
  const id = await answered('returns?')
  await pages.setCitable(pages.ids[0]!, false)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([])
  expect(await bench.outbox(id)).toMatchObject([{ state: 'withdrawn', reason: 'page_gone' }])
  expect(wakes(bench, 'turn')).toBe(2)
  bench.answerer.shape = () => citing(pages.ids[1]!)
  await bench.turn(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['re: returns?'])
  expect(bench.answerer.asked).toHaveLength(2)
  expect(bench.answerer.asked[1]!.history).toEqual([])
})

test('gone twice: a person gets the question, and the shopper is told', async () => {
  const pages = await pagesOf(bench.db, 1)
  bench.parts.citable = pages.citable
  bench.answerer.shape = () => citing(pages.ids[0]!)
  const id = await answered('returns?')
  await pages.setCitable(pages.ids[0]!, false)
  await bench.deliver(id)
  await bench.turn(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([expect.stringContaining('colleague')])
  expect(await handoffs()).toMatchObject([{ reason: 'page_gone', question: 'returns?' }])
})
