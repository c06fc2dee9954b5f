import { EMAIL_VIEW, SEND_VIEW } from '../act/modal.ts'
import { CHOOSE_VIEW, FILL_VIEW, TEMPLATE_VIEW } from '../act/template-modal.ts'
import { field, isObject, part, type Body } from './body.ts'

/** What is done with something that Slack delivered. */
export type Class =
  /** Worked off; `key` tells a repeated delivery. */
  | { take: 'mention' | 'action' | 'shortcut' | 'submission' | 'change'; key: string }
  | { take: 'challenge'; challenge: string }
  /** A step of a window that sends nothing: answered at once. */
  | { take: 'step' }
  | { take: 'nothing'; reason: string }

export const SHORTCUT = 'send_to_shopper'

/** Windows that send when they are confirmed. */
export const WINDOWS: ReadonlySet<string> = new Set([SEND_VIEW, EMAIL_VIEW, TEMPLATE_VIEW])
const STEPS: ReadonlySet<string> = new Set([CHOOSE_VIEW, FILL_VIEW])

const nothing = (reason: string): Class => ({ take: 'nothing', reason })

/**
 * Sorts what Slack delivered, without looking anything up. What people write to each other is let go by here, before any of it is kept.
 */
export function classify(body: Body): Class {
  const type = field(body, 'type')
  const event = part(body, 'event')
  if (type === 'url_verification') return { take: 'challenge', challenge: field(body, 'challenge') ?? '' }
  if (type === 'event_callback' && event) return classifyEvent(body, event)
  const trigger = field(body, 'trigger_id')
  switch (type) {
    case 'block_actions': {
      const [first] = Array.isArray(body.actions) ? (body.actions as unknown[]) : []
      const at = field(first, 'action_ts')
      if (!trigger || !at || !part(body, 'channel') || !part(body, 'container'))
        return nothing('incomplete action')
      if (field(first, 'action_id')?.startsWith('desk_') !== true) return nothing('action of another app')
      return { take: 'action', key: `action:${trigger}:${at}` }
    }
    case 'message_action':
      if (field(body, 'callback_id') !== SHORTCUT) return nothing('shortcut of another kind')
      return trigger && part(body, 'message') && part(body, 'channel')
        ? { take: 'shortcut', key: `shortcut:${trigger}` }
        : nothing('incomplete shortcut')
    case 'view_submission': {
      const view = part(body, 'view')
      const callback = field(view, 'callback_id') ?? ''
      if (STEPS.has(callback)) return { take: 'step' }
      if (!WINDOWS.has(callback)) return nothing('window of another kind')
      const id = field(view, 'id')
      return id ? { take: 'submission', key: `view:${id}:${trigger ?? ''}` } : nothing('incomplete window')
    }
    default:
      if (field(body, 'command')) return nothing('slash command')
      return nothing(type === undefined ? 'not understood' : 'interaction of another kind')
  }
}

function classifyEvent(body: Body, event: Body): Class {
  const channel = field(event, 'channel')
  const ts = field(event, 'ts')
  const type = field(event, 'type')
  if (type !== 'app_mention' && type !== 'message') return nothing('event of another kind')
  if (!channel || !ts) return nothing('incomplete event')
  if (isBots(event)) return nothing('message of a bot')
  const id = `event:${field(body, 'event_id') ?? `${channel}:${ts}`}`
  if (type === 'app_mention') {
    if (!field(event, 'user')) return nothing('incomplete event')
    // A message counts once, as it was first written; that it was edited is another event.
    return { take: 'mention', key: part(event, 'edited') ? id : `mention:${channel}:${ts}` }
  }
  switch (field(event, 'subtype')) {
    case undefined:
    case 'file_share':
    case 'thread_broadcast':
      return nothing('people’s talk among themselves')
    case 'message_changed':
      if (isBots(event.message) || isBots(event.previous_message)) return nothing('message of a bot')
      // Links that unfold and threads that grow change a message as well.
      if (field(event.message, 'text') === field(event.previous_message, 'text'))
        return nothing('message unchanged')
      return { take: 'change', key: id }
    case 'message_deleted':
      return isBots(event.previous_message) ? nothing('message of a bot') : { take: 'change', key: id }
    default:
      return nothing('message of another kind')
  }
}

/** Our own messages as well: none of a bot's is ever worked on. */
function isBots(message: unknown): boolean {
  return (
    isObject(message) &&
    (Boolean(message.bot_id) || message.subtype === 'bot_message' || Boolean(message.bot_profile))
  )
}
