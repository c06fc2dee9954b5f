import type { Inbound, Parsed } from '../../../contract/message.ts'
import { field, isObject, part, type Body } from '../receive/body.ts'
import { base, ignored, one, placeOf } from './base.ts'

function author(body: Body): Inbound['from'] | undefined {
  const user = part(body, 'user')
  const id = field(user, 'id')
  const name = field(user, 'name') ?? field(user, 'username')
  return id === undefined ? undefined : { id, ...(name === undefined ? {} : { name }) }
}

function teamOf(body: Body): string | undefined {
  return field(part(body, 'team'), 'id') ?? field(part(body, 'user'), 'team_id')
}

export function parseActions(body: Body): Parsed {
  const container = part(body, 'container')
  const message = part(body, 'message')
  const channel = field(part(body, 'channel'), 'id') ?? field(container, 'channel_id')
  const ts = field(container, 'message_ts') ?? field(message, 'ts') ?? field(body, 'message_ts')
  const thread = field(container, 'thread_ts') ?? field(message, 'thread_ts') ?? ts
  const from = author(body)
  const actions = Array.isArray(body.actions) ? (body.actions as unknown[]).filter(isObject) : []
  const place = placeOf(teamOf(body), channel, thread)
  if (!place || !from || !ts || actions.length === 0) return ignored('incomplete action')
  const trigger = field(body, 'trigger_id') ?? ''
  const messages = actions.map((action, index): Inbound => {
    const at = field(action, 'action_ts') ?? field(body, 'action_ts') ?? ts
    const chosen = choiceOf(action)
    const text =
      field(part(action, 'text'), 'text') ?? field(part(part(action, 'selected_option'), 'text'), 'text')
    return {
      ...base(place, at, from),
      externalId: `${trigger}:${at}${index === 0 ? '' : `:${index}`}`,
      kind: 'choice',
      choice: chosen,
      text: text ?? chosen,
      replyTo: `${place.channel}:${ts}`,
    }
  })
  return { messages, ignored: [] }
}

/** The value behind what was chosen; a button without one is known by its id. */
function choiceOf(action: Body): string {
  return (
    field(action, 'value') ??
    field(part(action, 'selected_option'), 'value') ??
    field(action, 'selected_user') ??
    field(action, 'selected_channel') ??
    field(action, 'selected_conversation') ??
    field(action, 'selected_date') ??
    field(action, 'action_id') ??
    field(action, 'name') ??
    ''
  )
}

export function parseShortcut(body: Body): Parsed {
  const message = part(body, 'message')
  const ts = field(message, 'ts') ?? field(body, 'message_ts')
  const place = placeOf(teamOf(body), field(part(body, 'channel'), 'id'), field(message, 'thread_ts') ?? ts)
  const from = author(body)
  const at = field(body, 'action_ts') ?? ts
  if (!place || !from || !ts || !at) return ignored('incomplete shortcut')
  return one({
    ...base(place, at, from),
    externalId: `${field(body, 'trigger_id') ?? ''}:${at}`,
    kind: 'event',
    text: field(body, 'callback_id') ?? '',
    replyTo: `${place.channel}:${ts}`,
  })
}

/** A window belongs to no thread of Slack's: its own id stands for one. */
export function parseSubmission(body: Body): Parsed {
  const view = part(body, 'view')
  const id = field(view, 'id')
  const from = author(body)
  const team = teamOf(body)
  if (!id || !from || !team) return ignored('incomplete window')
  const ts = field(view, 'hash')?.split('.')[0] ?? ''
  return one({
    ...base({ account: team, channel: 'view', thread: id }, ts, from),
    externalId: `${id}:${field(body, 'trigger_id') ?? ''}`,
    kind: 'event',
    text: field(view, 'callback_id') ?? '',
  })
}

export function parseCommand(body: Body): Parsed {
  const team = field(body, 'team_id')
  const channel = field(body, 'channel_id')
  const user = field(body, 'user_id')
  const trigger = field(body, 'trigger_id')
  if (!team || !channel || !user || !trigger) return ignored('incomplete slash command')
  const name = field(body, 'user_name')
  return one({
    ...base({ account: team, channel, thread: trigger }, '', {
      id: user,
      ...(name === undefined ? {} : { name }),
    }),
    externalId: trigger,
    kind: 'event',
    text: [field(body, 'command'), field(body, 'text')].filter(Boolean).join(' '),
  })
}
