import type { Attachment, DeliveryState, Ignored } from '../../../src/contract/message.ts'
import {
  keyOf,
  numberOf,
  proofsOf,
  storable,
  type Heard,
  type HeardAll,
  type Person,
  type Said,
} from '../heard.ts'
import { fields, words, type Fields } from '../shapes.ts'
import type { WebEvent } from './port.ts'

/** The account of a session. */
export function webAccount(clientId: string): string {
  return `web-${clientId}`
}

/** The session's name where none is given. */
export const MAIN = 'main'

/** Whether this is a message as whatsapp-web.js writes one out. */
export function isWeb(raw: unknown): boolean {
  return words(fields(fields(raw)?.id)?._serialized) !== undefined
}

/** What an event of a session says; nothing for those that are about the session itself. */
export function hearWeb(event: WebEvent, clientId: string, receivedAt: string): HeardAll {
  const one = read(event, webAccount(clientId), receivedAt)
  if (!one) return { heard: [], ignored: [] }
  return 'reason' in one ? { heard: [], ignored: [one] } : { heard: [one], ignored: [] }
}

function read(event: WebEvent, account: string, receivedAt: string): Heard | Ignored | undefined {
  switch (event.type) {
    case 'message':
      return fromPerson(event.message, account, (id) => ({ ...sayingOf(event.message), id }))
    case 'own':
      return { reason: 'own message' }
    case 'ack':
      return readAck(event.message, event.ack, account, receivedAt)
    case 'edit': {
      const times = words(event.message.latestEditSenderTimestampMs) ?? receivedAt
      return fromPerson(event.message, account, (id) => ({
        said: { kind: 'edit', text: event.body, replyTo: id },
        id: `${id}:edit:${times}`,
      }))
    }
    case 'revoke': {
      const target = serialized(event.before) ?? serialized({ id: event.message.protocolMessageKey })
      return fromPerson(event.message, account, (id) => ({
        said: { kind: 'delete', replyTo: target ?? id },
        id: `${target ?? id}:revoked`,
      }))
    }
    case 'reaction':
      return readReaction(event.reaction, account)
    default:
      return undefined
  }
}

type Reading = { said: Said; id: string } | { skip: string }

function fromPerson(message: Fields, account: string, reading: (id: string) => Reading): Heard | Ignored {
  const id = serialized(message)
  if (id === undefined || !storable(id)) return { reason: 'an id cannot be stored' }
  if (fields(message.id)?.fromMe === true || message.fromMe === true) return { reason: 'own message' }
  const chat = chatOf(message)
  const person = personOf(chat)
  if ('reason' in person) return person
  if (message.isStatus === true) return { reason: 'status update' }
  const at = timeOf(message.timestamp)
  if (at === undefined) return { reason: 'time cannot be read' }
  const read = reading(id)
  if ('skip' in read) return { reason: read.skip }
  return heard(account, person, { ...read, at, name: words(message.notifyName) })
}

function heard(
  account: string,
  person: Person,
  { said, id, at, name }: { said: Said; id: string; at: string; name?: string | undefined },
): Heard | Ignored {
  const thread = keyOf(person)
  if (thread === undefined || !storable(id, said.replyTo, said.choice))
    return { reason: 'an id cannot be stored' }
  return {
    message: {
      channel: 'whatsapp',
      account,
      thread,
      externalId: id,
      from: { id: thread, ...(name === undefined ? {} : { name }) },
      at,
      attachments: [],
      ...said,
      // Only a chat by number proves one; an `@lid` is made up by WhatsApp.
      ...proofsOf(person),
    },
    person,
  }
}

/** Acknowledgements of our own messages: https://docs.wwebjs.dev/global.html#MessageAck */
const ACKS: Readonly<Record<number, DeliveryState>> = {
  [-1]: 'failed',
  1: 'sent',
  2: 'delivered',
  3: 'read',
  4: 'read',
}

function readAck(message: Fields, ack: number, account: string, at: string): Heard | Ignored {
  const state = ACKS[ack]
  const id = serialized(message)
  if (state === undefined) return { reason: 'status: pending' }
  if (fields(message.id)?.fromMe !== true) return { reason: 'status of a message that is not ours' }
  const person = personOf(remoteOf(message.id) ?? words(message.to))
  if ('reason' in person) return person
  if (id === undefined) return { reason: 'status is incomplete' }
  const one = heard(account, person, { said: { kind: 'status', replyTo: id }, id: `${id}:${state}`, at })
  if ('reason' in one) return one
  const { proofs: _none, ...status } = one.message
  return { ...one, message: { ...status, status: { state } } }
}

