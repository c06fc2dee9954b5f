import type { Ignored, Inbound } from '../../src/contract/message.ts'
import { attachmentsOf, isHeart, storyOf } from './attachments.ts'
import { idOf, recordOf, recordsOf, isRecord, textOf, timeOf, type Json } from './json.ts'

/** A message that left from the shop's own account: ours, or written by a person in the app. Only who sent knows which. */
export interface Echo {
  mid: string
  account: string
  /** The shopper it went to. */
  thread: string
  at: string
  text?: string
}

export interface Read {
  messages: Inbound[]
  ignored: Ignored[]
  echoes: Echo[]
}

/** What every message of one event has in common. */
type Base = Pick<Inbound, 'channel' | 'account' | 'thread' | 'from' | 'at'> & { attachments: [] }

const THREAD_CONTROL = ['pass_thread_control', 'take_thread_control', 'request_thread_control', 'app_roles']

/** Reads one messaging event. `entryTime` stands in where the event has no time of its own. */
export function readEvent(event: Json, entryTime: string): Read {
  if (THREAD_CONTROL.some((name) => isRecord(event[name]))) return ignore('thread control')
  const message = isRecord(event.message) ? event.message : undefined
  const sender = idOf(recordOf(event.sender).id)
  const recipient = idOf(recordOf(event.recipient).id)
  if (!sender || !recipient) return ignore('event without sender or recipient')
  const at = timeOf(event.timestamp) ?? entryTime
  if (message?.is_echo === true) return readEcho(message, { account: sender, thread: recipient, at })
  if (sender === recipient || message?.is_self === true) return ignore('message of the account to itself')
  const base: Base = {
    channel: 'instagram',
    account: recipient,
    thread: sender,
    from: { id: sender },
    at,
    attachments: [],
  }
  if (message) return readMessage(message, base)
  if (isRecord(event.postback)) return readPostback(event.postback, base)
  if (isRecord(event.reaction)) return readReaction(event.reaction, base)
  if (isRecord(event.message_edit)) return readEdit(event.message_edit, base)
  if (isRecord(event.read)) return readStatus([event.read.mid], 'read', base)
  if (isRecord(event.delivery)) {
    const mids: unknown = event.delivery.mids
    return readStatus(Array.isArray(mids) ? mids : [], 'delivered', base)
  }
  if (isRecord(event.referral)) return take(eventMessage(`${madeUp(base)}:referral`, base, event.referral))
  if (isRecord(event.optin)) {
    const type = textOf(event.optin.type) ?? 'opt-in'
    return take({ ...base, externalId: `${madeUp(base)}:optin`, kind: 'event', text: `optin ${type}` })
  }
  return ignore('event of an unknown kind')
}

function readEcho(message: Json, place: Pick<Echo, 'account' | 'thread' | 'at'>): Read {
  const mid = idOf(message.mid)
  if (message.is_deleted === true) return ignore('deletion by the shop')
  if (!mid) return ignore('echo without an id')
  const text = textOf(message.text)
  return { messages: [], ignored: [], echoes: [{ mid, ...place, ...(text ? { text } : {}) }] }
}

function readMessage(message: Json, base: Base): Read {
  const mid = idOf(message.mid) ?? madeUp(base)
  if (message.is_deleted === true)
    return take({ ...base, externalId: `${mid}:deleted`, kind: 'delete', replyTo: mid })
  if (isHeart(message)) return take({ ...base, externalId: mid, kind: 'reaction', text: '❤️' })

  const text = textOf(message.text)
  const choice = idOf(recordOf(message.quick_reply).payload)
  const sent = attachmentsOf(message)
  const { story, mid: answered } = recordOf(message.reply_to)
  const replyTo = isRecord(story) ? storyId(story) : idOf(answered)
  const attachments = isRecord(story) ? [...sent, storyOf(story)] : sent
  const more = isRecord(message.referral) ? [eventMessage(`${mid}:referral`, base, message.referral)] : []
  const common = { ...base, externalId: mid, attachments, ...(replyTo ? { replyTo } : {}) }
  if (choice !== undefined) return take({ ...common, kind: 'choice', choice, text: text ?? choice }, ...more)
  if (attachments.length > 0 && (sent.length > 0 || text === undefined))
    return take({ ...common, kind: 'media', ...(text ? { text } : {}) }, ...more)
  if (text !== undefined) return take({ ...common, kind: 'text', text }, ...more)
  return more.length > 0 ? take(...more) : ignore('message without content')
}

