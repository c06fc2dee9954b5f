import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Content, Inbound } from '../../src/contract/message.ts'
import { warnOfWindows } from '../../src/engine/desk/warn.ts'
import { openBench, person, type Bench } from './bench.ts'
import { inbound, TestChannel } from './double.ts'

const ADA = person('ada')
const SAM = 'sam@example.com'
const HOUR = 3_600_000
const back = { name: 'back', language: 'en', text: 'Hello {{1}}, we are back about {{2}}.' }

let bench: Bench
let whatsapp: TestChannel
let email: TestChannel

beforeAll(async () => {
  bench = await openBench()
  whatsapp = new TestChannel('whatsapp')
  Object.assign(whatsapp.limits, { replyWindowHours: 24, templates: true })
  email = new TestChannel('email')
  bench.parts.desk = bench.desk
})
beforeEach(async () => {
  await bench.clear()
  bench.parts.channels = new Map([whatsapp, email].map((channel) => [channel.name, channel]))
  whatsapp.offered = [back]
  for (const channel of [whatsapp, email]) {
    channel.reached = []
    channel.before = async () => undefined
  }
})
afterAll(() => bench.db.close())

const words = (text: string, more: Partial<Content> = {}): Content => ({
  text,
  citations: [],
  choices: [],
  ...more,
})
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString()
const write = (channel: string, text: string, more: Partial<Inbound> = {}) =>
  bench.take(inbound(text, { channel, thread: channel, from: { id: channel }, at: ago(0), ...more }))

/** A handoff on WhatsApp that Ada has, whose window closed an hour ago. */
async function late(more: Partial<Inbound> = {}): Promise<{ id: number; handoff: number }> {
  const id = await write('whatsapp', 'hello', { at: ago(25), ...more })
  bench.answerer.shape = () => ({ outcome: 'handoff', content: words('A colleague will reply.') })
  await bench.turn(id)
  bench.answerer.shape = () => ({})
  const [row] = await bench.db.query<{ id: number }>('SELECT id FROM handoff WHERE conversation_id = $1', [
    id,
  ])
  await bench.work.claim(row!.id, ADA)
  return { id, handoff: row!.id }
}

const proved = { proofs: [{ kind: 'email' as const, value: SAM }] }
/** The same shopper by e-mail, answered by the bot. */
async function mailed(more: Partial<Inbound> = proved): Promise<number> {
  const id = await write('email', 'an earlier mail', more)
  await bench.turn(id)
  await bench.deliver(id)
  email.reached = []
  return id
}
const template = (parameters: string[], name = 'back') => ({ name, language: 'en', parameters })
const windows = async () => {
  await warnOfWindows(bench.parts)
  await bench.feed()
  return bench.desk.news().filter((one) => one.kind === 'window')
}

test('through a closed window goes a template, in the words that the shopper reads, and nothing else', async () => {
  const { id, handoff } = await late()
  expect(await bench.work.maySend(handoff, [])).toEqual({
    may: false,
    why: expect.stringContaining('What can still be sent is an approved template.'),
  })
  expect(await bench.work.otherWays(handoff)).toEqual({ templates: [back] })
  expect(await windows()).toMatchObject([{ templates: true, email: false }])
  await bench.work.send(handoff, ADA, words('free words'), 'free')
  await bench.work.send(handoff, ADA, words('', { template: template(['Sam', 'boots']) }), 'key')
  await bench.deliver(id)
  expect(whatsapp.texts).toEqual(['Hello Sam, we are back about boots.'])
  await bench.feed()
  const told = bench.desk.news(handoff)
  expect(told).toContainEqual(
    expect.objectContaining({
      kind: 'saying',
      said: expect.objectContaining({ text: 'Hello Sam, we are back about boots.' }),
    }),
  )
  expect(told).toContainEqual({ kind: 'delivery', key: 'free', state: 'refused', reason: 'window_closed' })
  expect(told).toContainEqual({ kind: 'delivery', key: 'key', state: 'sent' })
})

test('a template that is not offered, or whose parameters do not fit, is refused', async () => {
  const { id, handoff } = await late()
  for (const wrong of [
    template(['Sam', 'boots'], 'other'),
    template(['Sam']),
    template(['Sam', ' ']),
    { ...template(['Sam', 'boots']), language: 'de' },
  ])
    await expect(bench.work.send(handoff, ADA, words('x', { template: wrong }), 'key')).rejects.toMatchObject(
      { code: 'input.invalid' },
    )
  whatsapp.offered = []
  expect((await bench.work.maySend(handoff, [])).why).toContain('until the shopper writes again')
  expect(await windows()).toMatchObject([{ templates: false }])
  expect((await bench.outbox(id)).filter((row) => row.author === 'human')).toEqual([])
})

test('the words of a template that only the provider has are told as what is known of them', async () => {
  whatsapp.offered = [{ name: 'back', language: 'en' }]
  const { id, handoff } = await late()
  await bench.work.send(handoff, ADA, words('', { template: template(['Sam', 'boots']) }), 'key')
  await bench.deliver(id)
  expect(whatsapp.texts).toEqual(['[template back, en: Sam, boots]'])
})

