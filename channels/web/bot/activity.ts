import { isRecord } from '../body.ts'
import { clean, isClean } from '../parse.ts'
import { problems } from '../problem.ts'
import type { Reference } from './references.ts'

/** What an activity from a Bot Framework channel must say for us to answer it. */
export interface Arrival {
  id: string | undefined
  reference: Reference
}

const LENGTH = 500

/** Reads where an activity comes from. @throws Problem 400 when it cannot be answered */
export function readArrival(raw: Record<string, unknown>): Arrival {
  const conversation = isRecord(raw.conversation) ? raw.conversation : {}
  const id = raw.id == null ? undefined : text(raw.id, 'id')
  const serviceUrl = text(raw.serviceUrl, 'serviceUrl')
  if (!URL.canParse(serviceUrl) || !/^https?:$/.test(new URL(serviceUrl).protocol))
    throw problems.badArgument('"serviceUrl" is not a web address.')
  return {
    id,
    reference: {
      channelId: text(raw.channelId, 'channelId'),
      serviceUrl,
      conversation: { ...scalars(conversation), id: text(conversation.id, 'conversation.id') },
      user: account(raw.from, 'from'),
      bot: account(raw.recipient ?? { id: 'bot' }, 'recipient'),
      ...(id ? { activityId: id } : {}),
    },
  }
}

/** The thread of our address: one conversation of one channel. */
export function threadOf({ channelId, conversation }: Reference): string {
  return `${channelId}/${conversation.id}`
}

function account(value: unknown, name: string): { id: string; name?: string } {
  const raw = isRecord(value) ? value : {}
  const id = text(raw.id, `${name}.id`)
  const called = clean(raw.name).slice(0, LENGTH).toWellFormed()
  return called ? { id, name: called } : { id }
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '' || value.length > LENGTH)
    throw problems.badArgument(`"${name}" is missing, or is no short text.`)
  if (!isClean(value)) throw problems.badArgument(`"${name}" holds control characters.`)
  return value
}

/** Channels need their own flat fields back (tenant, group). */
function scalars(raw: Record<string, unknown>): Record<string, string | boolean | number> {
  const flat = Object.entries(raw).filter(
    (entry): entry is [string, string | boolean | number] =>
      ['string', 'boolean', 'number'].includes(typeof entry[1]) &&
      [entry[0], String(entry[1])].every((part) => part.length <= LENGTH && isClean(part)),
  )
  return Object.fromEntries(flat.slice(0, 20))
}
