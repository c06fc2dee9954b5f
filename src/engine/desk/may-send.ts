import type { EngineParts } from '../parts.ts'
import { windowClosesAt } from '../windows.ts'
import type { HandoffRow } from './handoffs.ts'

/** Whether a person's message could be sent now, and if not, why in plain words. */
export function maySendNow(
  parts: EngineParts,
  { state, channel: name, lastInboundAt }: HandoffRow,
): { may: boolean; why?: string } {
  const channel = parts.channels.get(name)
  if (state === 'resolved') return no('This handoff is done; the bot has the conversation.')
  if (!channel) return no(`The channel ${name} is turned off.`)
  const closes = windowClosesAt(channel.limits, lastInboundAt, 'human')
  if (closes && closes <= parts.clock())
    return no(
      channel.limits.templates
        ? 'The time for replies on this channel has run out. Only an approved template can still be sent.'
        : 'The time for replies on this channel has run out, until the shopper writes again.',
    )
  return { may: true }
}

function no(why: string): { may: boolean; why: string } {
  return { may: false, why }
}
