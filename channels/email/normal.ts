import type { Attachment, Ignored, Inbound, Parsed } from '../../src/contract/message.ts'
import { noticeOf, type Notice } from './bounces/index.ts'
import { externalIdOf, newThreadId } from './id.ts'
import { machineReason } from './loops.ts'
import { header, party, type Mail, type NotedFile } from './mail/mail.ts'
import { proofsOf } from './proofs.ts'
import { wordsOf } from './words.ts'

/** What a mail is, before it is known which thread it belongs to. */
export type Reading =
  | { kind: 'message'; message: Inbound; ignored: Ignored[] }
  | { kind: 'notice'; notice: Notice; externalId: string; at: string }
  | { kind: 'ignored'; reason: string }

export interface Place {
  /** The address that shoppers write to: the account of every message. */
  account: string
  /** Whose word about senders counts; see {@link proofsOf}. */
  authserv?: string
  /** When the mail came in, by the clock of the server that had it; the mail's own date is the sender's. */
  receivedAt?: Date
  /** What a person wrote in it, where it has been cut out already. */
  words?: string
}

/** Of a mail cut at its middle, a longer text may be half a sentence. */
const WHOLE_TEXT = 100_000

/** What a mail comes to: a person's message in normal form, news of one of our own, or nothing for us, with the reason. */
export function readingOf(mail: Mail, place: Place): Reading {
  const at = (place.receivedAt ?? mail.date ?? new Date(0)).toISOString()
  const externalId = externalIdOf(mail)
  const notice = noticeOf(mail)
  if (notice) return { kind: 'notice', notice, externalId, at }
  const machine = machineReason(mail, new Set([place.account]))
  if (machine) return { kind: 'ignored', reason: machine }
  const writer = party(mail)
  if (!writer) return { kind: 'ignored', reason: 'a mail without a sender who could be answered' }
  const message = messageOf(mail, { ...place, at, externalId, words: place.words ?? wordsOf(mail) })
  if (!message) return { kind: 'ignored', reason: 'an empty mail' }
  const ignored = mail.cutFrom === undefined ? [] : [{ reason: 'the rest of a mail that is too large' }]
  return { kind: 'message', message, ignored }
}

interface Known extends Place {
  at: string
  externalId: string
  words: string
}

function messageOf(mail: Mail, known: Known): Inbound | undefined {
  const { account, at, externalId } = known
  const { address, name } = party(mail)!
  const attachments = mail.files.map(attachmentOf)
  if (mail.cutFrom !== undefined) attachments.unshift({ contentType: 'message/rfc822', bytes: mail.cutFrom })
  const text = mail.cutFrom !== undefined && mail.readable.length > WHOLE_TEXT ? '' : known.words
  if (text === '' && attachments.length === 0) return undefined
  const locale = localeOf(header(mail, 'content-language') ?? header(mail, 'accept-language'))
  const proofs = proofsOf(mail, known.authserv)
  return {
    channel: 'email',
    account,
    thread: newThreadId(mail, account),
    externalId,
    kind: text === '' ? 'media' : 'text',
    from: { id: address, ...(name ? { name } : {}) },
    at,
    ...(text === '' ? {} : { text }),
    attachments,
    ...(mail.inReplyTo ? { replyTo: mail.inReplyTo } : {}),
    ...(locale ? { locale } : {}),
    ...(proofs.length > 0 ? { proofs } : {}),
  }
}

/** Without knowledge of what was sent: every mail that a notice may be about is believed to be ours. */
export function parsedAlone(mail: Mail, place: Place): Parsed {
  const reading = readingOf(mail, place)
  if (reading.kind === 'message') return { messages: [reading.message], ignored: reading.ignored }
  if (reading.kind === 'ignored') return { messages: [], ignored: [{ reason: reading.reason }] }
  const { notice } = reading
  const [about] = notice.about
  if (!about) return { messages: [], ignored: [{ reason: 'a bounce that does not say of which mail' }] }
  const thread = newThreadId({ ...mail, references: [about] }, place.account)
  return statusOf(reading, about, { account: place.account, thread, shopper: notice.recipient ?? 'unknown' })
}

/** A notice about a mail of ours, in normal form. A delay is nothing final. */
export function statusOf(
  { notice, at }: Extract<Reading, { kind: 'notice' }>,
  about: string,
  { account, thread, shopper }: { account: string; thread: string; shopper: string },
): Parsed {
  const { state, reason } = notice
  if (state === 'delayed')
    return { messages: [], ignored: [{ reason: 'delivery is delayed; the server goes on trying' }] }
  const status: Inbound = {
    channel: 'email',
    account,
    thread,
    externalId: `${about}:${state}`,
    kind: 'status',
    from: { id: shopper.toLowerCase().slice(0, 320) },
    at,
    attachments: [],
    replyTo: about,
    status: { state, ...(state === 'failed' ? { reason } : {}) },
  }
  return { messages: [status], ignored: [] }
}

function attachmentOf({ contentType, name, bytes }: NotedFile): Attachment {
  return { contentType, ...(name ? { name } : {}), bytes }
}

/** The first language tag; anything else says nothing. */
function localeOf(value: string | undefined): string | undefined {
  return /^\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})(?=[\s,;]|$)/.exec(value ?? '')?.[1]
}
