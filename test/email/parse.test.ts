import { describe, expect, it } from 'vitest'
import { proofsOf } from '../../channels/email/proofs.ts'
import { parse, parseFile } from '../../channels/email/index.ts'
import { readMail } from '../../channels/email/mail/read.ts'
import { mailgunForm, mime, multipart } from './bench.ts'

const reasons = async (headers: Record<string, string | undefined>) =>
  (await parse(mime(headers), 'help@shop.example')).ignored.map(({ reason }) => reason)

describe('mail that no answer may be written to', () => {
  it.each([
    [{ 'Auto-Submitted': 'auto-generated' }, 'an automatic mail (Auto-Submitted)'],
    [{ 'Auto-Submitted': 'auto-replied (vacation)' }, 'an automatic mail (Auto-Submitted)'],
    [{ 'Return-Path': '<>' }, 'an automatic mail (no return path)'],
    [{ Precedence: 'bulk' }, 'bulk mail (Precedence)'],
    [{ Precedence: 'junk' }, 'bulk mail (Precedence)'],
    [{ Precedence: 'List' }, 'bulk mail (Precedence)'],
    [{ 'List-Unsubscribe': '<mailto:x@y.example>' }, 'mail of a list'],
    [{ 'List-Id': 'News <news.mail.example>' }, 'mail of a list'],
    [{ 'X-Auto-Response-Suppress': 'OOF, AutoReply' }, 'an automatic mail (X-Auto-Response-Suppress)'],
    [{ 'X-Autoreply': 'yes' }, 'an automatic mail (X-Autoreply)'],
    [{ From: 'help@shop.example' }, 'a mail of our own'],
    [{ From: 'x@y.example', 'Reply-To': 'Help@Shop.Example' }, 'a mail of our own'],
    [{ From: 'no-reply@mail.example' }, 'an address that reads no answers'],
    [{ From: 'noreply+17@mail.example' }, 'an address that reads no answers'],
    [{ From: 'donotreply@mail.example' }, 'an address that reads no answers'],
    [{ From: 'MAILER-DAEMON@mail.example', Subject: 'Hello' }, 'an address that reads no answers'],
    [{ Subject: 'Automatic reply: your question' }, 'an automatic mail (by its subject)'],
    [{ From: undefined }, 'a mail without a sender who could be answered'],
  ])('%j: %s', async (headers, reason) => {
    expect(await reasons(headers)).toEqual([reason])
  })

  it.each([
    { 'Auto-Submitted': 'no' },
    { 'X-Auto-Response-Suppress': 'None' },
    { 'Return-Path': '<ada@mail.example>' },
    { From: 'norah.plyer@mail.example' },
    { From: 'no-reply@form.example', 'Reply-To': 'ada@mail.example' },
    { Subject: 'The delivery failed, and was returned to the shop' },
  ])('a person’s own: %j', async (headers) => {
    expect(await reasons(headers)).toEqual([])
  })
})

describe('what mail lacks', () => {
  it('gets an id of its contents, the same each time', async () => {
    const headers = { 'Message-ID': undefined, Date: undefined, Subject: undefined }
    const [one] = (await parse(mime(headers))).messages
    const [same] = (
      await parse(mime({ ...headers, Received: 'from x by y; Mon, 2 Mar 2026 10:00:00 +0000' }))
    ).messages
    const [other] = (await parse(mime(headers, 'Another'))).messages
    expect(one!.externalId).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(other!.externalId).not.toBe(one!.externalId)
    expect(Number.isNaN(Date.parse(same!.at))).toBe(false)
  })

  it('has its files noted, and their contents left', async () => {
    const part = (head: string, body: string) => `--b\r\n${head}\r\n\r\n${body}\r\n`
    const body = `${part('Content-Type: image/png; name="a.png"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64', 'AAAA')}--b--`
    const { messages } = await parse(mime({ 'Content-Type': 'multipart/mixed; boundary=b' }, body))
    expect(messages).toMatchObject([
      { kind: 'media', attachments: [{ contentType: 'image/png', name: 'a.png', bytes: 3 }] },
    ])
    expect(messages[0]).not.toHaveProperty('text')
  })
})

describe('mail that is made to do harm', () => {
  const nested = (depth: number) =>
    Array.from(
      { length: depth },
      (_, n) => `--b${n}\r\nContent-Type: multipart/mixed; boundary=b${n + 1}\r\n\r\n`,
    ).join('')

  it.each([
    [
      'a hundred thousand headers',
      mime({}, 'x')
        .toString()
        .replace('From:', `${'X-A: b\r\n'.repeat(100_000)}From:`),
    ],
    ['a header of ten megabytes', mime({ 'X-Long': 'a'.repeat(10_000_000) }).toString()],
    [
      'ten thousand multiparts in each other',
      mime({ 'Content-Type': 'multipart/mixed; boundary=b0' }, nested(10_000)).toString(),
    ],
    [
      'fifty thousand empty parts',
      mime({ 'Content-Type': 'multipart/mixed; boundary=b' }, '--b\r\n\r\nx\r\n'.repeat(50_000)).toString(),
    ],
    [
      'HTML of a hundred thousand levels',
      mime({ 'Content-Type': 'text/html' }, '<b>'.repeat(100_000)).toString(),
    ],
    ['nothing but NUL', '\0'.repeat(100_000)],
    ['a megabyte without a line end', 'a'.repeat(1_000_000)],
    ['thirty megabytes and more', mime({}, 'word '.repeat(7_000_000)).toString()],
  ])(
    '%s: read or refused within its time',
    async (_, raw) => {
      const from = performance.now()
      const refused = { messages: [], ignored: [{ reason: 'input.invalid' }] }
      const result = await parse(raw).catch((error: { code?: string }) => {
        if (error.code !== 'input.invalid') throw error
        return refused
      })
      expect(performance.now() - from).toBeLessThan(10_000)
      expect(result.messages.length + result.ignored.length).toBeGreaterThan(0)
      expect(JSON.stringify(result).length).toBeLessThan(1_000_000)
    },
    30_000,
  )
})

