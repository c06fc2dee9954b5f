import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stateToken } from '../../channels/whatsapp/index.ts'
import type { Content } from '../../src/contract/message.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { WhatsAppPageDouble } from '../doubles/whatsapp-web/page.ts'
import { choices, content, context, Inbox, KEY } from './harness.ts'
import { serveWeb, type ServedWeb } from './web.harness.ts'

const CHAT = '447700900123@c.us'
const LID = '218880291143697@lid'

let db: TestDatabase
let page: WhatsAppPageDouble
let inbox: Inbox
let served: ServedWeb
let count = 0

const address = (thread = '447700900123') => ({ channel: 'whatsapp', account: 'web-main', thread })
const send = (words: Content, thread?: string) =>
  served.channel.send(address(thread), words, `key-${++count}`, context())
const fresh = () => `IN${String(++count).padStart(18, '0')}`

/** Waits until that many things were handed on or let go by. */
async function handed(number: number): Promise<void> {
  const until = Date.now() + 30_000
  while (inbox.handed + inbox.ignored.length < number) {
    if (Date.now() > until) throw new Error(`only ${inbox.handed + inbox.ignored.length} of ${number} came`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())
beforeEach(async () => {
  await db.query('TRUNCATE whatsapp_person, whatsapp_offer, whatsapp_session')
  page = new WhatsAppPageDouble()
  inbox = new Inbox()
  served = await serveWeb(db, page, inbox.accept)
})
afterEach(async () => served.stop())

describe('the session', () => {
  it('shows its code, and every step until it is ready', async () => {
    await served.reaches('starting')
    page.qr('2@code-one')
    await served.reaches('qr')
    page.qr('2@code-two')
    while (served.shown.length < 2) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(served.shown).toEqual(['2@code-one', '2@code-two'])
    expect(await served.channel.states()).toMatchObject([
      { account: 'web-main', state: 'qr', qr: '2@code-two' },
    ])
    await page.link()
    await served.ready()
    expect(await served.channel.states()).toMatchObject([{ state: 'ready', number: '15550001111' }])
  })

  it('shows its states to who has the token alone', async () => {
    page.qr('2@secret')
    await served.reaches('qr')
    const ask = (authorization?: string) =>
      served.channel.handle!({
        method: 'GET',
        path: '/web/state',
        url: 'https://shop.example/channels/whatsapp/web/state',
        query: {},
        headers: authorization === undefined ? {} : { authorization },
        body: new Uint8Array(),
      })
    for (const guess of [undefined, 'Bearer', 'Bearer guess', stateToken(KEY)])
      expect((await ask(guess)).status).toBe(401)
    const answer = await ask(`Bearer ${stateToken(KEY)}`)
    expect(JSON.parse(answer.body!)).toMatchObject({
      sessions: [{ account: 'web-main', state: 'qr', qr: '2@secret' }],
    })
  })

  it('tells why it ended, and is opened again', async () => {
    await page.link()
    await served.ready()
    page.state('UNPAIRED')
    await served.reaches('disconnected')
    expect(await served.channel.states()).toMatchObject([{ reason: 'UNPAIRED' }])
    await served.reaches('starting')
    expect([page.opened, page.closed > 0]).toEqual([2, true])
  })

  it('is in one process at a time, and goes to another when that one is gone', async () => {
    const other = new WhatsAppPageDouble()
    const second = await serveWeb(db, other, inbox.accept)
    await page.link()
    await served.ready()
    // Longer than the time after which the other one looks again.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect([page.opened, other.opened]).toEqual([1, 0])
    const asked = Promise.all(
      ['one', 'two'].map((text) =>
        second.channel.send(address(), content(text), `relayed-${text}`, context()),
      ),
    )
    expect(await asked).toMatchObject([{ outcome: 'sent' }, { outcome: 'sent' }])
    expect(page.sent.map(({ text }) => text).sort()).toEqual(['one', 'two'])
    page.failures = ['sends_then_throws']
    const lost = await second.channel.send(address(), content('lost'), 'relayed-lost', context())
    expect(lost).toMatchObject({ outcome: 'unknown' })
    await served.stop()
    const early = await second.channel.send(address(), content('x'), 'relayed-early', context())
    expect(early).toMatchObject({ outcome: 'refused', permanent: false })
    expect(await db.query('SELECT FROM whatsapp_relay')).toEqual([])
    await expect.poll(() => other.opened, { timeout: 10_000 }).toBe(1)
    await second.stop()
    expect(await second.channel.states()).toMatchObject([{ state: 'off' }])
  })
})

describe('what comes', () => {
  beforeEach(async () => {
    await page.link()
    await served.ready()
  })

  it.each([
    [
      'a caption',
      { type: 'image', directPath: '/x', mimetype: 'image/png', caption: 'torn' },
      { kind: 'media', text: 'torn', attachments: [{ contentType: 'image/png' }] },
    ],
    [
      'a voice message',
      { type: 'ptt', directPath: '/x', mimetype: 'audio/ogg; codecs=opus' },
      { kind: 'media', attachments: [{ name: 'voice message' }] },
    ],
    [
      'a place',
      { type: 'location', lat: 54.5, lng: -3.1, loc: 'Larkmoor\nFell Road' },
      { kind: 'media', attachments: [{ contentType: 'application/geo+json', name: 'Larkmoor, Fell Road' }] },
    ],
    [
      'a contact',
      { type: 'vcard', body: 'BEGIN:VCARD' },
      { kind: 'media', attachments: [{ contentType: 'text/vcard' }] },
    ],
    [
      'a row',
      { type: 'list_response', body: 'B', listResponse: { singleSelectReply: { selectedRowId: 'b' } } },
      { kind: 'choice', choice: 'b', text: 'B' },
    ],
    ['a type of 2031', { type: 'hologram' }, { kind: 'media', attachments: [{ name: 'hologram message' }] }],
  ])('brings %s into normal form', async (_name, more, expected) => {
    page.add(page.message(fresh(), CHAT, more))
    await handed(1)
    expect(inbox.taken[0]).toMatchObject({
      ...expected,
      account: 'web-main',
      from: { id: '447700900123', name: 'Ada' },
      proofs: [{ kind: 'phone', value: '+447700900123' }],
    })
  })

  it('leaves groups, channels, stories, notices and our own, each with its reason', async () => {
    const elsewhere = ['120363400488851144@g.us', '120363400488851144@newsletter', 'status@broadcast', 'x@y']
    for (const chat of elsewhere) page.add(page.message(fresh(), chat, { body: 'hello' }))
    page.add(page.message(fresh(), CHAT, { type: 'e2e_notification' }))
    page.add(page.message(fresh(), CHAT, { body: 'from the telephone', fromMe: true }))
    await handed(6)
    expect(inbox.taken).toEqual([])
    expect(inbox.ignored.map(({ reason }) => reason)).toEqual([
      'group message',
      'newsletter',
      'status update',
      'chat is not known',
      'notice: e2e_notification',
      'own message',
    ])
  })

  it('has edits, deletions and reactions point to their message', async () => {
    const message = page.message(fresh(), CHAT, { body: 'size 42' })
    page.add(message)
    page.edit(message, 'size 43')
    page.react(message, fresh(), '👍')
    page.react(message, fresh(), '')
    page.revoke(message)
    await handed(5)
    const replyTo = message.id._serialized
    expect(inbox.taken).toMatchObject([
      { kind: 'text', text: 'size 42', externalId: replyTo },
      { kind: 'edit', text: 'size 43', replyTo },
      { kind: 'reaction', text: '👍', replyTo },
      { kind: 'reaction', text: '', replyTo },
      { kind: 'delete', replyTo },
    ])
    expect(new Set(inbox.taken.map(({ externalId }) => externalId)).size).toBe(5)
  })

  it('proves no number by an @lid, and keeps the thread when both names are known', async () => {
    page.add(page.message(fresh(), LID, { body: 'hi' }))
    await handed(1)
    expect(inbox.taken[0]).toMatchObject({ thread: LID, text: 'hi' })
    expect(inbox.taken[0]!.proofs).toBeUndefined()
    page.people.set(CHAT, { lid: LID, pn: CHAT })
    page.add(page.message(fresh(), CHAT, { body: 'by number' }))
    await handed(2)
    expect(inbox.taken[1]).toMatchObject({ thread: LID, proofs: [{ kind: 'phone' }] })
    expect(await send(content('hello'), LID)).toMatchObject({ outcome: 'sent' })
    expect(page.sent.at(-1)!.chat).toBe(CHAT)
  })

  it('is handed on when the database is back, once and in order', async () => {
    await served.stop()
    let failing = 2
    page = new WhatsAppPageDouble()
    served = await serveWeb(db, page, async (...burst) => {
      if (failing-- > 0) throw new Error('the database is away')
      return inbox.accept(...burst)
    })
    await page.link()
    await served.ready()
    for (const body of ['one', 'two']) page.add(page.message(fresh(), CHAT, { body }))
    await handed(2)
    expect(inbox.taken.map(({ text }) => text)).toEqual(['one', 'two'])
  })
})

describe('a send', () => {
  beforeEach(async () => {
    await page.link()
    await served.ready()
  })

  it('is told as sent, and how far it came', async () => {
    const receipt = await send(content('**Within** 14 days.'))
    expect(receipt).toEqual({ outcome: 'sent', externalId: page.sent[0]!.id })
    expect(page.sent[0]!.text).toBe('*Within* 14 days.')
    await handed(1)
    const [, , id] = page.sent[0]!.id.split('_')
    const ours = page.message(id!, CHAT, { fromMe: true })
    for (const ack of [0, 1, 2, 3, 4, -1]) page.ack(ours, ack)
    await handed(7)
    expect(inbox.ignored.map(({ reason }) => reason)).toEqual(['own message', 'status: pending'])
    expect(inbox.taken.map(({ status, replyTo }) => [status?.state, replyTo])).toEqual(
      ['sent', 'delivered', 'read', 'failed'].map((state) => [state, page.sent[0]!.id]),
    )
    expect(inbox.handed).toBe(5)
  })

  it('that fails inside the page is unknown, and not repeated', async () => {
    for (const failure of ['throws', 'sends_then_throws', 'hangs'] as const) {
      page.failures = [failure]
      expect(await send(content('x'))).toMatchObject({ outcome: 'unknown' })
    }
    expect(page.sent).toHaveLength(2)
  })

  it('has numbers for choices and understands them, files, and no templates', async () => {
    await send(content('Which?', { choices: choices(2) }))
    expect(page.sent[0]!.text).toBe('Which?\n\n1. Choice 1\n2. Choice 2')
    page.add(page.message(fresh(), CHAT, { body: '2' }))
    await handed(2)
    expect(inbox.taken.at(-1)).toMatchObject({ kind: 'choice', choice: 'value-2' })
    const data = Buffer.from('%PDF').toString('base64')
    await send(content('Here', { files: [{ name: 'label.pdf', contentType: 'application/pdf', data }] }))
    expect(page.sent.at(-1)).toMatchObject({
      text: 'Here',
      file: { mimetype: 'application/pdf', filename: 'label.pdf', data },
    })
    const template = { name: 't', language: 'en', parameters: [] }
    expect(await send(content('x', { template }))).toMatchObject({ outcome: 'refused', permanent: true })
  })

  it('shows typing, and marks as read', async () => {
    await served.channel.typing!(address(), 'any')
    expect([page.seen, page.typing]).toEqual([[CHAT], [CHAT]])
  })

  it('waits while there is no connection', async () => {
    page.state('CONFLICT')
    await served.reaches('disconnected')
    expect(await send(content('x'))).toMatchObject({ outcome: 'refused', permanent: false })
  })
})
