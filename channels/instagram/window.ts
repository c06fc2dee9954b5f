import type { SendContext } from '../../src/contract/channel.ts'
import { limits } from './limits.ts'

/** How a message is declared to Instagram. */
export type Declared = { messaging_type: 'RESPONSE' } | { messaging_type: 'MESSAGE_TAG'; tag: 'HUMAN_AGENT' }

const HOUR_MS = 3_600_000
/** Instagram's clock and ours differ a little, and a message takes its time. */
const MARGIN_MS = 60_000

/**
 * How a message may go out now; undefined when it may not. After the first day only what a person wrote does, and it is declared as
 * that; the bot's never is.
 */
export function declare(
  { author, lastInboundAt }: Pick<SendContext, 'author' | 'lastInboundAt'>,
  now: Date,
): Declared | undefined {
  const silentMs = now.getTime() - Date.parse(lastInboundAt)
  const hours = (count: number) => count * HOUR_MS
  if (author === 'human') {
    if (silentMs < hours(limits.replyWindowHours) - MARGIN_MS) return { messaging_type: 'RESPONSE' }
    return silentMs < hours(limits.humanWindowHours)
      ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
      : undefined
  }
  return silentMs < hours(limits.replyWindowHours) ? { messaging_type: 'RESPONSE' } : undefined
}