test('the bot sends no template, whatever it is told to', async () => {
  const id = await write('whatsapp', 'hello')
  bench.answerer.shape = () => ({ content: words('x', { template: template(['Sam', 'boots']) }) })
  await bench.turn(id)
  await bench.deliver(id)
  expect(whatsapp.reached).toEqual([])
  expect(await bench.outbox(id)).toMatchObject([{ state: 'refused', reason: 'template_of_bot' }])
})

test('to a shopper who wrote from a proved address goes an e-mail, told of in the feed of the handoff', async () => {
  const mail = await mailed()
  const { handoff } = await late(proved)
  expect(await bench.work.otherWays(handoff)).toEqual({ templates: [back], email: SAM })
  expect((await bench.work.maySend(handoff, [])).why).toContain(`an approved template or an e-mail to ${SAM}`)
  expect(await windows()).toMatchObject([{ templates: true, email: true }])
  for (let n = 0; n < 2; n++)
    await bench.work.sendByEmail(handoff, ADA, words('Here is your answer.'), 'by-mail')
  await bench.deliver(mail)
  expect(email.reached).toMatchObject([{ address: { channel: 'email', thread: 'email' }, key: 'by-mail' }])
  await bench.feed()
  const told = bench.desk.news(handoff)
  const saying = told.filter((news) => news.kind === 'saying' && news.key === 'by-mail')
  expect(saying).toMatchObject([{ said: { text: 'Here is your answer.', name: 'ada', channel: 'email' } }])
  expect(told).toContainEqual({ kind: 'delivery', key: 'by-mail', state: 'sent' })
  const events = await bench.db.query(
    'SELECT DISTINCT conversation_id = (SELECT conversation_id FROM handoff) AS own FROM desk_event',
  )
  expect(events).toEqual([{ own: true }])
})

test('what the bot has on its way by e-mail, and has yet to answer, stays the bot’s', async () => {
  const mail = await write('email', 'first', proved)
  await bench.turn(mail)
  const { handoff } = await late(proved)
  await write('email', 'second', proved)
  await bench.work.sendByEmail(handoff, ADA, words('from Ada'), 'by-mail')
  await bench.turn(mail)
  await bench.deliver(mail)
  expect(email.texts).toEqual(['re: first', 'from Ada', 're: second'])
  const [row] = await bench.db.query('SELECT owner, agent FROM conversation WHERE id = $1', [mail])
  expect(row).toEqual({ owner: 'bot', agent: null })
})

test('an e-mail goes only from who has the conversation, and not into one with a handoff of its own', async () => {
  const mail = await mailed()
  const { handoff } = await late(proved)
  const send = (who = ADA, key = 'one') => bench.work.sendByEmail(handoff, who, words('Hello'), key)
  await expect(send(person('bob'))).rejects.toMatchObject({ code: 'conversation.not_claimed' })
  await write('email', 'I need a person', proved)
  bench.answerer.shape = () => ({ outcome: 'handoff' })
  await bench.turn(mail)
  await expect(send()).rejects.toThrow('in a thread of its own')
  const [own] = await bench.db.query<{ id: number }>('SELECT id FROM handoff WHERE conversation_id = $1', [
    mail,
  ])
  await bench.work.resolve(own!.id, person('bob'))
  await send()
  expect((await bench.outbox(mail)).at(-1)).toMatchObject({ author: 'human', agent: 'ada', key: 'one' })
  await bench.work.release(handoff, ADA)
  await expect(send(ADA, 'two')).rejects.toMatchObject({ code: 'conversation.not_claimed' })
  await send()
})

test.each([
  ['the e-mail is not linked', proved, {}],
  ['the mails prove nothing', {}, {}],
  ['only this channel says the address', {}, proved],
])('no e-mail is offered where %s', async (_, byMail, byWhatsApp) => {
  const mail = await mailed(byMail)
  const { id, handoff } = await late(byWhatsApp)
  expect(await bench.work.otherWays(handoff)).toEqual({ templates: [back] })
  expect(await windows()).toMatchObject([{ email: false }])
  await expect(bench.work.sendByEmail(handoff, ADA, words('Hello'), 'key')).rejects.toMatchObject({
    code: 'input.invalid',
  })
  expect([...(await bench.outbox(mail)), ...(await bench.outbox(id))].map((row) => row.author)).not.toContain(
    'human',
  )
})

test('no e-mail is offered where others write too, or the shop has none', async () => {
  const mail = await mailed()
  const { handoff } = await late(proved)
  bench.parts.channels = new Map([['whatsapp', whatsapp]])
  expect(await bench.work.otherWays(handoff)).toEqual({ templates: [back] })
  expect(await windows()).toMatchObject([{ email: false }])
  bench.parts.channels = new Map([whatsapp, email].map((channel) => [channel.name, channel]))
  await write('email', 'me too', { from: { id: 'somebody-else' } })
  expect(await bench.work.otherWays(handoff)).toEqual({ templates: [back] })
  expect(mail).toBeGreaterThan(0)
})
