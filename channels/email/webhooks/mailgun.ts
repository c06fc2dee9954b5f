import { createHmac, timingSafeEqual } from 'node:crypto'
import { TributaryError } from '../../../src/contract/errors.ts'
import { headerOf } from '../mail/clean.ts'
import type { Arrived } from '../receive.ts'
import { isRecord, jsonOf, mailOf } from './fields.ts'
import { textOf, type Form } from './form.ts'

/** What Mailgun signs, in the body itself. */
export interface Signed {
  /** Seconds since 1970. */
  timestamp: string
  token: string
  signature: string
}

/** Mailgun repeats what was not taken, with the same signature, for eight hours; what is older is no repetition. */
export const MAILGUN_STALE_MS = 9 * 3_600_000

export function signedPart(form: Form): Signed {
  return {
    timestamp: textOf(form, 'timestamp'),
    token: textOf(form, 'token'),
    signature: textOf(form, 'signature'),
  }
}

/** Whether Mailgun has signed it: hexadecimal HMAC-SHA256 over timestamp and token. */
export function isSigned({ timestamp, token, signature }: Signed, key: string): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || !/^[\w-]{10,200}$/.test(token) || !/^[0-9a-f]{64}$/i.test(signature))
    return false
  const expected = createHmac('sha256', key)
    .update(timestamp + token)
    .digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
}

/** Neither long ago nor in the future, five minutes for clocks that differ. */
export function isFresh({ timestamp }: Signed, now: Date): boolean {
  const age = now.getTime() - Number(timestamp) * 1000
  return age < MAILGUN_STALE_MS && age > -300_000
}

/**
 * A mail from a Mailgun route: its fields, or the whole MIME where the route's address ends in `mime`.
 * @throws input.invalid when the form holds none
 */
export function fromMailgun(form: Form): Arrived {
  const mime = form.fields.get('body-mime')
  if (mime) return { raw: mime }
  const field = (name: string) => textOf(form, name)
  if (!form.fields.has('body-plain') && !form.fields.has('body-html') && !form.fields.has('message-headers'))
    throw new TributaryError('input.invalid', 'The form holds no mail.')
  return {
    mail: mailOf(headersOf(form), {
      from: field('from') || field('From') || field('sender'),
      subject: field('subject') || field('Subject'),
      text: field('body-plain'),
      html: field('body-html'),
      files: form.files.length > 0 ? form.files : storedFiles(field('attachments')),
    }),
  }
}

const HEADERS = [
  'Message-Id',
  'In-Reply-To',
  'References',
  'Date',
  'Reply-To',
  'From',
  'Auto-Submitted',
  'Precedence',
]

/** `message-headers` is a list of pairs; forms without it carry the headers as fields. */
function headersOf(form: Form) {
  const listed = jsonOf(textOf(form, 'message-headers'))
  const lines = Array.isArray(listed)
    ? listed
        .slice(0, 500)
        .filter(Array.isArray)
        .map(([name, value]) => `${String(name)}: ${String(value)}`)
    : HEADERS.filter((name) => form.fields.has(name)).map((name) => `${name}: ${textOf(form, name)}`)
  return lines.map(headerOf).filter((header) => header !== undefined)
}

/** Routes that store the mail tell of its files in JSON. */
function storedFiles(attachments: string) {
  const listed = jsonOf(attachments)
  if (!Array.isArray(listed)) return []
  return listed.filter(isRecord).map((file) => ({
    contentType: typeof file['content-type'] === 'string' ? file['content-type'] : 'application/octet-stream',
    ...(typeof file.name === 'string' ? { name: file.name } : {}),
    bytes: typeof file.size === 'number' ? file.size : 0,
  }))
}
