import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DeskNews } from '../../src/contract/desk.ts'
import { accept } from '../../src/engine/accept.ts'
import { openCase } from '../../src/engine/desk/case.ts'
import { release } from '../../src/engine/giveback.ts'
import { claim } from '../../src/engine/handoff.ts'
import { eraseShopper } from '../../src/engine/retention.ts'
import { openBench, person, wakes, type Bench } from './bench.ts'
import { inbound } from './double.ts'

let bench: Bench
const ada = person('ada')
const bob = person('bob')

beforeAll(async () => {
  bench = await openBench({ lease: 0.5, backoff: 0.05 })
  bench.parts.desk = bench.desk
})
beforeEach(() => bench.clear())
afterAll(() => bench.db.close())

const said = (text: string) => ({ text, citations: [], choices: [] })

/** A conversation that was handed off, with its handoff. */
async function handedOff(text = 'Do you sell kites?', more = {}) {
  bench.answerer.shape = () => ({ outcome: 'handoff', content: said('A colleague will reply.') })
  const id = await bench.take(inbound(text, more))
  await bench.turn(id)
  bench.answerer.shape = () => ({})
  return { id, handoff: await currentHandoff(id) }
}

async function currentHandoff(conversation: number): Promise<number> {
  const rows = await bench.db.query<{ id: number }>(
    `SELECT id FROM handoff WHERE conversation_id = $1 AND state <> 'resolved'`,
    [conversation],
  )
  expect(rows).toHaveLength(1)
  return rows[0]!.id
}

test('a handoff opens its feed, with what the bot says and what becomes of it', async () => {
  const { id, handoff } = await handedOff()
  expect(wakes(bench, 'desk')).toBe(1)
  await bench.deliver(id)
  await bench.feed()
  const [opened, saying, delivery] = bench.desk.news(handoff)
  expect(opened).toEqual({ kind: 'opened' })
  expect(saying).toMatchObject({ kind: 'saying', said: { who: 'bot', text: 'A colleague will reply.' } })
  const { key } = saying as DeskNews & { kind: 'saying' }
  expect(delivery).toEqual({ kind: 'delivery', key, state: 'sent' })
  expect(bench.desk.events.map((event) => event.conversation)).toEqual([id, id, id])
})

test('how far a message comes is told, also to a handoff that is done', async () => {
  const { id, handoff } = await handedOff()
  await bench.deliver(id)
  const [row] = await bench.outbox(id)
  const status = (state: 'sent' | 'delivered' | 'read' | 'failed') =>
    inbound('', { kind: 'status', replyTo: String(row!.external_id), status: { state } })
  await accept(bench.parts, [status('sent'), status('delivered')])
  await claim(bench.parts, id, ada)
  await release(bench.parts, id)
  await accept(bench.parts, [status('read')])
  await bench.feed()
  const told = bench.desk.news(handoff).flatMap((news) => (news.kind === 'delivery' ? [news.state] : []))
  expect(told).toEqual(['sent', 'delivered', 'read'])
})

test('an answer that could not be delivered comes to the desk', async () => {
  const id = await bench.take(inbound('hello'))
  await bench.turn(id)
  await bench.deliver(id)
  const [row] = await bench.outbox(id)
  const status = { state: 'failed', reason: 'blocked' } as const
  await accept(bench.parts, [inbound('', { kind: 'status', replyTo: String(row!.external_id), status })])
  await bench.feed()
  const shown = await openCase(bench.parts, await currentHandoff(id))
  expect(shown).toMatchObject({ reason: 'send_failed', question: 'hello' })
  expect(shown.because).toMatch(/could not deliver/)
})

test('conversations without a handoff tell nothing', async () => {
  const id = await bench.take(inbound('hello'))
  await bench.turn(id)
  await bench.deliver(id)
  expect(wakes(bench, 'desk')).toBe(0)
  expect(await bench.db.query('SELECT id FROM desk_event')).toEqual([])
})

