import { TributaryError } from '../../../src/contract/errors.ts'
import type { Attachment, DeliveryState, Ignored } from '../../../src/contract/message.ts'
import {
  keyOf,
  numberOf,
  proofsOf,
  scopedOf,
  storable,
  type Heard,
  type HeardAll,
  type Person,
  type Said,
} from '../heard.ts'
import { reasonOf } from './errors.ts'

/** The account of a WhatsApp number at Twilio, with or without its plus. */
export function twilioAccount(number: string): string {
  return `twilio-${number.replace(/^\+/, '')}`
}

/** Whether a form is one of Twilio's about a message. */
export function isTwilio(form: URLSearchParams): boolean {
  return form.has('MessageSid') || form.has('SmsMessageSid') || form.has('SmsSid')
}

/**
 * What a form of Twilio says: one message, or how far one that we sent has come. Twilio tells no times, so it is the time of receiving.
 * @throws input.invalid when it is none
 */
export function hearTwilio(form: URLSearchParams, receivedAt: string): HeardAll {
  if (!isTwilio(form)) throw new TributaryError('input.invalid', 'This is no form of Twilio about a message.')
  const one = form.has('MessageStatus') ? readStatus(form, receivedAt) : readMessage(form, receivedAt)
  return 'reason' in one ? { heard: [], ignored: [one] } : { heard: [one], ignored: [] }
}

function readMessage(form: URLSearchParams, at: string): Heard | Ignored {
  const from = address(form.get('From'))
  const to = address(form.get('To'))
  if (from === undefined || to === undefined) return { reason: 'not by WhatsApp' }
  const person = personOf(from, form)
  const thread = keyOf(person)
  const number = numberOf(to)
  const externalId = form.get('MessageSid') ?? form.get('SmsMessageSid') ?? form.get('SmsSid') ?? ''
  if (thread === undefined || number === undefined) return { reason: 'sender is not told' }
  const said = read(form)
  const replyTo = form.get('OriginalRepliedMessageSid') || undefined
  if (!storable(externalId, replyTo, said.choice)) return { reason: 'an id cannot be stored' }
  const name = form.get('ProfileName')
  return {
    message: {
      channel: 'whatsapp',
      account: twilioAccount(number),
      thread,
      externalId,
      from: { id: thread, ...(name ? { name } : {}) },
      at,
      attachments: [],
      ...said,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...proofsOf(person),
    },
    person,
    ...(said.attachments?.some(({ url }) => url) && kept(form)),
  }
}

/** Addresses of files that Twilio keeps; a place has an address too, but that is of a map. */
function kept(form: URLSearchParams): { media?: string[] } {
  const media = mediaOf(form).map(({ url = '' }) => url)
  return media.length === 0 ? {} : { media }
}

function read(form: URLSearchParams): Said {
  const body = form.get('Body') ?? ''
  const title = form.get('ButtonText') || form.get('ListTitle')
  const choice = form.get('ButtonPayload') || form.get('ListId') || title
  if (choice) return { kind: 'choice', choice, text: title || body || choice }
  const [latitude, longitude] = [form.get('Latitude'), form.get('Longitude')]
  if (latitude && longitude) return place(form, `${latitude},${longitude}`)
  const attachments = mediaOf(form)
  if (attachments.length > 0) return { kind: 'media', attachments, ...(body === '' ? {} : { text: body }) }
  if (body.trim() !== '') return { kind: 'text', text: body }
  const type = form.get('MessageType') ?? 'empty'
  return {
    kind: 'media',
    attachments: [{ contentType: 'application/octet-stream', name: `${type.slice(0, 60)} message` }],
  }
}

function place(form: URLSearchParams, at: string): Said {
  const name = [form.get('Label'), form.get('Address')].filter(Boolean).join(', ') || at
  const url = `https://maps.google.com/?q=${at}`
  return { kind: 'media', attachments: [{ contentType: 'application/geo+json', name, url }] }
}

/** Twilio keeps the files; its addresses ask for the account's sign-in. */
function mediaOf(form: URLSearchParams): Attachment[] {
  const count = Math.min(Number(form.get('NumMedia') ?? 0) || 0, 10)
  return Array.from({ length: count }, (_, n): Attachment => {
    const url = form.get(`MediaUrl${n}`) ?? ''
    return {
      contentType: form.get(`MediaContentType${n}`) || 'application/octet-stream',
      ...(/^https?:\/\//.test(url) ? { url } : {}),
    }
  })
}

/** Others (accepted, queued, sending, scheduled) come before the message is on its way. */
const STATES: Readonly<Record<string, DeliveryState>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  undelivered: 'failed',
}

function readStatus(form: URLSearchParams, at: string): Heard | Ignored {
  const told = form.get('MessageStatus') ?? ''
  const state = Object.hasOwn(STATES, told) ? STATES[told] : undefined
  if (state === undefined)
    return { reason: /^[a-z]{1,30}$/.test(told) ? `status: ${told}` : 'status: unknown' }
  const to = address(form.get('To'))
  const number = numberOf(address(form.get('From')))
  const person = to === undefined ? {} : personOf(to, form)
  const thread = keyOf(person)
  const id = form.get('MessageSid') ?? form.get('SmsSid')
  if (thread === undefined || number === undefined || !id || !storable(`${id}:failed`))
    return { reason: 'status is incomplete' }
  const reason = state === 'failed' ? reasonOf(form.get('ErrorCode'), form.get('ErrorMessage')) : undefined
  return {
    message: {
      channel: 'whatsapp',
      account: twilioAccount(number),
      thread,
      externalId: `${id}:${state}`,
      kind: 'status',
      from: { id: thread },
      at,
      attachments: [],
      replyTo: id,
      status: { state, ...(reason === undefined ? {} : { reason }) },
    },
    person,
  }
}

/** What stands behind `whatsapp:`; undefined for an SMS. */
function address(value: string | null): string | undefined {
  return /^whatsapp:(.+)$/.exec(value?.trim() ?? '')?.[1]
}

/** A number, or the id made for the business, which may also stand beside it. */
function personOf(name: string, form: URLSearchParams): Person {
  const number = numberOf(name) ?? numberOf(form.get('WaId') ?? undefined)
  const scoped = scopedOf(name) ?? scopedOf(address(form.get('ExternalUserId')))
  return { ...(number === undefined ? {} : { number }), ...(scoped === undefined ? {} : { scoped }) }
}
