import { createHmac, randomBytes } from 'node:crypto'
import { simpleParser, type ParsedMail } from 'mailparser'
import type { Accept, Channel, WebhookRequest } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Ignored, Inbound } from '../../src/contract/message.ts'
import { createEmailChannel, type EmailSettings } from '../../channels/email/index.ts'

export const SHOP = 'help@shop.example'
export const SECRET = 'a-long-webhook-secret'
export const MAILGUN_KEY = 'key-3ax6xnjp29jd6fds4gc373sgvjxteol0'

export const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** The engine's side: keeps what was taken in. */
export class Inbox {
  messages: Inbound[] = []
  ignored: Ignored[] = []
  failing = false
  accept: Accept = async (messages, ignored = []) => {
    if (this.failing) throw new Error('cannot be stored now')
    const known = new Set(this.messages.map(({ externalId }) => externalId))
    const fresh = messages.filter(({ externalId }) => !known.has(externalId))
    this.messages.push(...fresh)
    this.ignored.push(...ignored)
    return {
      stored: fresh.map(({ externalId }) => externalId),
      duplicates: messages.filter((message) => !fresh.includes(message)).map(({ externalId }) => externalId),
    }
  }
  get last(): Inbound {
    return this.messages.at(-1)!
  }
}

export function openChannel(
  db: Database,
  settings: Partial<EmailSettings> = {},
  clock = () => new Date(),
): Channel {
  const all = { address: SHOP, name: 'The Shop', webhookSecret: SECRET, mailgunKey: MAILGUN_KEY, ...settings }
  return createEmailChannel({ db, settings: all, clock, log: quiet })
}

/** A raw mail of these headers; what is undefined is left out. */
export function mime(headers: Record<string, string | undefined>, body = 'Do you ship to Norway?'): Buffer {
  const all: Record<string, string | undefined> = {
    From: 'Ada Byron <ada@mail.example>',
    To: SHOP,
    Subject: 'Shipping',
    Date: 'Mon, 02 Mar 2026 10:00:00 +0100',
    'Message-ID': `<${randomBytes(8).toString('hex')}@mail.example>`,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  )
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}\r\n`)
}

/** A raw mail as SendGrid posts it: the shortest way for any mail into the channel. */
export function posted(raw: Buffer, more: Record<string, string> = {}): WebhookRequest {
  const form = multipart({ email: raw, ...more })
  return request('/sendgrid', form.body, form.contentType, `Basic ${btoa(`sendgrid:${SECRET}`)}`)
}

export function multipart(
  fields: Record<string, string | Buffer>,
  files: { field: string; name: string; contentType: string; content: Buffer }[] = [],
): { body: Buffer; contentType: string } {
  const boundary = 'xYzZY8f3'
  const part = (head: string, content: string | Buffer) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]
  const body = Buffer.concat([
    ...Object.entries(fields).flatMap(([name, value]) => part(`name="${name}"`, value)),
    ...files.flatMap(({ field, name, contentType, content }) =>
      part(`name="${field}"; filename="${name}"\r\nContent-Type: ${contentType}`, content),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ])
  return { body, contentType: `multipart/form-data; boundary=${boundary}` }
}

export function request(
  path: string,
  body: string | Buffer,
  contentType: string,
  authorization?: string,
): WebhookRequest {
  const [plain = '', query = ''] = path.split('?')
  return {
    method: 'POST',
    path: plain,
    url: `https://bot.example/channels/email${path}`,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: { 'content-type': contentType, ...(authorization ? { authorization } : {}) },
    body: Buffer.from(body),
  }
}

export const FORM = 'application/x-www-form-urlencoded'

/** A form as Mailgun signs it. */
export function mailgunForm(
  fields: Record<string, string>,
  { at = new Date(), token = randomBytes(25).toString('hex'), key = MAILGUN_KEY } = {},
): string {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex')
  return new URLSearchParams({ ...fields, timestamp, token, signature }).toString()
}

export function parsed(raw: Buffer): Promise<ParsedMail> {
  return simpleParser(raw)
}

/** Waits until it holds; a failure names what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  ms = 30_000,
): Promise<void> {
  const end = Date.now() + ms
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