test('what the shopper does is told in order; statuses are not, redeliveries once', async () => {
  const { id, handoff } = await handedOff()
  const more = inbound('It is urgent')
  await bench.take(more)
  await bench.take(more)
  await bench.take(
    inbound('It is very urgent', { kind: 'edit', replyTo: more.externalId }),
    inbound('👍', { kind: 'reaction', replyTo: more.externalId }),
    inbound('', { kind: 'status', replyTo: 'p-1' }),
  )
  await bench.feed()
  expect(bench.desk.news(handoff).slice(2)).toEqual([
    {
      kind: 'shopper',
      externalId: more.externalId,
      said: { who: 'shopper', name: 'Sam', at: more.at, text: 'It is urgent', attachments: [] },
    },
    { kind: 'edited', externalId: more.externalId, text: 'It is very urgent' },
    { kind: 'reaction', externalId: more.externalId, text: '👍' },
  ])
  expect(bench.desk.events.every((event) => event.conversation === id)).toBe(true)
})

test('what the shopper takes back stands in no feed any more, and is not told late', async () => {
  const { handoff } = await handedOff()
  const secret = inbound('my secret')
  await bench.take(secret)
  await bench.take(inbound('my other secret', { kind: 'edit', replyTo: secret.externalId }))
  await bench.take(inbound('', { kind: 'delete', replyTo: secret.externalId }))
  expect(JSON.stringify(await bench.db.query('SELECT news FROM desk_event'))).not.toContain('secret')
  await bench.feed()
  expect(bench.desk.news(handoff).slice(2)).toMatchObject([
    { kind: 'shopper', said: { text: '' } },
    { kind: 'edited', text: '' },
    { kind: 'deleted', externalId: secret.externalId },
  ])
})

test('what the provider tells of a message is ticked in its thread, also when that is resolved', async () => {
  const { id, handoff } = await handedOff()
  await bench.work.claim(handoff, ada)
  await bench.work.send(handoff, ada, said('Here you are.'), 'k-3')
  await bench.deliver(id)
  await bench.work.resolve(handoff, ada)
  const [row] = (await bench.outbox(id)).filter((one) => one.key === 'k-3')
  const status = (state: 'delivered' | 'read') =>
    inbound('', {
      kind: 'status',
      externalId: `${String(row!.external_id)}:${state}`,
      replyTo: String(row!.external_id),
      status: { state },
    })
  await bench.take(status('delivered'), status('read'))
  await bench.feed()
  expect(bench.desk.news(handoff).slice(-2)).toEqual([
    { kind: 'resolved', agent: ada },
    { kind: 'delivery', key: 'k-3', state: 'read' },
  ])
})

test('a second handoff joins the first one', async () => {
  const { id, handoff } = await handedOff()
  bench.answerer.shape = () => ({ outcome: 'handoff', content: said('Still a colleague.') })
  await bench.take(inbound('And balloons?'))
  await bench.turn(id)
  expect(await currentHandoff(id)).toBe(handoff)
  await bench.feed()
  expect(bench.desk.kinds()).toEqual(['opened', 'saying', 'shopper', 'joined', 'saying'])
  expect(bench.desk.news()[3]).toMatchObject({ question: 'And balloons?', because: expect.any(String) })
})

test('claim, an agent’s words, their ticks, and the release', async () => {
  const { id, handoff } = await handedOff()
  await bench.deliver(id)
  await bench.work.claim(handoff, ada)
  await bench.work.send(handoff, ada, said('Yes, we do.'), 'k-1')
  await bench.work.send(handoff, ada, said('Yes, we do.'), 'k-1')
  await bench.deliver(id)
  await bench.work.release(handoff, ada)
  // Repeated by a second click.
  await bench.work.release(handoff, ada)
  await bench.work.send(handoff, ada, said('Yes, we do.'), 'k-1')
  await bench.feed()
  expect(bench.desk.news(handoff).slice(3)).toEqual([
    { kind: 'claimed', agent: ada },
    {
      kind: 'saying',
      key: 'k-1',
      said: { who: 'agent', name: 'ada', at: expect.any(String), text: 'Yes, we do.', attachments: [] },
    },
    { kind: 'delivery', key: 'k-1', state: 'sent' },
    { kind: 'released', agent: ada },
  ])
  expect(bench.channel.texts).toEqual(['A colleague will reply.', 'Yes, we do.'])
})

