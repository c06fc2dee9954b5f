import { TributaryError } from '../../../src/contract/errors.ts'
import type { Ignored } from '../../../src/contract/message.ts'
import {
  keyOf,
  numberOf,
  proofsOf,
  scopedOf,
  storable,
  type Heard,
  type HeardAll,
  type Person,
} from '../heard.ts'
import { all, fields, words, type Fields } from '../shapes.ts'
import { deliveryOf } from './status.ts'
import { readers, unreadable } from './types.ts'

/** The account of a telephone number of the business. */
export function cloudAccount(phoneNumberId: string): string {
  return `cloud-${phoneNumberId}`
}

/** Whether this is a webhook of a WhatsApp business account. */
export function isCloud(raw: unknown): boolean {
  return fields(raw)?.object === 'whatsapp_business_account'
}

/**
 * All that a webhook of the Cloud API says. It may hold several entries, changes, messages and statuses at once, of different people.
 * @throws input.invalid when it is none
 */
export function hearCloud(raw: unknown): HeardAll {
  const body = fields(raw)
  if (!isCloud(body) || !Array.isArray(body?.entry))
    throw new TributaryError('input.invalid', 'This is not a webhook of the WhatsApp Cloud API.')
  const result: HeardAll = { heard: [], ignored: [] }
  for (const entry of all(body.entry)) for (const change of all(entry.changes)) readChange(change, result)
  return result
}

function readChange(change: Fields, { heard, ignored }: HeardAll): void {
  const field = words(change.field) ?? 'unnamed'
  const value = fields(change.value)
  // Notices of the account, templates, calls, and what was written in the business's own app.
  if (field !== 'messages' || !value)
    return void ignored.push({ reason: `notice: ${/^[a-z_]{1,60}$/.test(field) ? field : 'unknown'}` })
  const id = words(fields(value.metadata)?.phone_number_id)
  if (id === undefined || !storable(id)) return void ignored.push({ reason: 'no phone number id' })
  const account = cloudAccount(id)
  const contacts = all(value.contacts)
  const take = (one: Heard | Ignored) => ('reason' in one ? ignored.push(one) : heard.push(one))
  for (const message of all(value.messages)) take(readMessage(message, contacts, account))
  for (const status of all(value.statuses)) take(readStatus(status, contacts, account))
  // An error beside a message tells why that one could not be read; alone it is about the account.
  if (all(value.messages).length === 0)
    for (const error of all(value.errors))
      ignored.push({ reason: `error of the account: ${words(error.code) ?? 'without a number'}` })
}

function readMessage(message: Fields, contacts: Fields[], account: string): Heard | Ignored {
  if (words(message.group_id) !== undefined) return { reason: 'group message' }
  const { person, name } = writerOf(message, contacts)
  const thread = keyOf(person)
  if (thread === undefined) return { reason: 'sender is not told' }
  const at = timeOf(message.timestamp)
  if (at === undefined) return { reason: 'time cannot be read' }
  const type = words(message.type) ?? 'untyped'
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined
  const { movedTo, media, ...said } = reader?.(message) ?? unreadable(`${type.slice(0, 60)} message`)
  const externalId = words(message.id)
  const quoted = words(fields(message.context)?.id)
  const replyTo = said.replyTo ?? quoted
  if (externalId === undefined || !storable(externalId, replyTo, said.choice))
    return { reason: 'an id cannot be stored' }
  return {
    message: {
      channel: 'whatsapp',
      account,
      thread,
      externalId,
      from: { id: thread, ...(name === undefined ? {} : { name }) },
      at,
      attachments: [],
      ...said,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...proofsOf(person),
    },
    person,
    ...(movedTo === undefined ? {} : { movedTo }),
    ...(media === undefined ? {} : { media }),
  }
}

function readStatus(status: Fields, contacts: Fields[], account: string): Heard | Ignored {
  const state = words(status.status) ?? 'none'
  const delivery = deliveryOf(status)
  if (!delivery) return { reason: /^[a-z_]{1,30}$/.test(state) ? `status: ${state}` : 'status: unknown' }
  if (words(status.recipient_type) === 'group') return { reason: 'status of a group message' }
  const { person } = writerOf({ from: status.recipient_id, from_user_id: status.recipient_user_id }, contacts)
  const thread = keyOf(person)
  const id = words(status.id)
  const at = timeOf(status.timestamp)
  if (thread === undefined || id === undefined || at === undefined || !storable(`${id}:failed`))
    return { reason: 'status is incomplete' }
  return {
    message: {
      channel: 'whatsapp',
      account,
      thread,
      externalId: `${id}:${delivery.state}`,
      kind: 'status',
      from: { id: thread },
      at,
      attachments: [],
      replyTo: id,
      status: delivery,
    },
    person,
  }
}

/**
 * Since 2026 a person may be known by an id made for this business alone: then the number (`from`, `wa_id`) is absent, or the id
 * stands in its place.
 */
function writerOf(message: Fields, contacts: Fields[]): { person: Person; name?: string } {
  const from = words(message.from)
  const fromUser = words(message.from_user_id)
  const known = numberOf(from) ?? scopedOf(from) ?? scopedOf(fromUser)
  const contact =
    contacts.find(({ user_id: user }) => fromUser !== undefined && user === fromUser) ??
    contacts.find(({ wa_id: number }) => from !== undefined && number === from) ??
    // Of somebody who is named nowhere else, the only contact tells.
    (known === undefined && contacts.length === 1 ? contacts[0] : undefined)
  const scoped = scopedOf(fromUser) ?? scopedOf(from) ?? scopedOf(words(contact?.user_id))
  const number = numberOf(from) ?? numberOf(words(contact?.wa_id))
  const profile = fields(contact?.profile)
  const name = words(profile?.name) ?? words(profile?.username)
  return {
    person: { ...(number === undefined ? {} : { number }), ...(scoped === undefined ? {} : { scoped }) },
    ...(name === undefined ? {} : { name }),
  }
}

/** Seconds since 1970 as a string. */
function timeOf(value: unknown): string | undefined {
  const seconds = words(value)
  if (seconds === undefined || !/^\d{1,11}$/.test(seconds)) return undefined
  return new Date(Number(seconds) * 1000).toISOString()
}