/** A button of a template, an ice breaker or an entry of the menu. */
function readPostback(postback: Json, base: Base): Read {
  const choice = idOf(postback.payload)
  const title = textOf(postback.title)
  const text = title ?? choice
  if (text === undefined) return ignore('postback without content')
  const externalId = idOf(postback.mid) ?? `${madeUp(base)}:postback`
  return take({ ...base, externalId, kind: 'choice', text, choice: choice ?? text })
}

function readReaction(reaction: Json, base: Base): Read {
  const mid = idOf(reaction.mid)
  if (!mid) return ignore('reaction without a message')
  const action = reaction.action === 'unreact' ? 'unreact' : 'react'
  const sign = textOf(reaction.emoji) ?? textOf(reaction.reaction)
  const text = action === 'react' && sign ? { text: sign } : {}
  return take({ ...base, externalId: `${mid}:${action}`, kind: 'reaction', replyTo: mid, ...text })
}

function readEdit(edit: Json, base: Base): Read {
  const mid = idOf(edit.mid)
  const text = textOf(edit.text)
  if (!mid || !text) return ignore('edit without a message')
  return take({
    ...base,
    externalId: `${mid}:edit:${idOf(edit.num_edit) ?? base.at}`,
    kind: 'edit',
    replyTo: mid,
    text,
  })
}

function readStatus(mids: unknown[], state: 'read' | 'delivered', base: Base): Read {
  const known = mids.map(idOf).filter((mid) => mid !== undefined)
  if (known.length === 0) return ignore(`${state} without a message id`)
  return take(
    ...known.map((mid): Inbound => ({
      ...base,
      externalId: `${mid}:${state}`,
      kind: 'status',
      replyTo: mid,
      status: { state },
    })),
  )
}

/** Where the shopper came from: an advertisement, an ig.me link, a product. */
function eventMessage(externalId: string, base: Base, referral: Json): Inbound {
  const product = idOf(recordOf(referral.product).id)
  const facts = [
    textOf(referral.source),
    textOf(referral.ref),
    product && `product ${product}`,
    textOf(recordOf(referral.ads_context_data).ad_title),
  ]
  return { ...base, externalId, kind: 'event', text: ['referral', ...facts.filter(Boolean)].join(' ') }
}

function storyId(story: Json): string | undefined {
  const id = idOf(story.id)
  return id === undefined ? undefined : `story:${id}`
}

/** For what comes without an id: one shopper does one thing in a millisecond. */
function madeUp({ thread, at }: Base): string {
  return `${thread}:${Date.parse(at)}`
}

function take(...messages: Inbound[]): Read {
  return { messages, ignored: [], echoes: [] }
}

export function ignore(reason: string): Read {
  return { messages: [], ignored: [{ reason }], echoes: [] }
}

/** All that one webhook brings, one after the other. */
export function together(reads: readonly Read[]): Read {
  return {
    messages: reads.flatMap(({ messages }) => messages),
    ignored: reads.flatMap(({ ignored }) => ignored),
    echoes: reads.flatMap(({ echoes }) => echoes),
  }
}

/** The events of an entry, wherever Meta puts them: the API with Instagram Login also sends them as changes. */
export function eventsOf(entry: Json): Json[] {
  const changes = recordsOf(entry.changes)
    .filter(({ field, value }) => isMessaging(field) && isRecord(value))
    .map(({ value }) => recordOf(value))
  return [...recordsOf(entry.messaging), ...changes]
}

export function isMessaging(field: unknown): boolean {
  return typeof field === 'string' && /^messag(es|ing_|e_)/.test(field)
}
