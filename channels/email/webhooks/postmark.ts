import { TributaryError } from '../../../src/contract/errors.ts'
import { headerOf } from '../mail/clean.ts'
import type { Mail, NotedFile } from '../mail/mail.ts'
import type { Arrived } from '../receive.ts'
import { isRecord, mailOf } from './fields.ts'

/** News that Postmark sends of mail going out through it. */
export const POSTMARK_NOTICE = 'a notice of Postmark'

/**
 * A mail from Postmark's inbound webhook; undefined for its other notices.
 * @throws input.invalid when it is neither
 */
export function fromPostmark(body: unknown): Arrived | undefined {
  if (!isRecord(body)) throw new TributaryError('input.invalid', 'This is nothing that Postmark sends.')
  if (typeof body.RecordType === 'string' && body.RecordType !== 'Inbound') return undefined
  const text = (name: string) => {
    const value = body[name]
    return typeof value === 'string' ? value : ''
  }
  if (!text('MessageID') || !('TextBody' in body || 'HtmlBody' in body || 'RawEmail' in body))
    throw new TributaryError('input.invalid', 'The body holds no mail of Postmark.')
  const raw = text('RawEmail')
  // The raw mail tells more, of bounces above all; one with other bytes than ASCII has been decoded on its way here.
  // oxlint-disable-next-line no-control-regex
  if (raw && /^[\u0000-\u007f]*$/.test(raw)) return { raw: Buffer.from(raw) }
  const mail = mailOf(headersOf(body), {
    from: text('From'),
    subject: text('Subject'),
    text: text('TextBody'),
    html: text('HtmlBody'),
    files: filesOf(body.Attachments),
  })
  return { mail: named(mail, text('MessageID')) }
}

function headersOf(body: Record<string, unknown>) {
  const listed = Array.isArray(body.Headers) ? body.Headers : []
  const given = [
    ...listed.filter(isRecord).map(({ Name, Value }) => `${String(Name)}: ${String(Value)}`),
    ...(typeof body.ReplyTo === 'string' && body.ReplyTo ? [`Reply-To: ${body.ReplyTo}`] : []),
    ...(typeof body.Date === 'string' ? [`Date: ${body.Date}`] : []),
    ...(isRecord(body.FromFull) ? [fromLine(body.FromFull)] : []),
  ]
  return given
    .slice(0, 500)
    .map(headerOf)
    .filter((header) => header !== undefined)
}

function fromLine({ Name, Email }: Record<string, unknown>): string {
  const name = typeof Name === 'string' ? Name.replace(/["\\\r\n]/g, ' ') : ''
  return `From: ${name ? `"${name}" ` : ''}<${String(Email)}>`
}

/** Postmark's own id stands for a Message-ID that is missing. */
function named(mail: Mail, id: string): Mail {
  return mail.messageId
    ? mail
    : { ...mail, messageId: `<${id.replace(/[^\w.-]/g, '')}@inbound.postmarkapp.com>` }
}

function filesOf(attachments: unknown): NotedFile[] {
  if (!Array.isArray(attachments)) return []
  return attachments.filter(isRecord).map(({ Name, ContentType, ContentLength }) => ({
    contentType: typeof ContentType === 'string' ? ContentType : 'application/octet-stream',
    ...(typeof Name === 'string' ? { name: Name } : {}),
    bytes: typeof ContentLength === 'number' && ContentLength >= 0 ? ContentLength : 0,
  }))
}
