import { refuseBlocks, refuseView } from './blocks.ts'
import {
  textsOf,
  type DoubleBlock,
  type DoubleChannel,
  type DoubleMessage,
  type Workspace,
} from './workspace.ts'

export type Result = { ok: true; [field: string]: unknown } | { ok: false; error: string }
type Form = Record<string, string>

const no = (error: string): Result => ({ ok: false, error })

/** Triggers by id: who may open a view with it, and until when. */
export type Triggers = Map<string, { user: string; until: number }>

export interface MethodParts {
  workspace: Workspace
  triggers: Triggers
  /** Where the double is. */
  url: string
}

type Method = (parts: MethodParts, form: Form) => Result

function usable(workspace: Workspace, id: string | undefined): DoubleChannel | string {
  const channel = workspace.channels.get(id ?? '')
  if (!channel) return 'channel_not_found'
  if (channel.archived) return 'is_archived'
  return channel.members.has(workspace.bot.user) ? channel : 'not_in_channel'
}

function parsed<T>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as T
  } catch {
    return undefined
  }
}

function call(workspace: Workspace, form: Form, message: Pick<DoubleMessage, 'blocks' | 'text'>): void {
  workspace.call([message.text, ...textsOf(message).map(({ text }) => text)].join(' '))
  // With these Slack makes mentions of bare words.
  const bare =
    form.link_names === 'true' || form.parse === 'full' || textsOf(message).some(({ verbatim }) => !verbatim)
  if (
    bare &&
    /(^|\s)@(channel|here|everyone)\b/.test(
      [message.text, ...textsOf(message).map(({ text }) => text)].join(' '),
    )
  )
    workspace.pings.push('bare')
}

