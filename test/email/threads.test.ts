import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Channel } from '../../src/contract/channel.ts'
import type { Inbound } from '../../src/contract/message.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { startSmtp, type SmtpDouble } from '../doubles/smtp/index.ts'
import { Inbox, mime, openChannel, posted } from './bench.ts'

let db: TestDatabase
let smtp: SmtpDouble
let channel: Channel
let inbox: Inbox

beforeAll(async () => {
  db = await openTestDatabase()
  smtp = await startSmtp()
})
beforeEach(async () => {
  await db.query('DELETE FROM email_thread')
  inbox = new Inbox()
  channel = openChannel(db, { smtpUrl: smtp.url })
  await channel.start(inbox.accept)
  return () => channel.stop()
})
afterAll(async () => {
  await smtp.close()
  await db.close()
})

async function come(headers: Record<string, string | undefined>, body?: string): Promise<Inbound> {
  const before = inbox.messages.length
  expect((await channel.handle!(posted(mime(headers, body)))).status).toBe(200)
  expect(inbox.messages.length).toBe(before + 1)
  return inbox.last
}

async function answer({ account, thread, externalId }: Inbound, key: string): Promise<string> {
  const receipt = await channel.send(
    { channel: 'email', account, thread },
    { text: 'Yes.', citations: [], choices: [] },
    key,
    { author: 'bot', replyTo: externalId, lastInboundAt: new Date().toISOString() },
  )
  return receipt.outcome === 'sent' ? receipt.externalId : ''
}

const eve = 'Eve <eve@elsewhere.example>'

describe('threads', () => {
  it('follows In-Reply-To and References to our mails and to known ones', async () => {
    const first = await come({ 'Message-ID': '<one@mail.example>', Subject: 'Shoes' })
    const ours = await answer(first, 't1')
    const reply = await come({ 'In-Reply-To': ours, Subject: 'Something else' })
    expect([reply.thread, reply.replyTo]).toEqual([first.thread, ours])
    const further = await come({ References: '<one@mail.example>', Subject: 'Again other' })
    expect(further.thread).toBe(first.thread)
    const other = await come({ Subject: 'A new question' })
    expect(other.thread).not.toBe(first.thread)
  })

  it('knows a thread by the token in our Message-ID alone, also in other letters, from the same sender only', async () => {
    const first = await come({ Subject: 'Shoes' })
    const ours = await answer(first, 't2')
    const mangled = ours.toUpperCase().replace(/\.[0-9A-F]{24}@/, `.${'0'.repeat(24)}@`)
    const reply = await come({ References: mangled, Subject: 'Other' })
    expect(reply.thread).toBe(first.thread)
    const stranger = await come({ From: eve, 'In-Reply-To': ours, References: ours, Subject: 'Re: Shoes' })
    expect(stranger.thread).not.toBe(first.thread)
  })

  it('takes the subject where a reply has no references, never for two people', async () => {
    const first = await come({ Subject: 'Order 17' })
    expect((await come({ Subject: 'AW: Order  17' })).thread).toBe(first.thread)
    expect((await come({ Subject: 'Re: Order 18' })).thread).not.toBe(first.thread)
    expect((await come({ From: eve, Subject: 'Re: Order 17' })).thread).not.toBe(first.thread)
    const empty = await come({ Subject: undefined })
    expect((await come({ Subject: 'Re:' })).thread).not.toBe(empty.thread)
  })

  it('takes Reply-To for the shopper, so that people behind one form stay apart', async () => {
    const from = 'Contact form <form@builder.example>'
    const one = await come({ From: from, 'Reply-To': 'one@mail.example', Subject: 'Contact' })
    const two = await come({ From: from, 'Reply-To': 'two@mail.example', Subject: 'Contact' })
    expect([one.from.id, two.from.id]).toEqual(['one@mail.example', 'two@mail.example'])
    expect(one.thread).not.toBe(two.thread)
  })

  it('lets nobody into a thread by its subject who only asks that its owner be answered', async () => {
    const owner = await come({ From: 'one@mail.example', Subject: 'Order 17' })
    const other = await come({ From: eve, 'Reply-To': 'one@mail.example', Subject: 'Re: Order 17' })
    expect(other.thread).not.toBe(owner.thread)
  })

  it('says of a mail that anybody could have written it, unless it answers one of ours', async () => {
    const first = await come({ Subject: 'Shoes' })
    expect(first.unproved).toBe(true)
    const ours = await answer(first, 't9')
    expect((await come({ 'In-Reply-To': ours, Subject: 'Re: Shoes' })).unproved).toBeUndefined()
    const spoofed = await come({ Subject: 'Re: Shoes' })
    expect([spoofed.thread, spoofed.unproved]).toEqual([first.thread, true])
    const another = await come({ From: eve, Subject: 'Hats' })
    expect((await come({ From: eve, 'In-Reply-To': ours, Subject: 'Re: Hats' })).unproved).toBe(true)
    expect(another.unproved).toBe(true)
  })

  it('gives a mail that comes again what it had, and tells two with one id apart', async () => {
    const raw = mime({ 'Message-ID': '<same@mail.example>' }, 'One question')
    await channel.handle!(posted(raw))
    await channel.handle!(posted(raw))
    expect(inbox.messages).toHaveLength(1)
    const other = await come({ 'Message-ID': '<same@mail.example>' }, 'Another question')
    expect(other.externalId).not.toBe('<same@mail.example>')
    const none = mime({ 'Message-ID': undefined, Date: undefined }, 'Without an id')
    await channel.handle!(posted(none))
    await channel.handle!(posted(none))
    expect(inbox.messages.filter(({ text }) => text === 'Without an id')).toHaveLength(1)
  })

  it('lets one thread begin for mails of one sender that come at the same time', async () => {
    const raws = Array.from({ length: 6 }, (_, n) => mime({ Subject: 'At once' }, `Part ${n}`))
    await Promise.all(raws.map((raw) => channel.handle!(posted(raw))))
    expect(new Set(inbox.messages.map(({ thread }) => thread)).size).toBe(1)
  })

  it('forgets a shopper, and what is old', async () => {
    const ada = await come({})
    const other = await come({ From: eve })
    await channel.forget!(ada.account, 'ada@mail.example')
    expect(await answer(ada, 't3')).toBe('')
    expect(await answer(other, 't4')).not.toBe('')
    expect(await channel.prune!(new Date(Date.now() + 60_000))).toBe(1)
    expect(await db.query('SELECT * FROM email_message')).toEqual([])
    expect(await db.query('SELECT * FROM email_sent')).toEqual([])
  })
})
