import type { Attachment, Inbound, InboundKind } from '../contract/message.ts'
import { TributaryError } from '../contract/errors.ts'

/** An inbound message made safe to store. */
export interface CleanInbound extends Inbound {
  /** Length of the text before it was cut, when it was too long. */
  cutFrom?: number
}

const KINDS: ReadonlySet<InboundKind> = new Set([
  'text',
  'media',
  'choice',
  'reaction',
  'edit',
  'delete',
  'status',
  'event',
])

/** In bytes of UTF-8: three ids of this length stand in one index, whose rows PostgreSQL limits to 2704 bytes. */
const ID_BYTES = 1000
const ID_LENGTH = 1000
/** Beyond it a time has no form that PostgreSQL reads. */
const LAST_YEAR = 9999
const NAME_LENGTH = 200
const URL_LENGTH = 4000
const ATTACHMENTS = 20
const WITH_ZONE = /(Z|[+-]\d\d:?\d\d)$/i
// C0 and C1 controls except tab and line feed: no channel shows them, and PostgreSQL refuses NUL.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/**
 * Makes one inbound message safe to store and to read: line ends made one, control characters and broken surrogates gone,
 * text no longer than `maxText` characters. Ids are never altered, since they identify; a bad one throws `input.invalid`.
 */
export function cleanInbound(message: Inbound, maxText: number): CleanInbound {
  for (const name of ['channel', 'account', 'thread', 'externalId'] as const) checkId(name, message[name])
  checkId('from.id', message.from.id)
  if (!KINDS.has(message.kind)) throw invalid('kind', 'is not known')
  const at = new Date(message.at)
  if (Number.isNaN(at.getTime()) || !WITH_ZONE.test(message.at))
    throw invalid('at', 'is not a time with its zone')
  if (at.getUTCFullYear() < 1 || at.getUTCFullYear() > LAST_YEAR)
    throw invalid('at', 'is no time that can be')
  for (const name of ['replyTo', 'choice', 'locale'] as const)
    if ((message[name]?.length ?? 0) > ID_LENGTH)
      throw invalid(name, `is longer than ${ID_LENGTH} characters`)
  const text = message.text === undefined ? undefined : plainText(message.text)
  const clean: CleanInbound = {
    ...message,
    at: at.toISOString(),
    from: { id: message.from.id, ...named(message.from.name) },
    attachments: message.attachments.slice(0, ATTACHMENTS).map(cleanAttachment),
  }
  if (text !== undefined) clean.text = cut(text, maxText)
  if (message.status?.heard !== undefined)
    clean.status = { ...message.status, heard: cut(plainText(message.status.heard), maxText) }
  if (text !== undefined && text.length > maxText) clean.cutFrom = text.length
  return clean
}

/** Text that can be stored and shown: `\r\n` becomes `\n`, controls are removed, lone surrogates replaced. */
export function plainText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').toWellFormed()
}

// Never in the middle of a surrogate pair.
function cut(text: string, length: number): string {
  return text
    .slice(0, length)
    .toWellFormed()
    .replace(/\ufffd$/, '')
}

function cleanAttachment(attachment: Attachment): Attachment {
  const { contentType, name, url, bytes } = attachment
  return {
    contentType: cut(contentType, NAME_LENGTH),
    ...(name === undefined ? {} : { name: cut(name, NAME_LENGTH) }),
    // A shortened address leads nowhere.
    ...(url === undefined || url.length > URL_LENGTH ? {} : { url }),
    ...(bytes === undefined ? {} : { bytes }),
  }
}

function named(name: string | undefined): { name?: string } {
  return name ? { name: cut(plainText(name), NAME_LENGTH) } : {}
}

function checkId(name: string, value: string): void {
  if (typeof value !== 'string' || value === '') throw invalid(name, 'is missing')
  if (Buffer.byteLength(value) > ID_BYTES) throw invalid(name, `is longer than ${ID_BYTES} bytes`)
  if (plainText(value) !== value) throw invalid(name, 'holds control characters')
}

function invalid(name: string, problem: string): TributaryError {
  return new TributaryError('message.invalid', `The message was not taken in: its ${name} ${problem}.`, {
    details: { field: name },
  })
}