const postMessage: Method = ({ workspace }, form) => {
  const channel = usable(workspace, form.channel)
  if (typeof channel === 'string') return no(channel)
  const blocks = parsed<DoubleBlock[]>(form.blocks)
  if (form.blocks !== undefined) {
    const refused = refuseBlocks(blocks)
    if (refused) return no(refused)
  }
  if (!form.text && !blocks) return no('no_text')
  if ((form.text?.length ?? 0) > 40_000) return no('msg_too_long')
  if (form.thread_ts !== undefined && !workspace.message(channel.id, form.thread_ts))
    return no('thread_not_found')
  const metadata = parsed<DoubleMessage['metadata']>(form.metadata)
  if (form.metadata !== undefined && !metadata?.event_type) return no('invalid_metadata_format')
  const message: DoubleMessage = {
    ts: workspace.stamp(),
    user: workspace.bot.user,
    bot_id: workspace.bot.id,
    text: form.text ?? '',
    blocks: blocks ?? [],
    reactions: [],
    ...(form.thread_ts === undefined ? {} : { thread_ts: form.thread_ts }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(form.reply_broadcast === 'true' ? { broadcast: true } : {}),
  }
  channel.messages.push(message)
  call(workspace, form, message)
  return { ok: true, channel: channel.id, ts: message.ts, message }
}

const update: Method = ({ workspace }, form) => {
  const channel = usable(workspace, form.channel)
  if (typeof channel === 'string') return no(channel)
  const message = workspace.message(channel.id, form.ts ?? '')
  if (!message) return no('message_not_found')
  if (message.bot_id !== workspace.bot.id) return no('cant_update_message')
  const blocks = parsed<DoubleBlock[]>(form.blocks)
  const refused = form.blocks === undefined ? undefined : refuseBlocks(blocks)
  if (refused) return no(refused)
  message.text = form.text ?? message.text
  message.blocks = blocks ?? message.blocks
  message.edited = true
  call(workspace, form, message)
  return { ok: true, channel: channel.id, ts: message.ts, text: message.text }
}

const remove: Method = ({ workspace }, form) => {
  const channel = usable(workspace, form.channel)
  if (typeof channel === 'string') return no(channel)
  const message = workspace.message(channel.id, form.ts ?? '')
  if (!message) return no('message_not_found')
  if (message.bot_id !== workspace.bot.id) return no('cant_delete_message')
  channel.messages = channel.messages.filter((one) => one !== message)
  return { ok: true, channel: channel.id, ts: message.ts }
}

const postEphemeral: Method = ({ workspace }, form) => {
  const channel = usable(workspace, form.channel)
  if (typeof channel === 'string') return no(channel)
  if (!form.text && !form.blocks) return no('no_text')
  if (!channel.members.has(form.user ?? '')) return no('user_not_in_channel')
  workspace.ephemerals.push({
    channel: channel.id,
    user: form.user!,
    text: form.text ?? '',
    ...(form.thread_ts === undefined ? {} : { thread_ts: form.thread_ts }),
  })
  return { ok: true, message_ts: workspace.stamp() }
}

const reaction =
  (adding: boolean): Method =>
  ({ workspace }, form) => {
    const channel = usable(workspace, form.channel)
    if (typeof channel === 'string') return no(channel)
    const message = workspace.message(channel.id, form.timestamp ?? '')
    if (!message) return no('message_not_found')
    if (!/^[a-z0-9_+'-]+$/.test(form.name ?? '')) return no('invalid_name')
    const mine = message.reactions.find(({ name, user }) => name === form.name && user === workspace.bot.user)
    if (adding && mine) return no('already_reacted')
    if (!adding && !mine) return no('no_reaction')
    if (adding) message.reactions.push({ name: form.name!, user: workspace.bot.user })
    else message.reactions = message.reactions.filter((one) => one !== mine)
    return { ok: true }
  }

const openView: Method = ({ workspace, triggers }, form) => {
  const trigger = triggers.get(form.trigger_id ?? '')
  if (!trigger) return no('invalid_trigger_id')
  triggers.delete(form.trigger_id!)
  if (trigger.until < Date.now()) return no('expired_trigger_id')
  const given = parsed<Record<string, unknown>>(form.view)
  const refused = refuseView(given)
  if (refused) return no(refused)
  const view = { id: `V${workspace.stamp().replace('.', '')}`, user: trigger.user, view: given! }
  workspace.views.push(view)
  return { ok: true, view: { id: view.id, ...given } }
}

const updateView: Method = ({ workspace }, form) => {
  const open = workspace.views.find(({ id }) => id === form.view_id)
  if (!open) return no('not_found')
  const given = parsed<Record<string, unknown>>(form.view)
  const refused = refuseView(given)
  if (refused) return no(refused)
  open.view = given!
  return { ok: true, view: { id: open.id, ...given } }
}

function page(
  { showsMetadata }: Workspace,
  messages: DoubleMessage[],
  form: Form,
  first?: DoubleMessage,
): Result {
  const inclusive = form.inclusive === 'true'
  const [oldest, latest] = [Number(form.oldest ?? 0), Number(form.latest ?? Infinity)]
  const inside = messages.filter(({ ts }) => {
    const at = Number(ts)
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest
  })
  const from = Number(form.cursor ?? 0)
  const limit = Math.min(Number(form.limit ?? 100), 1000)
  const shown = inside.slice(from, from + limit)
  const whole = first && from === 0 && !shown.includes(first) ? [first, ...shown] : shown
  const more = from + limit < inside.length
  return {
    ok: true,
    messages: whole.map((message) => public_(message, showsMetadata && form.include_all_metadata === 'true')),
    has_more: more,
    response_metadata: { next_cursor: more ? String(from + limit) : '' },
  }
}

function public_(
  { metadata, files, ...message }: DoubleMessage,
  withMetadata: boolean,
): Record<string, unknown> {
  return {
    type: 'message',
    ...message,
    ...(withMetadata && metadata ? { metadata } : {}),
    ...(files ? { files: files.map(({ id, name }) => ({ id, name })) } : {}),
  }
}

const replies: Method = ({ workspace }, form) => {
  const channel = usable(workspace, form.channel)
  if (typeof channel === 'string') return no(channel)
  const thread = workspace.thread(channel.id, form.ts ?? '')
  return thread.length === 0 ? no('thread_not_found') : page(workspace, thread, form, thread[0])
}

const history: Method = ({ workspace }, form) => {
  const channel = usable(workspace, form.channel)
  if (typeof channel === 'string') return no(channel)
  const roots = channel.messages.filter(
    ({ thread_ts, broadcast }) => thread_ts === undefined || broadcast === true,
  )
  return page(workspace, roots.toReversed(), form)
}

const userInfo: Method = ({ workspace }, form) => {
  const user = workspace.users.get(form.user ?? '')
  if (!user) return no('user_not_found')
  return {
    ok: true,
    user: {
      id: user.id,
      team_id: user.team,
      name: user.name.toLowerCase(),
      deleted: user.deleted === true,
      is_bot: user.bot === true,
      is_stranger: user.stranger === true,
      profile: { display_name: user.name, real_name: `${user.name} Example` },
    },
  }
}

const fileInfo: Method = ({ workspace, url }, form) => {
  const file = workspace.files.get(form.file ?? '')
  if (!file) return no('file_not_found')
  return { ok: true, file: fileFields(file, url) }
}

/** A file as events and files.info describe it. */
export function fileFields(
  {
    id,
    name,
    mimetype,
    bytes,
    user,
    url: elsewhere,
  }: { id: string; name: string; mimetype: string; bytes: Uint8Array; user: string; url?: string },
  url: string,
): Record<string, unknown> {
  const at = elsewhere ?? `${url}/files/${id}/${encodeURIComponent(name)}`
  return {
    id,
    name,
    title: name,
    mimetype,
    user,
    size: bytes.byteLength,
    mode: 'hosted',
    url_private: at,
    url_private_download: at,
  }
}

const uploadUrl: Method = ({ workspace, url }, form) => {
  if (!form.filename || !(Number(form.length) > 0)) return no('invalid_arguments')
  const id = `F${workspace.stamp().replace('.', '')}`
  workspace.files.set(id, {
    id,
    name: form.filename,
    mimetype: 'application/octet-stream',
    bytes: new Uint8Array(),
    user: workspace.bot.user,
  })
  return { ok: true, upload_url: `${url}/upload/${id}`, file_id: id }
}

const completeUpload: Method = ({ workspace, url }, form) => {
  const asked = parsed<{ id: string }[]>(form.files)
  const found = asked?.map(({ id }) => workspace.files.get(id))
  if (!found || found.some((file) => !file || file.bytes.byteLength === 0)) return no('file_not_found')
  return { ok: true, files: found.map((file) => fileFields(file!, url)) }
}

export const METHODS: Record<string, Method> = {
  'auth.test': ({ workspace: { team, bot } }) => ({
    ok: true,
    team_id: team,
    user_id: bot.user,
    bot_id: bot.id,
    team: 'Double',
    user: 'tributary',
  }),
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
  'reactions.add': reaction(true),
  'reactions.remove': reaction(false),
  'views.open': openView,
  'views.update': updateView,
  'conversations.replies': replies,
  'conversations.history': history,
  'users.info': userInfo,
  'files.info': fileInfo,
  'files.getUploadURLExternal': uploadUrl,
  'files.completeUploadExternal': completeUpload,
}
