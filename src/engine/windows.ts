import type { ChannelLimits } from '../contract/channel.ts'

/** May we still write to the shopper? Some providers close the window some hours after the shopper's last message. */
export function mayReply(limits: ChannelLimits, lastInboundAt: Date, now: Date): boolean {
  if (limits.replyWindowHours === undefined) return true
  return now.getTime() - lastInboundAt.getTime() < limits.replyWindowHours * 3_600_000
}
