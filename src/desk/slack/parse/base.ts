import type { Inbound, Parsed } from '../../../contract/message.ts'

export const ignored = (reason: string): Parsed => ({ messages: [], ignored: [{ reason }] })
export const one = (message: Inbound): Parsed => ({ messages: [message], ignored: [] })

export interface Place {
  account: string
  channel: string
  thread: string
}

export function placeOf(
  account: string | undefined,
  channel: string | undefined,
  ts: string | undefined,
): Place | undefined {
  return account && channel && ts ? { account, channel, thread: ts } : undefined
}

/** What every message has. Slack's ids of messages are unique in their channel only. */
export function base(place: Place, ts: string, from: Inbound['from']): Omit<Inbound, 'externalId' | 'kind'> {
  const { account, channel, thread } = place
  return { channel: 'slack', account, thread: `${channel}:${thread}`, from, at: timeOf(ts), attachments: [] }
}

/** `1767224901.701849`: seconds and a counter. */
function timeOf(ts: string): string {
  const date = new Date(Number(ts) * 1000)
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString()
}