function readReaction(reaction: Fields, account: string): Heard | Ignored {
  const id = serialized(reaction)
  const target = fields(reaction.msgId)
  if (fields(reaction.id)?.fromMe === true) return { reason: 'own reaction' }
  const person = personOf(remoteOf(target) ?? words(reaction.senderId))
  if ('reason' in person) return person
  const at = timeOf(reaction.timestamp)
  const replyTo = words(target?._serialized)
  if (id === undefined || at === undefined || replyTo === undefined)
    return { reason: 'reaction is incomplete' }
  const said = { kind: 'reaction', text: words(reaction.reaction) ?? '', replyTo } as const
  return heard(account, person, { said, id: `${id}:${String(reaction.timestamp)}`, at })
}

function chatOf(message: Fields): string | undefined {
  return words(message.from) ?? remoteOf(message.id)
}

/** The chat of an id, which is written as words or as an id of its own. */
function remoteOf(id: unknown): string | undefined {
  const remote = fields(id)?.remote
  return words(remote) ?? words(fields(remote)?._serialized)
}

function serialized(message: Fields | undefined): string | undefined {
  return words(fields(message?.id)?._serialized)
}

/** Places where nobody asks the shop anything. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'g.us': 'group message',
  newsletter: 'newsletter',
  broadcast: 'status update',
}

function personOf(chat: string | undefined): Person | Ignored {
  const [, name = '', server = ''] = /^([^@]+)@(.+)$/.exec(chat ?? '') ?? []
  const number = numberOf(name)
  if (server === 'c.us' && number !== undefined) return { number }
  if (server === 'lid' && /^\d{1,30}$/.test(name)) return { scoped: `${name}@lid` }
  return { reason: ELSEWHERE[server] ?? 'chat is not known' }
}

/** Types with a file, and what it usually is. */
const MEDIA: Readonly<Record<string, string>> = {
  image: 'image/jpeg',
  album: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  ptt: 'audio/ogg',
  document: 'application/octet-stream',
  sticker: 'image/webp',
}

/** Types that WhatsApp writes by itself. */
const NOTICES = new Set([
  'broadcast_notification',
  'call_log',
  'ciphertext',
  'debug',
  'e2e_notification',
  'gp2',
  'group_notification',
  'invite',
  'notification',
  'notification_template',
  'protocol',
  'reaction',
  'revoked',
])

function sayingOf(message: Fields): { said: Said } | { skip: string } {
  const type = words(message.type) ?? 'untyped'
  const text = words(message.body)
  if (NOTICES.has(type)) return { skip: `notice: ${type}` }
  if (type === 'chat' && text !== undefined) return { said: { kind: 'text', text } }
  const choice = words(message.selectedRowId) ?? words(message.selectedButtonId)
  if (choice !== undefined) return { said: { kind: 'choice', choice, text: text ?? choice } }
  const usual = Object.hasOwn(MEDIA, type) ? MEDIA[type] : undefined
  if (usual !== undefined) {
    const contentType = words(message.mimetype) ?? usual
    const name = words(message.filename) ?? (type === 'ptt' ? 'voice message' : type)
    // The words under a picture; without one the body may be a preview of it.
    const caption = message.hasMedia === true ? text : undefined
    return { said: media({ contentType, name }, caption) }
  }
  if (type === 'location') return { said: media(placeOf(fields(message.location))) }
  if (type === 'vcard' || type === 'multi_vcard')
    return { said: media({ contentType: 'text/vcard', name: 'contact' }) }
  return {
    said: media({ contentType: 'application/octet-stream', name: `${type.slice(0, 60)} message` }, text),
  }
}

function media(attachment: Attachment, text?: string): Said {
  return { kind: 'media', attachments: [attachment], ...(text === undefined ? {} : { text }) }
}

function placeOf(location: Fields | undefined): Attachment {
  const at = [location?.latitude, location?.longitude].map(words).join(',')
  const name = [words(location?.name), words(location?.address)].filter(Boolean).join(', ') || at
  return { contentType: 'application/geo+json', name, url: `https://maps.google.com/?q=${at}` }
}

function timeOf(value: unknown): string | undefined {
  const seconds = Number(value)
  return Number.isFinite(seconds) && seconds > 0 && seconds < 1e11
    ? new Date(Math.floor(seconds) * 1000).toISOString()
    : undefined
}
