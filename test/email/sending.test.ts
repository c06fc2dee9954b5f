import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, SendContext } from '../../src/contract/channel.ts'
import type { Content } from '../../src/contract/message.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { startBabble, startSmtp, type SmtpDouble } from '../doubles/smtp/index.ts'
import { Inbox, mime, openChannel, parsed, posted } from './bench.ts'
import { freePort } from './ports.ts'

let db: TestDatabase
let smtp: SmtpDouble
let channel: Channel
let inbox: Inbox
let count = 0

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())

const limits = { answerMs: 500, connectMs: 500, repliesAnHour: 1000, repliesADay: 1000 }
beforeEach(async () => {
  smtp = await startSmtp()
  inbox = new Inbox()
  channel = openChannel(db, { smtpUrl: smtp.url, limits })
  await channel.start(inbox.accept)
})
afterEach(async () => {
  await channel.stop()
  await smtp.close()
})

const content = (text: string, more: Partial<Content> = {}): Content => ({
  text,
  citations: [],
  choices: [],
  ...more,
})

/** A mail comes in, and is answered. */
async function answer(
  words: Partial<Content> = {},
  {
    headers = {},
    on = channel,
    key = `key-${++count}`,
    context = {},
  }: {
    headers?: Record<string, string | undefined>
    on?: Channel
    key?: string
    context?: Partial<SendContext>
  } = {},
) {
  await channel.handle!(posted(mime(headers)))
  const { account, thread, externalId } = inbox.last
  const all: SendContext = {
    author: 'bot',
    replyTo: externalId,
    lastInboundAt: new Date().toISOString(),
    ...context,
  }
  return on.send({ channel: 'email', account, thread }, content('Yes, we do.', words), key, all)
}

