import type { DeliveryState, DeliveryStatus } from '../../../src/contract/message.ts'
import { all, fields, words, type Fields } from '../shapes.ts'

/** What the Cloud API calls them. A voice message that was played was read. Others (`deleted`, `warning`) say nothing of the way. */
const STATES: Readonly<Record<string, DeliveryState>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
}

/** How far a message has come; undefined for a status that tells nothing of it. */
export function deliveryOf(status: Fields): DeliveryStatus | undefined {
  const state = STATES[words(status.status) ?? '']
  if (state === undefined) return undefined
  const reason = state === 'failed' ? describe(all(status.errors)[0]) : undefined
  return { state, ...(reason === undefined ? {} : { reason }) }
}

/** An error of Meta's in a line: its number and its most telling words. */
export function describe(error: Fields | undefined): string | undefined {
  if (!error) return undefined
  const said = words(fields(error.error_data)?.details) ?? words(error.message) ?? words(error.title)
  return [words(error.code), said].filter(Boolean).join(': ') || undefined
}
