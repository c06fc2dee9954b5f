import type { Attachment, Inbound } from '../../src/contract/message.ts'
import type { Activity } from './activity.ts'
import { isRecord } from './body.ts'
import { problems } from './problem.ts'

/** Where and when an activity came in, and whose it is: what the activity itself is not believed about. */
export interface Envelope {
  account: string
  thread: string
  externalId: string
  user: string
  /** Ours: a browser's clock is set by its owner. */
  at: string
}

const NAME_LENGTH = 200
const ATTACHMENTS = 20
// C0 and C1 controls except tab and line feed, and the marks that turn the direction of what follows them.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** The normal form of one activity: none for what needs nothing done (typing, conversation updates). */
export function parse(activity: Activity, envelope: Envelope): Inbound[] {
  const { user, ...place } = envelope
  const name = activity.from?.name
  const base = {
    channel: 'web',
    ...place,
    from: { id: user, ...(name ? { name } : {}) },
    attachments: (activity.attachments ?? []).map(attachmentOf),
    ...(activity.locale ? { locale: activity.locale } : {}),
    ...(activity.replyToId ? { replyTo: activity.replyToId } : {}),
  } satisfies Partial<Inbound>
  switch (activity.type) {
    case 'message': {
      const choice = choiceOf(activity)
      const text = activity.text ?? choice
      if (choice !== undefined) return [{ ...base, kind: 'choice', choice, text: text ?? '' }]
      if (text) return [{ ...base, kind: 'text', text }]
      return base.attachments.length > 0 ? [{ ...base, kind: 'media' }] : []
    }
    case 'messageReaction':
      return [{ ...base, kind: 'reaction' }]
    case 'typing':
    case 'conversationUpdate':
    case 'endOfConversation':
      return []
    default:
      return [{ ...base, kind: 'event', text: activity.name ?? activity.type }]
  }
}

/**
 * Reads what a client sent into an activity of known fields, cleaned. Unknown fields are left behind.
 * @throws Problem 400 when it is no activity, 413 when its text is longer than `characters`
 */
export function readActivity(raw: Record<string, unknown>, characters: number): Activity {
  if (typeof raw.type !== 'string' || !/^[A-Za-z][\w./]{0,99}$/.test(raw.type))
    throw problems.badArgument('An activity needs a "type".')
  const text = optionalText(raw, 'text')
  if (text !== undefined && text.length > characters)
    throw problems.tooLarge(`A message may be ${characters} characters long; this one has ${text.length}.`)
  const from = isRecord(raw.from) ? raw.from : {}
  const name = clean(from.name).slice(0, NAME_LENGTH).toWellFormed()
  const activity: Activity = { type: raw.type, from: { id: idOf(from.id), ...(name ? { name } : {}) } }
  if (text !== undefined) activity.text = text
  const locale = localeOf(raw.locale)
  if (locale) activity.locale = locale
  if (typeof raw.replyToId === 'string') activity.replyToId = idOf(raw.replyToId)
  if (typeof raw.name === 'string') activity.name = clean(raw.name).slice(0, NAME_LENGTH).toWellFormed()
  if (typeof raw.value === 'string') activity.value = clean(raw.value).slice(0, characters).toWellFormed()
  if (Array.isArray(raw.attachments) && raw.attachments.length > 0)
    activity.attachments = raw.attachments.filter(isRecord).slice(0, ATTACHMENTS).map(readAttachment)
  const clientId = clientActivityId(raw)
  const postBack = isRecord(raw.channelData) && raw.channelData.postBack === true
  if (clientId || postBack)
    activity.channelData = {
      ...(clientId ? { clientActivityID: clientId } : {}),
      ...(postBack ? { postBack } : {}),
    }
  return activity
}

/** Text that can be stored and shown. */
export function clean(text: unknown): string {
  if (typeof text !== 'string') return ''
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').toWellFormed()
}

/** Whether a text is as {@link clean} leaves it. Ids are refused rather than altered, since they identify. */
export function isClean(text: string): boolean {
  return clean(text) === text
}

/** A language tag; anything else says nothing. */
export function localeOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9-]{2,35}$/.test(value) ? value : undefined
}

function clientActivityId(raw: Record<string, unknown>): string | undefined {
  const id = isRecord(raw.channelData) ? raw.channelData.clientActivityID : undefined
  return typeof id === 'string' && id !== '' ? idOf(id) : undefined
}

function optionalText(raw: Record<string, unknown>, name: string): string | undefined {
  const value = raw[name]
  if (value == null) return undefined
  if (typeof value !== 'string') throw problems.badArgument(`"${name}" must be a text.`)
  return clean(value)
}

function idOf(value: unknown): string {
  if (value == null) return ''
  if (typeof value !== 'string' || value.length > 200)
    throw problems.badArgument('An id is not a short text.')
  return clean(value)
}

function readAttachment(raw: Record<string, unknown>) {
  const contentType =
    clean(raw.contentType).slice(0, NAME_LENGTH).toWellFormed() || 'application/octet-stream'
  const name = clean(raw.name).slice(0, NAME_LENGTH).toWellFormed()
  return { contentType, ...(name ? { name } : {}) }
}

function attachmentOf(attachment: { contentType: string; name?: string }): Attachment {
  return { contentType: attachment.contentType, ...(attachment.name ? { name: attachment.name } : {}) }
}

/** The value behind a button: sent as `value`, or by a `postBack` as the text. */
function choiceOf(activity: Activity): string | undefined {
  if (activity.channelData?.postBack && activity.text) return activity.text
  return typeof activity.value === 'string' && activity.value !== '' ? activity.value : undefined
}
