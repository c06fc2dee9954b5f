import { TributaryError } from '../../src/contract/errors.ts'
import type { Parsed } from '../../src/contract/message.ts'
import { eventsOf, ignore, isMessaging, readEvent, together, type Read } from './event.ts'
import { idOf, isRecord, recordsOf, textOf, timeOf, type Json } from './json.ts'

/** The entry that the dashboard's "Test" button sends. */
const TEST_ENTRY = '0'

/**
 * The normal form of a webhook's JSON. Messages that left from the shop's own account are ignored here: which of them a person
 * wrote in the app is known only where sends are remembered.
 * @param now stands in for times that Meta left out
 * @throws input.invalid when it is no webhook of Meta's at all
 */
export function parse(raw: unknown, now = new Date()): Parsed {
  const { messages, ignored, echoes } = readWebhook(raw, now)
  return { messages, ignored: [...ignored, ...echoes.map(() => ({ reason: 'echo of a sent message' }))] }
}

/** The same for a file. */
export function parseFile(_name: string, bytes: Uint8Array): Parsed {
  return parse(jsonOf(bytes))
}

/** @throws input.invalid */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown
  } catch (error) {
    throw new TributaryError('input.invalid', 'This is no JSON.', { cause: error })
  }
}

/** @throws input.invalid */
export function readWebhook(raw: unknown, now: Date): Read {
  if (!isRecord(raw) || typeof raw.object !== 'string')
    throw new TributaryError('input.invalid', 'This is no webhook of Instagram: it names no object.')
  if (raw.object !== 'instagram') return ignore('not an event of Instagram')
  const entries = recordsOf(raw.entry)
  if (entries.length === 0) return ignore('webhook without entries')
  return together(entries.map((entry) => readEntry(entry, now)))
}

function readEntry(entry: Json, now: Date): Read {
  if (idOf(entry.id) === TEST_ENTRY) return ignore('test of the dashboard')
  const time = timeOf(entry.time) ?? now.toISOString()
  const read = together([
    ...eventsOf(entry).map((event) => readEvent(event, time)),
    ...recordsOf(entry.standby).map(() => ignore('standby: another app has the conversation')),
    ...recordsOf(entry.changes)
      .filter(({ field }) => !isMessaging(field))
      .map(({ field }) => ignore(`change of ${fieldName(field)}`)),
  ])
  const empty = read.messages.length + read.ignored.length + read.echoes.length === 0
  return empty ? ignore('entry without events') : read
}

/** Reasons are counted, so they must be few. */
function fieldName(field: unknown): string {
  const name = textOf(field) ?? ''
  return /^[a-z_]{1,40}$/.test(name) ? name : 'an unknown field'
}