describe('proofs', () => {
  const pass =
    'mx.shop.example; spf=pass smtp.mailfrom=mail.example; dmarc=pass (p=reject) header.from=mail.example'
  const proofs = async (
    headers: Record<string, string>,
    authserv: string | undefined = 'mx.shop.example',
  ) => {
    // In the order that is given: the topmost counts.
    const raw = Buffer.concat([
      Buffer.from(
        Object.entries(headers)
          .map(([name, value]) => `${name.replace(/\d$/, '')}: ${value}\r\n`)
          .join(''),
      ),
      mime({}),
    ])
    return proofsOf(await readMail(raw, 1e6), authserv)
  }

  it('proves the sender by the word of our own server alone', async () => {
    expect(await proofs({ 'Authentication-Results': pass })).toEqual([
      { kind: 'email', value: 'ada@mail.example' },
    ])
    expect(await proofs({ 'Authentication-Results': pass }, 'other.example')).toEqual([])
    expect(proofsOf(await readMail(mime({ 'Authentication-Results': pass }), 1e6), undefined)).toEqual([])
  })

  it.each([
    [
      'another domain passed',
      { 'Authentication-Results': pass.replace('header.from=mail', 'header.from=evil') },
    ],
    ['it failed', { 'Authentication-Results': pass.replace('dmarc=pass', 'dmarc=fail') }],
    [
      'it passed in a comment',
      { 'Authentication-Results': 'mx.shop.example; none (; dmarc=pass header.from=mail.example)' },
    ],
    [
      'the sender wrote a second one below',
      { 'Authentication-Results1': 'mx.shop.example; dmarc=none', 'Authentication-Results2': pass },
    ],
    ['the answer would go elsewhere', { 'Authentication-Results': pass, 'Reply-To': 'eve@mail.example' }],
  ])('proves nothing where %s', async (_, headers) => {
    expect(await proofs(headers)).toEqual([])
  })
})

describe('files', () => {
  it('tells by contents what they are', async () => {
    const mail = await parseFile('a.eml', mime({}))
    expect(mail.messages).toMatchObject([{ kind: 'text', text: 'Do you ship to Norway?' }])
    const form = multipart({ email: mime({}) })
    expect((await parseFile('x', form.body)).messages).toMatchObject(
      mail.messages.map(({ text }) => ({ text })),
    )
    const postmark = JSON.stringify({ MessageID: '1', FromFull: { Email: 'a@b.example' }, TextBody: 'Hi' })
    expect((await parseFile('x.json', Buffer.from(postmark))).messages).toMatchObject([{ text: 'Hi' }])
    const mailgun = mailgunForm({ from: 'a@b.example', 'body-plain': 'Hi', subject: 'S' })
    expect((await parseFile('x', Buffer.from(mailgun))).messages).toMatchObject([{ text: 'Hi' }])
  })

  it.each(['', '{}', '[1]', 'just some words', '\u0000\u0001', '{"RecordType":'])(
    'refuses %j',
    async (text) => {
      await expect(parseFile('x', Buffer.from(text))).rejects.toMatchObject({ code: 'input.invalid' })
    },
  )
})

describe('letters of a charset that is declared wrongly, or not at all', () => {
  const read = async (head: string, body: string) =>
    (
      await readMail(Buffer.from(`From: a@b.example\r\n${head}\r\n${body}\r\n`, 'latin1'), 1e6)
    ).readable.trim()
  it.each([
    ['nothing declared', '', 'Die Fr\xf6sche \x80 5'],
    ['UTF-8 declared', 'Content-Type: text/plain; charset=UTF-8\r\n', 'Die Fr\xf6sche \x80 5'],
    [
      'UTF-8 declared, quoted',
      'Content-Type: text/plain;\r\n charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n',
      'Die Fr=F6sche =80 5',
    ],
    ['no charset beside the type', 'Content-Type: text/plain; format=flowed\r\n', 'Die Fr\xf6sche \x80 5'],
  ])('%s', async (_, head, body) => expect(await read(head, body)).toBe('Die Frösche € 5'))
  it('leaves UTF-8 with one stray byte as it is', async () => {
    const text = `${Buffer.from('Größe süß', 'utf8').toString('latin1')} \xf6`
    expect(await read('Content-Type: text/plain; charset=utf-8\r\n', text)).toBe('Größe süß \ufffd')
  })
})
