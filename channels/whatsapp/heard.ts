import type { Ignored, Inbound, InboundKind, Attachment, Parsed, Proof } from '../../src/contract/message.ts'

/**
 * Who wrote, by what the provider tells: a telephone number (digits alone), an id that WhatsApp made up for this business (Meta's
 * business-scoped user id, or the `@lid` of whatsapp-web.js), or both.
 */
export interface Person {
  number?: string
  scoped?: string
}

/** A message in normal form with all that is known of its writer, for one conversation to stay one. */
export interface Heard {
  message: Inbound
  person: Person
  /** WhatsApp says that this person goes on under another number. */
  movedTo?: string
  /** Where the provider keeps the files of the attachments, in their order: an id or an address that wants its sign-in. */
  media?: string[]
}

export interface HeardAll {
  heard: Heard[]
  ignored: Ignored[]
}

/** What a message of one type says, before it is known who said it when. */
export interface Said {
  kind: InboundKind
  text?: string
  attachments?: Attachment[]
  replyTo?: string
  choice?: string
  movedTo?: string
  media?: string[]
}

/** A telephone number as WhatsApp writes it: digits with the country code, a plus perhaps; undefined for anything else. */
export function numberOf(value: string | undefined): string | undefined {
  return /^\+?(\d{4,15})$/.exec(value ?? '')?.[1]
}

/** An id such as `US.13491208655302741918`, also `US.ENT.…`; undefined for anything else. */
export function scopedOf(value: string | undefined): string | undefined {
  return value !== undefined && /^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$/.test(value) ? value : undefined
}

/** The person's key: the id made for the business, which stays when there is no number; else the number. */
export function keyOf({ number, scoped }: Person): string | undefined {
  return scoped ?? number
}

/** WhatsApp vouches for the number of an account. */
export function proofsOf({ number }: Person): { proofs?: Proof[] } {
  const whole = number !== undefined && /^[1-9]\d{6,14}$/.test(number)
  return whole ? { proofs: [{ kind: 'phone', value: `+${number}` }] } : {}
}

// Like the engine's: an id is never altered, so one that cannot be stored makes the message one that cannot be.
const ID_LENGTH = 1000
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/

/** Whether an id can be stored. */
export function storable(...ids: (string | undefined)[]): boolean {
  return ids.every((id) => id === undefined || (id !== '' && id.length <= ID_LENGTH && !CONTROLS.test(id)))
}

/** The public form: messages without what only this channel needs to know. Nothing at all is told as such. */
export function toParsed({ heard, ignored }: HeardAll): Parsed {
  const messages = heard.map(({ message }) => message)
  return { messages, ignored: messages.length + ignored.length > 0 ? ignored : [{ reason: 'nothing in it' }] }
}
