import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Channel } from '../../src/contract/channel.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { FORM, Inbox, mailgunForm, mime, multipart, openChannel, posted, request, SECRET } from './bench.ts'

let db: TestDatabase
let channel: Channel
let inbox: Inbox
let now = new Date()

beforeAll(async () => {
  db = await openTestDatabase()
  channel = openChannel(db, {}, () => now)
  await channel.start((messages, ignored) => inbox.accept(messages, ignored))
})
beforeEach(() => {
  inbox = new Inbox()
  now = new Date()
})
afterAll(async () => {
  await channel.stop()
  await db.close()
})

const status = async (...args: Parameters<typeof request>) => (await channel.handle!(request(...args))).status
const fields = { from: 'Ada <ada@mail.example>', subject: 'Hello', 'body-plain': 'Do you ship?' }

describe('Mailgun', () => {
  it('takes what is signed, fields or MIME, and a repetition without effect', async () => {
    const form = mailgunForm(fields)
    expect(await status('/mailgun', form, FORM)).toBe(200)
    expect(await status('/mailgun', form, FORM)).toBe(200)
    expect(inbox.messages).toMatchObject([{ text: 'Do you ship?', from: { id: 'ada@mail.example' } }])
    expect(await status('/mailgun', mailgunForm({ 'body-mime': mime({}).toString() }), FORM)).toBe(200)
    expect(inbox.last.text).toBe('Do you ship to Norway?')
  })

  it('takes a repetition of what could not be stored', async () => {
    const form = mailgunForm(fields)
    inbox.failing = true
    await expect(channel.handle!(request('/mailgun', form, FORM))).rejects.toThrow('cannot be stored now')
    inbox.failing = false
    now = new Date(Date.now() + 8 * 3_600_000)
    expect(await status('/mailgun', form, FORM)).toBe(200)
    expect(inbox.messages).toHaveLength(1)
  })

  it('refuses what is forged, stale, of the future, or signed for another body, and stores nothing', async () => {
    const hour = 3_600_000
    expect(await status('/mailgun', mailgunForm(fields, { key: 'another key' }), FORM)).toBe(401)
    expect(await status('/mailgun', mailgunForm(fields).replace('signature=', 'signature=0'), FORM)).toBe(401)
    expect(await status('/mailgun', new URLSearchParams(fields).toString(), FORM)).toBe(401)
    expect(
      await status('/mailgun', mailgunForm(fields, { at: new Date(Date.now() - 10 * hour) }), FORM),
    ).toBe(403)
    expect(await status('/mailgun', mailgunForm(fields, { at: new Date(Date.now() + hour) }), FORM)).toBe(403)
    const token = 'a'.repeat(50)
    expect(await status('/mailgun', mailgunForm(fields, { token }), FORM)).toBe(200)
    expect(await status('/mailgun', mailgunForm({ ...fields, 'body-plain': 'Other' }, { token }), FORM)).toBe(
      403,
    )
    expect(inbox.messages).toHaveLength(1)
    expect(inbox.ignored.map(({ reason }) => reason)).toEqual([
      'a forged signature',
      'a forged signature',
      'a forged signature',
      'a stale signature',
      'a stale signature',
      'a signature used before',
    ])
  })

  it('is told not to come again with what holds no mail', async () => {
    expect(await status('/mailgun', mailgunForm({ event: 'opened' }), FORM)).toBe(406)
    expect(await status('/mailgun', '{}', 'application/json')).toBe(406)
  })
})

describe('Postmark and SendGrid', () => {
  const postmark = JSON.stringify({ MessageID: '1', FromFull: { Email: 'a@b.example' }, TextBody: 'Hi' })
  const basic = (password: string) => `Basic ${btoa(`any:${password}`)}`

  it('are let in by the secret, as password or in the address, and by nothing else', async () => {
    expect(await status('/postmark', postmark, 'application/json', basic(SECRET))).toBe(200)
    expect(await status(`/postmark?secret=${SECRET}`, postmark, 'application/json')).toBe(200)
    const before = inbox.messages.length
    for (const [path, authorization] of [
      ['/postmark', undefined],
      ['/postmark', basic('wrong')],
      ['/postmark', basic(`${SECRET}x`)],
      ['/postmark', `Bearer ${SECRET}`],
      ['/postmark?secret=', undefined],
      ['/sendgrid?secret=wrong', undefined],
    ] as const)
      expect(await status(path, postmark, 'application/json', authorization)).toBe(401)
    expect(inbox.messages).toHaveLength(before)
    expect(inbox.ignored).toHaveLength(6)
  })

  it('are closed where no secret is set', async () => {
    const closed = openChannel(db, { webhookSecret: undefined, mailgunKey: undefined } as never)
    await closed.start(inbox.accept)
    for (const path of ['/postmark?secret=', '/sendgrid?secret=undefined', '/mailgun'])
      expect((await closed.handle!(request(path, postmark, 'application/json'))).status).toBe(403)
    await closed.stop()
  })

  it('decode each field in its own charset', async () => {
    const form = multipart({
      from: 'ada@mail.example',
      subject: Buffer.from('Größe', 'latin1'),
      text: Buffer.from('Größe 42?', 'latin1'),
      charsets: '{"text":"iso-8859-1","subject":"iso-8859-1"}',
    })
    expect(await status(`/sendgrid?secret=${SECRET}`, form.body, form.contentType)).toBe(200)
    expect(inbox.last.text).toBe('Größe 42?')
  })

  it('note files, read HTML where there is no text, and take SendGrid’s word for who signed', async () => {
    const form = multipart(
      { from: 'Ada <ada@mail.example>', html: '<p>Do you <b>ship</b>?</p>', dkim: '{@mail.example : pass}' },
      [{ field: 'attachment1', name: 'a.png', contentType: 'image/png', content: Buffer.alloc(7) }],
    )
    await status(`/sendgrid?secret=${SECRET}`, form.body, form.contentType)
    expect(inbox.last).toMatchObject({
      attachments: [{ contentType: 'image/png', name: 'a.png', bytes: 7 }],
      proofs: [{ kind: 'email', value: 'ada@mail.example' }],
    })
    expect(inbox.last.text?.replace(/\*/g, '')).toBe('Do you ship?')
    await channel.handle!(posted(mime({ From: 'eve@other.example' }), { dkim: '{@mail.example : pass}' }))
    expect(inbox.last).not.toHaveProperty('proofs')
  })

  it('get 4xx for what is nothing of theirs, and 404 or 405 for other calls', async () => {
    expect(await status('/postmark', '{"a":1}', 'application/json', basic(SECRET))).toBe(400)
    expect(await status('/sendgrid', 'x', 'multipart/form-data; boundary=b', basic(SECRET))).toBe(400)
    expect(await status('/elsewhere', '', 'text/plain')).toBe(404)
    const get = { ...request('/postmark', '', 'text/plain', basic(SECRET)), method: 'GET' }
    expect((await channel.handle!(get)).status).toBe(405)
  })
})

it('gives up a mail that takes too long to read, and reads the next', async () => {
  const hasty = openChannel(db, { limits: { readMs: 1 } })
  await hasty.start(inbox.accept)
  const slow = mime({ 'Content-Type': 'text/html' }, '<p>x</p>'.repeat(200_000))
  expect((await hasty.handle!(posted(slow))).status).toBe(200)
  expect(inbox.ignored).toContainEqual({ reason: 'a mail that took too long to read' })
  await hasty.stop()
})
