import type { Attachment, Inbound, Parsed } from '../../contract/message.ts'
import { TributaryError } from '../../contract/errors.ts'
import { fromMrkdwn } from './mrkdwn.ts'
import { field, isObject, part, readBody, type Body } from './receive/body.ts'

/**
 * What a file with a body of Slack's comes to: an event, an interaction or a slash command, as JSON or as a form.
 * @throws input.invalid when it is none
 */
export function parseFile(name: string, bytes: Uint8Array): Parsed {
  const body = readBody(bytes)
  if (!body || !isSlacks(body))
    throw new TributaryError('input.invalid', `${name} is no body that Slack sends.`)
  return parse(body)
}

function isSlacks(body: Body): boolean {
  return (
    typeof body.type === 'string' ||
    part(body, 'event') !== undefined ||
    field(body, 'command') !== undefined ||
    'command' in body
  )
}

/** The normal form of something that Slack delivered. */
export function parse(body: Body): Parsed {
  const type = field(body, 'type')
  const event = part(body, 'event')
  if (event) return parseEvent(body, event)
  if (type === 'url_verification') return ignored('url verification')
  if ('command' in body) return parseCommand(body)
  switch (type) {
    case 'block_actions':
    case 'interactive_message':
      return parseActions(body)
    case 'message_action':
      return parseShortcut(body)
    case 'view_submission':
      return parseSubmission(body)
    default:
      return ignored(type === undefined ? 'not understood' : 'interaction of another kind')
  }
}

const ignored = (reason: string): Parsed => ({ messages: [], ignored: [{ reason }] })
const one = (message: Inbound): Parsed => ({ messages: [message], ignored: [] })

interface Place {
  account: string
  channel: string
  thread: string
}

function placeOf(
  account: string | undefined,
  channel: string | undefined,
  ts: string | undefined,
): Place | undefined {
  return account && channel && ts ? { account, channel, thread: ts } : undefined
}

/** What every message has. Slack's ids of messages are unique in their channel only. */
function base(place: Place, ts: string, from: Inbound['from']): Omit<Inbound, 'externalId' | 'kind'> {
  const { account, channel, thread } = place
  return { channel: 'slack', account, thread: `${channel}:${thread}`, from, at: timeOf(ts), attachments: [] }
}

/** `1767224901.701849`: seconds and a counter. */
function timeOf(ts: string): string {
  const date = new Date(Number(ts) * 1000)
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString()
}

function parseEvent(body: Body, event: Body): Parsed {
  const type = field(event, 'type')
  const item = part(event, 'item')
  const ts = field(event, 'event_ts') ?? field(event, 'ts')
  const channel = field(event, 'channel') ?? field(event, 'channel_id') ?? field(item, 'channel')
  const team = field(body, 'team_id') ?? field(event, 'team')
  if (type === 'app_rate_limited') return ignored('rate limited')
  if (type === 'message' || type === 'app_mention') return parseMessage(team, channel, event)
  const user = field(event, 'user') ?? field(event, 'user_id')
  const place = placeOf(team, channel, field(item, 'ts') ?? ts)
  if (!place || !ts || !user) return ignored(type === undefined ? 'not understood' : 'event of another kind')
  const common = base(place, ts, { id: user })
  if (type === 'reaction_added' || type === 'reaction_removed') {
    const reaction = field(event, 'reaction')
    const target = field(item, 'ts')
    if (!reaction || !target) return ignored('incomplete event')
    const replyTo = `${place.channel}:${target}`
    return one({
      ...common,
      externalId: `${replyTo}:${user}:${reaction}:${ts}`,
      kind: 'reaction',
      text: type === 'reaction_added' ? `:${reaction}:` : '',
      replyTo,
    })
  }
  return one({
    ...common,
    externalId: field(body, 'event_id') ?? `${place.channel}:${ts}`,
    kind: 'event',
    text: type ?? '',
  })
}

function parseMessage(team: string | undefined, channel: string | undefined, event: Body): Parsed {
  const subtype = field(event, 'subtype')
  const changed = subtype === 'message_changed' || subtype === 'message_deleted'
  const about = changed ? (part(event, 'message') ?? part(event, 'previous_message')) : event
  const previous = part(event, 'previous_message')
  if (
    [about, previous].some(
      (it) =>
        it && (field(it, 'bot_id') || part(it, 'bot_profile') || field(it, 'subtype') === 'bot_message'),
    )
  )
    return ignored('message of a bot')
  const ts = field(event, 'ts')
  // Of a change the message itself does not always tell its id.
  const target = changed ? (field(about, 'ts') ?? field(event, 'deleted_ts') ?? field(previous, 'ts')) : ts
  const user = field(about, 'user') ?? field(event, 'user')
  const place = placeOf(team, channel, field(about, 'thread_ts') ?? target)
  if (!place || !ts || !target || !user) return ignored('incomplete event')
  const common = base(place, ts, { id: user })
  const id = `${place.channel}:${target}`
  if (subtype === 'message_deleted')
    return one({ ...common, externalId: `${place.channel}:${ts}`, kind: 'delete', replyTo: id })
  const text = fromMrkdwn(field(about, 'text') ?? '')
  if (subtype === 'message_changed') {
    if (field(about, 'text') === field(previous, 'text')) return ignored('message unchanged')
    return one({ ...common, externalId: `${place.channel}:${ts}`, kind: 'edit', replyTo: id, text })
  }
  if (
    subtype !== undefined &&
    subtype !== 'file_share' &&
    subtype !== 'thread_broadcast' &&
    subtype !== 'me_message'
  )
    return one({ ...common, externalId: id, kind: 'event', text })
  const attachments = attachmentsOf(event)
  return one({
    ...common,
    externalId: id,
    kind: attachments.length > 0 ? 'media' : 'text',
    text,
    attachments,
  })
}

function attachmentsOf(event: Body): Attachment[] {
  const files = Array.isArray(event.files) ? (event.files as unknown[]).filter(isObject) : []
  return files.map((file) => {
    const name = field(file, 'name') ?? field(file, 'title')
    const url = field(file, 'url_private_download') ?? field(file, 'url_private')
    return {
      contentType: field(file, 'mimetype') ?? 'application/octet-stream',
      ...(name === undefined ? {} : { name }),
      ...(url === undefined ? {} : { url }),
      ...(typeof file.size === 'number' ? { bytes: file.size } : {}),
    }
  })
}

function author(body: Body): Inbound['from'] | undefined {
  const user = part(body, 'user')
  const id = field(user, 'id')
  const name = field(user, 'name') ?? field(user, 'username')
  return id === undefined ? undefined : { id, ...(name === undefined ? {} : { name }) }
}

function teamOf(body: Body): string | undefined {
  return field(part(body, 'team'), 'id') ?? field(part(body, 'user'), 'team_id')
}

function parseActions(body: Body): Parsed {
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

function parseShortcut(body: Body): Parsed {
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
function parseSubmission(body: Body): Parsed {
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

function parseCommand(body: Body): Parsed {
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
