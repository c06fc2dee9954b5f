import type { Channel, ChannelLimits } from '../contract/channel.ts'

/** The limits of an account. */
export function limitsOf(channel: Pick<Channel, 'limits' | 'limitsOf'>, account: string): ChannelLimits {
  return channel.limitsOf?.(account) ?? channel.limits
}

/** What is to be sent, as far as a window cares. */
export interface Sending {
  author: 'bot' | 'human'
  /** It is a template that the provider approved beforehand. */
  template: boolean
}

/**
 * May we still write to the shopper? Some providers close the window some hours after the shopper's last message; for what a person
 * wrote perhaps later, for an approved template perhaps never.
 */
export function mayReply(
  limits: ChannelLimits,
  lastInboundAt: Date,
  now: Date,
  { author, template }: Sending,
): boolean {
  if (template && limits.templates) return true
  const closes = windowClosesAt(limits, lastInboundAt, author)
  return closes === undefined || now < closes
}

/** When the time for replies of the bot or of a person runs out; undefined where it never does. */
export function windowClosesAt(
  limits: ChannelLimits,
  lastInboundAt: Date,
  author: 'bot' | 'human',
): Date | undefined {
  const hours =
    author === 'human' ? (limits.humanWindowHours ?? limits.replyWindowHours) : limits.replyWindowHours
  return hours === undefined ? undefined : new Date(lastInboundAt.getTime() + hours * 3_600_000)
}