describe('what a mail of ours looks like', () => {
  it('answers in the thread: its parent, the references, one Re:, and says that a machine wrote it', async () => {
    const headers = {
      'Message-ID': '<q@mail.example>',
      References: '<a@mail.example> <b@mail.example>',
      Subject: 'AW: Re: RE: Größe 42?',
    }
    const receipt = await answer({}, { headers })
    const { raw, from, to } = smtp.mails[0]!
    const mail = await parsed(raw)
    expect(receipt).toEqual({ outcome: 'sent', externalId: mail.messageId })
    expect([from, to]).toEqual(['help@shop.example', ['ada@mail.example']])
    expect(mail.from!.value).toEqual([{ name: 'The Shop', address: 'help@shop.example' }])
    expect(mail.subject).toBe('Re: Größe 42?')
    expect(mail.inReplyTo).toBe('<q@mail.example>')
    expect(mail.references).toEqual(['<a@mail.example>', '<b@mail.example>', '<q@mail.example>'])
    expect(mail.messageId).toMatch(/^<t[0-9a-f]{32}\.[0-9a-f]{24}@shop\.example>$/)
    expect(mail.headers.get('auto-submitted')).toBe('auto-replied')
  })

  it('gives a person’s name and files, and does not call them a machine', async () => {
    const data = Buffer.from('the invoice').toString('base64')
    const files = [{ name: 'invoice.pdf', contentType: 'application/pdf', data }]
    await answer({ files }, { context: { author: 'human', agent: 'Grace' } })
    const mail = await parsed(smtp.mails[0]!.raw)
    expect(mail.from!.value[0]!.name).toBe('Grace (The Shop)')
    expect(mail.headers.has('auto-submitted')).toBe(false)
    expect(mail.attachments.map(({ filename, content }) => [filename, content.toString()])).toEqual([
      ['invoice.pdf', 'the invoice'],
    ])
  })

  it('escapes what is written, and links only to where a shopper may be led', async () => {
    const citation = {
      pageId: 1,
      title: 'Returns <b>&',
      heading: ['"Sale"'],
      url: 'https://shop.example/a?b=1&c="2"',
      quote: 'x',
    }
    const text =
      'Use **<script>alert(1)</script>**, or [this](javascript:alert(1)) or [that](https://shop.example/x_y_z).'
    await answer({ text, citations: [citation], choices: [{ title: '<i>One</i>', value: '1' }] })
    const mail = await parsed(smtp.mails[0]!.raw)
    const html = String(mail.html)
    expect(html).toContain('<strong>&lt;script&gt;alert(1)&lt;/script&gt;</strong>')
    expect(html).not.toMatch(/<script|href="javascript|<i>/)
    expect(html).toContain('<a href="https://shop.example/x_y_z">that</a>')
    expect(html).toContain(
      '<a href="https://shop.example/a?b=1&amp;c=%222%22">Returns &lt;b&gt;&amp; › &quot;Sale&quot;</a>',
    )
    expect(mail.text).toContain('that (https://shop.example/x_y_z)')
    expect(mail.text).toContain('📄 Returns <b>& › "Sale": https://shop.example/a?b=1&c=%222%22')
  })

  it('lets nothing out of the subject or the name into the headers', async () => {
    const subject = '=?utf-8?q?Hello=0D=0ABcc:_all@victims.example?='
    await answer({}, { headers: { Subject: subject, From: '"Eve\\" <x>" <eve@mail.example>' } })
    const { raw, to } = smtp.mails[0]!
    expect(to).toEqual(['eve@mail.example'])
    expect(raw.toString().split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im)
  })

  it('sends to the thread’s own address, whatever the words say', async () => {
    await answer({ text: 'To: everybody@victims.example\nCc: more@victims.example' })
    expect(smtp.mails[0]!.to).toEqual(['ada@mail.example'])
    const receipt = await channel.send(
      { channel: 'email', account: 'help@shop.example', thread: 'victim@mail.example' },
      content('Hello'),
      'k-unknown-thread',
      { author: 'bot', lastInboundAt: new Date().toISOString() },
    )
    expect(receipt).toMatchObject({ outcome: 'refused', permanent: true })
  })
})

describe('receipts tell the truth', () => {
  it('refused for now: nobody listens, or the server says 4xx', async () => {
    const nobody = openChannel(db, { smtpUrl: `smtp://127.0.0.1:${await freePort()}`, limits })
    expect(await answer({}, { on: nobody })).toMatchObject({ outcome: 'refused', permanent: false })
    smtp.fail({ at: 'recipient', code: 451, words: '4.3.0 Try again' })
    expect(await answer()).toMatchObject({
      outcome: 'refused',
      permanent: false,
      reason: expect.stringContaining('451'),
    })
    smtp.fail({ at: 'end', code: 452, words: '4.2.2 Full' })
    expect(await answer()).toMatchObject({ outcome: 'refused', permanent: false })
    expect(smtp.mails).toEqual([])
  })

  it('refused for good: 5xx to the recipient or to the mail', async () => {
    smtp.fail({ at: 'recipient', code: 550, words: '5.1.1 No such person' })
    expect(await answer()).toMatchObject({
      outcome: 'refused',
      permanent: true,
      reason: expect.stringContaining('5.1.1'),
    })
    smtp.fail({ at: 'end', code: 554, words: '5.7.1 Spam' })
    expect(await answer()).toMatchObject({ outcome: 'refused', permanent: true })
  })

  it('refused for now: hung up while the mail was given out', async () => {
    smtp.fail({ at: 'middle', drop: true })
    const data = Buffer.alloc(12_000_000, 'x').toString('base64')
    const files = [{ name: 'large.bin', contentType: 'application/octet-stream', data }]
    const receipt = await answer({ files }, { context: { author: 'human' } })
    expect(receipt).toMatchObject({ outcome: 'refused', permanent: false })
  })

  it.each([
    ['hung up after the end of the mail', { at: 'end', drop: true }],
    ['no answer after the end of the mail', { at: 'end', silent: true }],
  ] as const)('unknown, and never sent again: %s', async (_, failure) => {
    smtp.fail(failure)
    const key = `unknown-${++count}`
    expect((await answer({}, { key })).outcome).toBe('unknown')
    expect((await answer({}, { key })).outcome).toBe('unknown')
    expect(smtp.mails).toHaveLength(1)
  })

  it('refused for now: garbage, silence, or a wrong password', async () => {
    for (const words of ['HTTP/1.1 400 Bad Request\r\n\r\n', '']) {
      const babble = await startBabble(words)
      const odd = openChannel(db, { smtpUrl: babble.url, limits })
      expect(await answer({}, { on: odd })).toMatchObject({ outcome: 'refused', permanent: false })
      await babble.close()
    }
    const guarded = await startSmtp({ user: 'shop', password: 'right' })
    const wrong = openChannel(db, { smtpUrl: guarded.url.replace('right', 'wrong'), limits })
    const receipt = await answer({}, { on: wrong })
    expect(receipt).toMatchObject({
      outcome: 'refused',
      permanent: false,
      reason: expect.stringMatching(/^the mail server does not take user and password \(EMAIL_SMTP_URL\): 5/),
    })
    expect(JSON.stringify(receipt)).not.toContain('wrong')
    const right = openChannel(db, { smtpUrl: guarded.url, limits })
    expect(await answer({}, { on: right })).toMatchObject({ outcome: 'sent' })
    await guarded.close()
  })

  it('goes out when it is tried again after a refusal, under the same Message-ID', async () => {
    smtp.fail({ at: 'end', code: 451, words: '4.3.0 Try again' })
    expect((await answer({}, { key: 'again' })).outcome).toBe('refused')
    const receipt = await answer({}, { key: 'again' })
    expect(receipt.outcome).toBe('sent')
    expect(await answer({}, { key: 'again' })).toEqual(receipt)
    expect(smtp.mails).toHaveLength(1)
  })
})

describe('the cap of automatic mails', () => {
  it('ends two machines that answer each other, and lets people write', async () => {
    let now = new Date('2026-03-02T10:00:00Z')
    const capped = openChannel(
      db,
      { smtpUrl: smtp.url, limits: { ...limits, repliesAnHour: 3, repliesADay: 5 } },
      () => now,
    )
    const headers = { From: 'other-bot@machine.example' }
    const ends: string[] = []
    // Each comes with a new subject, so that each opens a thread of its own.
    const round = async (n: number) => {
      const receipt = await answer(
        {},
        { on: capped, headers: { ...headers, Subject: `Ticket ${count}-${n}` } },
      )
      ends.push(receipt.outcome)
    }
    for (let n = 0; n < 5; n++) await round(n)
    expect(ends).toEqual(['sent', 'sent', 'sent', 'refused', 'refused'])
    expect(await answer({}, { on: capped, headers, context: { author: 'human' } })).toMatchObject({
      outcome: 'sent',
    })
    now = new Date('2026-03-02T11:30:00Z')
    for (let n = 5; n < 9; n++) await round(n)
    expect(ends.slice(5)).toEqual(['sent', 'sent', 'refused', 'refused'])
    const others = { From: 'a-person@mail.example' }
    expect(await answer({}, { on: capped, headers: others })).toMatchObject({ outcome: 'sent' })
  })
})
