import type { ChannelLimits } from '../contract/channel.ts'

/** May we still write to the shopper? Some providers close the window some hours after the shopper's last message. */
export function mayReply(limits: ChannelLimits, lastInboundAt: Date, now: Date): boolean {
  if (limits.replyWindowHours === undefined) return true
  return now.getTime() - lastInboundAt.getTime() < limits.replyWindowHours * 3_600_000
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
