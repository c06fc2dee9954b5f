import { TributaryError } from '../../src/contract/errors.ts'
import type { Parsed } from '../../src/contract/message.ts'
import { parsedAlone } from './normal.ts'
import type { Mail } from './mail/mail.ts'
import { readMail, withReadable } from './mail/read.ts'
import { ANY_ACCOUNT } from './parse.ts'
import { withProvider, type Arrived } from './receive.ts'
import { defaultLimits } from './settings.ts'
import { jsonOf } from './webhooks/fields.ts'
import { readForm, type Form } from './webhooks/form.ts'
import { fromMailgun } from './webhooks/mailgun.ts'
import { fromPostmark, POSTMARK_NOTICE } from './webhooks/postmark.ts'
import { fromSendGrid } from './webhooks/sendgrid.ts'

const MAIL_HEADER =
  /^(from|to|cc|bcc|subject|date|message-id|mime-version|received|return-path|delivered-to|reply-to|sender|in-reply-to|references|content-type|content-transfer-encoding|resent-[\w-]+|x-[\w-]+)[ \t]*:/im

/**
 * The normal form of a file's contents: a raw mail, or the body that Postmark (JSON), Mailgun (form) or SendGrid (multipart) posts.
 * No signature is asked for.
 * @throws input.invalid when it is none of them
 */
export async function parseFile(name: string, bytes: Uint8Array): Promise<Parsed> {
  const arrived = await arrivedOf(name, bytes)
  if (!arrived) return { messages: [], ignored: [{ reason: POSTMARK_NOTICE }] }
  return parsedAlone(await mailOf(arrived), { account: ANY_ACCOUNT })
}

async function mailOf(arrived: Arrived): Promise<Mail> {
  if ('mail' in arrived) return withReadable(arrived.mail)
  return withProvider(await readMail(arrived.raw, defaultLimits.mailBytes), arrived)
}

async function arrivedOf(name: string, bytes: Uint8Array): Promise<Arrived | undefined> {
  const head = Buffer.from(bytes.subarray(0, 64 * 1024)).toString('latin1')
  if (head.trim() === '') throw new TributaryError('input.invalid', `${name} is empty.`)
  if (/^\s*\{/.test(head)) return fromPostmark(jsonOf(Buffer.from(bytes).toString('utf8')))
  const [, boundary] = /^--([^\s"]{1,70})\r?\ncontent-disposition:\s*form-data/i.exec(head) ?? []
  if (boundary)
    return fromForm(await readForm(withCrLf(bytes, head), `multipart/form-data; boundary="${boundary}"`))
  if (
    /^[\w.%+-]+=[^\s]*(&[\w.%+-]+=[^\s]*)+\s*$/.test(head) ||
    /^[^\s=]*(body-plain|body-mime|message-headers)=/.test(head)
  )
    return fromForm(await readForm(bytes, 'application/x-www-form-urlencoded'))
  const top = head.split(/\r?\n\r?\n/, 1)[0] ?? ''
  if (!MAIL_HEADER.test(top))
    throw new TributaryError('input.invalid', `${name} is neither a mail nor a provider's body.`)
  return { raw: bytes }
}

function fromForm(form: Form): Arrived {
  const mailgun = ['body-plain', 'body-mime', 'message-headers', 'body-html'].some((field) =>
    form.fields.has(field),
  )
  return mailgun ? fromMailgun(form) : fromSendGrid(form)
}

/** Saved by an editor, a multipart body may have lost its line ends. */
function withCrLf(bytes: Uint8Array, head: string): Uint8Array {
  if (head.includes('\r\n')) return bytes
  return Buffer.from(Buffer.from(bytes).toString('latin1').replace(/\n/g, '\r\n'), 'latin1')
}
