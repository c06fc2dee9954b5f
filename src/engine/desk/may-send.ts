import type { EngineParts } from '../parts.ts'
import { limitsOf, windowClosesAt } from '../windows.ts'
import type { HandoffRow } from './handoffs.ts'
import { otherWays } from './other-ways.ts'

/** Whether a person's message could be sent now, and if not, why and what else may be, in plain words. */
export async function maySendNow(
  parts: EngineParts,
  row: HandoffRow,
): Promise<{ may: boolean; why?: string }> {
  const { state, channel: name, lastInboundAt } = row
  const channel = parts.channels.get(name)
  if (state === 'resolved') return no('This handoff is done; the bot has the conversation.')
  if (!channel) return no(`The channel ${name} is turned off.`)
  const closes = windowClosesAt(limitsOf(channel, row.account), lastInboundAt, 'human')
  if (!closes || closes > parts.clock()) return { may: true }
  const { templates, email } = await otherWays(parts, row)
  const ways = [
    ...(templates.length > 0 ? ['an approved template'] : []),
    ...(email === undefined ? [] : [`an e-mail to ${email}`]),
  ]
  return no(
    ways.length > 0
      ? `The time for replies on this channel has run out. What can still be sent is ${ways.join(' or ')}.`
      : 'The time for replies on this channel has run out, until the shopper writes again.',
  )
}

function no(why: string): { may: boolean; why: string } {
  return { may: false, why }
}
