import type { DeskNews } from '../../../contract/desk.ts'
import { actions, button, context, section, type Block, type Post, STATE } from '../blocks.ts'
import { ACTIONS } from './opening.ts'
import { duration, escape, shorten, when } from '../text.ts'

type Delivery = Extract<DeskNews, { kind: 'delivery' }>
type State = Delivery['state'] | 'sending'

const WORDS: Record<State, string> = {
  sending: ':hourglass_flowing_sand: on its way',
  sent: ':heavy_check_mark: sent',
  delivered: ':white_check_mark: delivered',
  read: ':eyes: read',
  failed: ':x: *not delivered*',
  refused: ':x: *not sent*',
  withdrawn: ':no_entry_sign: withdrawn before it was sent',
  unknown:
    ':grey_question: *unknown* – nobody can tell whether it reached the shopper; it is not sent again by itself',
}

/** Reactions on the message that a person wrote and sent. */
export const TICKS: Partial<Record<State, string>> = {
  sent: 'heavy_check_mark',
  delivered: 'white_check_mark',
  read: 'eyes',
  failed: 'x',
  refused: 'x',
  unknown: 'grey_question',
}

/** The small line under what was said to the shopper. */
export function deliveryLine(state: State, reason?: string): Block {
  const why = reason === undefined ? '' : ` (${escape(shorten(reason, 300))})`
  return context(`${WORDS[state]}${why}`, STATE)
}

/** What people have to notice even when they do not look at the message itself. */
export function deliveryAlarm({ state, reason }: Pick<Delivery, 'state' | 'reason'>): Post | undefined {
  if (state !== 'failed' && state !== 'refused' && state !== 'unknown') return undefined
  const why = reason === undefined ? '' : ` Reason: ${escape(shorten(reason, 500))}.`
  return note(
    state === 'unknown'
      ? `:grey_question: Nobody can tell whether the last message reached the shopper; it is not sent again by itself.${why}`
      : `:x: A message did not reach the shopper.${why}`,
  )
}

/** A note in the thread, already escaped. */
export function note(mrkdwn: string): Post {
  return { text: mrkdwn, blocks: [section(mrkdwn)] }
}

/** Nobody claimed it. `mention` is who is called, in Slack's markup; empty for nobody. */
export function escalation(times: number, mention: string): Post {
  const again = times > 1 ? ` This is reminder ${times}.` : ''
  return note(
    `${mention === '' ? '' : `${mention} `}:rotating_light: A shopper is waiting and nobody has claimed the conversation yet.${again}`,
  )
}

/** How long replies may still be sent, with buttons for what may be sent then. */
export function windowNote(news: Extract<DeskNews, { kind: 'window' }>, now: Date, handoff: number): Post {
  const left = new Date(news.closesAt).getTime() - now.getTime()
  const offers = [
    ...(news.templates ? ['a template that the provider approved'] : []),
    ...(news.email ? ['an e-mail, to an address from which the shopper wrote'] : []),
  ]
  const then =
    offers.length > 0
      ? `what may still be sent is ${offers.join(' or ')}`
      : 'nothing can be sent until the shopper writes again'
  const said = note(
    left > 0
      ? `:alarm_clock: ${duration(left)} left to reply, until ${when(news.closesAt)}. After that, ${then}.`
      : `:lock: The time for replies ended ${when(news.closesAt)}. From now on, ${then}.`,
  )
  const buttons = [
    ...(news.templates ? [button(ACTIONS.template, 'Send a template', String(handoff))] : []),
    ...(news.email ? [button(ACTIONS.email, 'Answer by e-mail', String(handoff))] : []),
  ]
  return buttons.length > 0 ? { ...said, blocks: [...said.blocks, actions(buttons)] } : said
}

/** Whom escalations call, from the setting: `here`, `channel`, a user group's id, or `none`. */
export function mentionOf(setting: string): string {
  if (setting === 'here' || setting === 'channel') return `<!${setting}>`
  return /^S[A-Z0-9]+$/.test(setting) ? `<!subteam^${setting}>` : ''
}