test('human words still on their way at the release go out, and are ticked in the old thread', async () => {
  const { id, handoff } = await handedOff()
  await bench.work.claim(handoff, ada)
  await bench.work.send(handoff, ada, said('One moment'), 'k-2')
  await bench.work.resolve(handoff, ada)
  await bench.deliver(id)
  await bench.feed()
  expect(bench.channel.texts).toEqual(['One moment'])
  expect(bench.desk.kinds(handoff)).toEqual([
    'opened',
    'saying',
    'claimed',
    'delivery withdrawn',
    'saying',
    'resolved',
    'delivery sent',
  ])
})

test('after a resolved handoff the next one opens a feed of its own', async () => {
  const first = await handedOff()
  await bench.work.resolve(first.handoff, ada)
  expect(await bench.db.query('SELECT state FROM conversation')).toEqual([{ state: 'open' }])
  const second = await handedOff('Another thing')
  expect(second.handoff).not.toBe(first.handoff)
  await bench.feed()
  expect(bench.desk.kinds(first.handoff)).toEqual(['opened', 'saying', 'resolved'])
  expect(bench.desk.kinds(second.handoff)).toEqual(['opened', 'saying'])
  await expect(bench.work.claim(first.handoff, ada)).rejects.toMatchObject({ code: 'handoff.resolved' })
})

test('each refusal has its code', async () => {
  const { handoff } = await handedOff()
  await expect(bench.work.send(handoff, ada, said('x'), 'k')).rejects.toMatchObject({
    code: 'conversation.not_claimed',
  })
  await expect(bench.work.release(handoff, ada)).rejects.toMatchObject({ code: 'conversation.not_claimed' })
  await bench.work.claim(handoff, ada)
  await expect(bench.work.claim(handoff, bob)).rejects.toMatchObject({ code: 'conversation.claimed' })
  await expect(bench.work.release(handoff, bob)).rejects.toMatchObject({ code: 'conversation.claimed' })
  await expect(bench.work.resolve(handoff, bob)).rejects.toMatchObject({ code: 'conversation.claimed' })
  await expect(bench.work.send(handoff, bob, said('x'), 'k')).rejects.toMatchObject({
    code: 'conversation.not_claimed',
  })
  await expect(bench.work.send(handoff, ada, said(' '), 'k')).rejects.toMatchObject({ code: 'input.invalid' })
  await expect(bench.work.case(999_999)).rejects.toMatchObject({ code: 'handoff.unknown' })
})

test('what the desk refuses is tried again later, and nothing overtakes it', async () => {
  const { handoff } = await handedOff()
  await bench.take(inbound('hello?'))
  bench.desk.before = async (event) => {
    if (event.news.kind === 'saying') throw new Error('Slack is down')
  }
  await bench.feed()
  await bench.feed()
  expect(bench.desk.kinds()).toEqual(['opened'])
  expect(bench.queue.woken.at(-1)).toMatchObject({
    name: 'desk',
    key: String(handoff),
    notBefore: expect.any(Date),
  })
  bench.desk.before = async () => {}
  await bench.db.query('UPDATE desk_event SET due_at = now()')
  await bench.feed()
  expect(bench.desk.kinds()).toEqual(['opened', 'saying', 'shopper'])
})

