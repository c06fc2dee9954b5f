import type { Attachment, Parsed } from '../../../contract/message.ts'
import { fromMrkdwn } from '../mrkdwn.ts'
import { field, isObject, part, type Body } from '../receive/body.ts'
import { base, ignored, one, placeOf } from './base.ts'

/** What happened in a channel, by the Events API. */
export function parseEvent(body: Body, event: Body): Parsed {
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