test('waits grow, up to a minute', async () => {
  await handedOff()
  bench.desk.before = () => Promise.reject(new Error('down'))
  const waits: number[] = []
  for (let n = 0; n < 9; n++) {
    await bench.feed()
    const [row] = await bench.db.query<{ wait: number }>(
      'SELECT extract(epoch FROM due_at - now())::float8 AS wait FROM desk_event ORDER BY id LIMIT 1',
    )
    waits.push(Math.round(row!.wait))
    await bench.db.query('UPDATE desk_event SET due_at = now()')
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
})

test('a desk that hangs counts as refusing', async () => {
  bench.parts.settings = { ...bench.parts.settings, deskTimeout: 0.05 }
  await handedOff()
  bench.desk.before = () => new Promise(() => {})
  await bench.feed()
  bench.parts.settings = { ...bench.parts.settings, deskTimeout: 60 }
  expect(await bench.db.query('SELECT attempts FROM desk_event ORDER BY id')).toMatchObject([
    { attempts: 1 },
    { attempts: 0 },
  ])
})

test('a claim is told only when what the bot had on its way is settled', async () => {
  const { id, handoff } = await handedOff()
  let arrive = () => {}
  bench.channel.before = () => new Promise((resolve) => (arrive = () => resolve(undefined)))
  const sending = bench.deliver(id)
  await expect.poll(async () => (await bench.outbox(id))[0]!.state).toBe('sending')
  const claiming = bench.work.claim(handoff, ada)
  await expect
    .poll(() => bench.db.query(`SELECT FROM desk_event WHERE news->>'kind' = 'claimed'`))
    .toHaveLength(1)
  await bench.feed()
  expect(bench.desk.kinds()).toEqual(['opened', 'saying'])
  arrive()
  await sending
  await claiming
  await bench.db.query('UPDATE desk_event SET due_at = now()')
  await bench.feed()
  expect(bench.desk.kinds()).toEqual(['opened', 'saying', 'claimed', 'delivery sent'])
})

test('a send whose process died is marked unknown before the claim is told, also when the claimer died too', async () => {
  const { id, handoff } = await handedOff()
  await bench.db.query(
    `UPDATE outbox SET state = 'sending', attempts = 1, lease_until = now() - interval '1 s'
      WHERE conversation_id = $1`,
    [id],
  )
  // As a process leaves it that dies right after the claim's commit.
  await bench.db.query(`UPDATE conversation SET owner = 'human', agent = 'ada', epoch = epoch + 1`)
  await bench.db.query(`UPDATE handoff SET state = 'claimed', agent = 'ada'`)
  await bench.db.query(
    `INSERT INTO desk_event (handoff_id, conversation_id, news)
     VALUES ($1, $2, '{"kind": "claimed", "agent": {"id": "ada", "name": "ada"}}')`,
    [handoff, id],
  )
  await bench.feed()
  await bench.feed()
  expect(bench.desk.kinds()).toEqual(['opened', 'saying', 'claimed', 'delivery unknown'])
})

test('the case tells the conversation up to the question, as it stands', async () => {
  const typo = inbound('Do you sell kits?')
  const id = await bench.take(inbound('Hi'))
  await bench.turn(id)
  await bench.deliver(id)
  bench.answerer.shape = () => ({
    outcome: 'handoff',
    content: said('A colleague will reply.'),
    language: 'de',
  })
  await bench.take(typo, inbound('secret', { externalId: 'gone' }))
  await bench.turn(id)
  const handoff = await currentHandoff(id)
  await bench.take(
    inbound('Do you sell kites?', { kind: 'edit', replyTo: typo.externalId }),
    inbound('', { kind: 'delete', replyTo: 'gone' }),
    inbound('later'),
  )
  const shown = await bench.work.case(handoff)
  expect(shown).toMatchObject({
    handoff,
    conversation: id,
    channel: 'test',
    shopper: { id: 'shopper-1', name: 'Sam' },
    language: 'de',
    question: 'Do you sell kits?\nsecret',
    because: expect.stringMatching(/\.$/),
    passages: [],
  })
  expect(shown.transcript.map((line) => [line.who, line.text])).toEqual([
    ['shopper', 'Hi'],
    ['bot', 're: Hi'],
    ['shopper', 'Do you sell kites?'],
  ])
  expect(shown.windowClosesAt).toBeUndefined()
})

test('erasing leaves word for the desk until it has heard', async () => {
  const { handoff, id } = await handedOff()
  await bench.feed()
  await bench.take(inbound('untold secret'))
  await eraseShopper(bench.db, { channel: 'test', account: 'shop', id: 'shopper-1' })
  expect(await bench.db.query('SELECT id FROM desk_event')).toEqual([])
  bench.desk.before = () => Promise.reject(new Error('down'))
  await bench.feed()
  bench.desk.before = async () => {}
  await bench.db.query('UPDATE desk_erased SET due_at = now()')
  await bench.feed()
  const last = bench.desk.events.at(-1)!
  expect(last).toMatchObject({ handoff, conversation: id, news: { kind: 'erased' } })
  expect(last.id).toBeGreaterThan(bench.desk.events.at(-2)!.id)
  expect(JSON.stringify(bench.desk.events)).not.toContain('untold')
  expect(await bench.db.query('SELECT id FROM desk_erased')).toEqual([])
  await expect(bench.work.case(handoff)).rejects.toMatchObject({ code: 'handoff.unknown' })
})
