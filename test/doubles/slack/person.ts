import type { Delivered, SlackDouble } from './index.ts'
import { refuseView } from './blocks.ts'
import { fileFields } from './methods.ts'
import {
  textsOf,
  type DoubleBlock,
  type DoubleFile,
  type DoubleMessage,
  type DoubleUser,
  type OpenView,
} from './workspace.ts'

export interface Place {
  channel: string
  /** The thread's first message. */
  thread?: string
}

/** Somebody at their Slack: what they do is kept in the workspace and delivered to the app. */
export class Person {
  private readonly slack: SlackDouble
  readonly user: DoubleUser
  constructor(slack: SlackDouble, user: DoubleUser) {
    this.slack = slack
    this.user = user
  }

  /** Writes a message as typed: `@bot` outside of code becomes a mention, the rest is escaped as Slack does. */
  async writes(typed: string, place: Place, files: DoubleFile[] = []): Promise<DoubleMessage> {
    const { workspace } = this.slack
    const message: DoubleMessage = {
      ts: workspace.stamp(),
      user: this.user.id,
      text: asSent(typed, workspace.bot.user),
      blocks: [],
      reactions: [],
      ...(place.thread === undefined ? {} : { thread_ts: place.thread }),
      ...(files.length > 0 ? { files } : {}),
    }
    workspace.channel(place.channel).messages.push(message)
    const event = this.messageEvent(message, place)
    await this.slack.event({
      ...event,
      type: 'message',
      ...(files.length > 0 ? { subtype: 'file_share' } : {}),
    })
    if (message.text.includes(`<@${workspace.bot.user}>`))
      await this.slack.event({ ...event, type: 'app_mention' })
    return message
  }

  /** Attaches a file to a message. */
  async uploads(
    file: { name: string; mimetype: string; bytes: Uint8Array; url?: string },
    typed: string,
    place: Place,
  ): Promise<DoubleMessage> {
    const id = `F0${this.slack.workspace.stamp().replace('.', '')}`
    const kept = { id, user: this.user.id, ...file }
    this.slack.workspace.files.set(id, kept)
    return this.writes(typed, place, [kept])
  }

  async edits(message: DoubleMessage, typed: string, place: Place): Promise<void> {
    const before = { ...message }
    message.text = asSent(typed, this.slack.workspace.bot.user)
    message.edited = true
    const about = (one: DoubleMessage) => ({
      type: 'message',
      user: one.user,
      text: one.text,
      ts: one.ts,
      thread_ts: one.thread_ts,
    })
    await this.slack.event({
      type: 'message',
      subtype: 'message_changed',
      channel: place.channel,
      ts: this.slack.workspace.stamp(),
      message: { ...about(message), edited: { user: this.user.id, ts: this.slack.workspace.stamp() } },
      previous_message: about(before),
      hidden: true,
    })
    if (message.text.includes(`<@${this.slack.workspace.bot.user}>`))
      await this.slack.event({
        ...this.messageEvent(message, place),
        type: 'app_mention',
        edited: { user: this.user.id, ts: message.ts },
      })
  }

  async deletes(message: DoubleMessage, place: Place): Promise<void> {
    const channel = this.slack.workspace.channel(place.channel)
    channel.messages = channel.messages.filter((one) => one !== message)
    await this.slack.event({
      type: 'message',
      subtype: 'message_deleted',
      channel: place.channel,
      ts: this.slack.workspace.stamp(),
      deleted_ts: message.ts,
      previous_message: {
        type: 'message',
        user: message.user,
        text: message.text,
        ts: message.ts,
        thread_ts: message.thread_ts,
      },
    })
  }

  /** Presses a button of the thread's first message, or of another one in it. */
  clicks(
    label: string,
    place: Required<Place>,
    trigger = this.slack.trigger(this.user.id),
    ts = place.thread,
  ): Promise<Delivered> {
    const message = this.slack.workspace.message(place.channel, ts)
    const found = message?.blocks
      .flatMap((block) => block.elements ?? [])
      .find(({ type, text }) => type === 'button' && typeof text === 'object' && text.text === label)
    if (!found) throw new Error(`There is no button “${label}”.`)
    return this.press({ action_id: found.action_id!, value: found.value! }, place, trigger, ts)
  }

  /** A press that may come from an older state of the message. */
  press(
    button: { action_id: string; value: string },
    place: Required<Place>,
    trigger = this.slack.trigger(this.user.id),
    ts = place.thread,
  ): Promise<Delivered> {
    return this.slack.interactive({
      ...this.interaction('block_actions', place.channel),
      trigger_id: trigger,
      container: {
        type: 'message',
        message_ts: ts,
        ...(ts === place.thread ? {} : { thread_ts: place.thread }),
        channel_id: place.channel,
        is_ephemeral: false,
      },
      message: { ts, bot_id: this.slack.workspace.bot.id },
      response_url: 'https://hooks.slack.com/actions/secret',
      actions: [{ type: 'button', block_id: 'acts', action_ts: this.slack.workspace.stamp(), ...button }],
    })
  }

  /** Chooses “Send to shopper” in a message's menu. */
  shortcut(message: DoubleMessage, place: Place): Promise<Delivered> {
    const files = message.files?.map((file) => fileFields(file, this.slack.url))
    return this.slack.interactive({
      ...this.interaction('message_action', place.channel),
      callback_id: 'send_to_shopper',
      trigger_id: this.slack.trigger(this.user.id),
      action_ts: this.slack.workspace.stamp(),
      message_ts: message.ts,
      message: {
        type: 'message',
        user: message.user,
        text: message.text,
        ts: message.ts,
        thread_ts: message.thread_ts,
        bot_id: message.bot_id,
        files,
      },
    })
  }

  /** Confirms the window that is open, with the text shown or another one. */
  submits(text?: string): Promise<Delivered> {
    return this.fills(text === undefined ? {} : { text })
  }

  /** Confirms the window that is open, with these values in its fields, by their blocks; of a list, the beginning of a choice. */
  async fills(given: Record<string, string>): Promise<Delivered> {
    const open = this.open
    if (!open) throw new Error('No window is open.')
    const values = Object.fromEntries(
      inputsOf(open.view).map(({ block_id, element }) => [
        block_id,
        { [element.action_id]: stateOf(element, given[block_id]) },
      ]),
    )
    const delivered = await this.slack.interactive({
      ...this.interaction('view_submission'),
      trigger_id: this.slack.trigger(this.user.id),
      view: { id: open.id, ...open.view, hash: '1769220161.abc', state: { values } },
    })
    this.shows(open, delivered)
    return delivered
  }

  /** The next step of a window, as the app answers. */
  private shows(open: OpenView, { body }: Delivered): void {
    const answer = (body.startsWith('{') ? JSON.parse(body) : {}) as Record<string, unknown>
    if (answer.response_action !== 'update') return
    const refused = refuseView(answer.view)
    if (refused) throw new Error(`Slack does not take this view: ${refused}`)
    open.view = answer.view as Record<string, unknown>
  }

  private get open(): OpenView | undefined {
    return this.slack.workspace.views.findLast(({ user }) => user === this.user.id)
  }

  /** All that can be read in the window that is open. */
  get reads(): string {
    const blocks = (this.open?.view.blocks ?? []) as DoubleBlock[]
    return textsOf({ blocks })
      .map(({ text }) => text)
      .join('\n')
  }

  /** The fields of the window that is open. */
  get fields(): string[] {
    return this.open ? inputsOf(this.open.view).map(({ block_id }) => block_id) : []
  }

  /** The window that is open: the text in it. */
  get window(): string | undefined {
    return this.open && (inputsOf(this.open.view)[0]?.element.initial_value ?? '')
  }

  /** What only this person was told. */
  get told(): string[] {
    return this.slack.workspace.ephemerals.filter(({ user }) => user === this.user.id).map(({ text }) => text)
  }

  private interaction(type: string, channel?: string): Record<string, unknown> {
    const { team, bot } = this.slack.workspace
    return {
      type,
      user: { id: this.user.id, username: this.user.name, name: this.user.name, team_id: this.user.team },
      api_app_id: bot.app,
      token: 'verification',
      team: { id: team, domain: 'double' },
      is_enterprise_install: false,
      ...(channel === undefined ? {} : { channel: { id: channel, name: 'desk' } }),
    }
  }

  private messageEvent(message: DoubleMessage, place: Place): Record<string, unknown> {
    return {
      user: this.user.id,
      text: message.text,
      ts: message.ts,
      event_ts: message.ts,
      team: this.user.team,
      channel: place.channel,
      channel_type: 'channel',
      ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
      ...(message.files === undefined
        ? {}
        : { files: message.files.map((file) => fileFields(file, this.slack.url)) }),
    }
  }
}

interface Field {
  block_id: string
  element: {
    type: string
    action_id: string
    initial_value?: string
    options?: { text: { text: string }; value: string }[]
  }
}

function inputsOf(view: Record<string, unknown>): Field[] {
  return (view.blocks as (Field & { type: string })[]).filter(({ type }) => type === 'input')
}

function stateOf({ type, initial_value, options }: Field['element'], given: string | undefined) {
  if (options === undefined) return { type, value: given ?? initial_value ?? null }
  const selected = options.find(({ text }) => given !== undefined && text.text.startsWith(given))
  return { type, selected_option: selected ?? null }
}

/** What people read in a message: its texts, without Slack's entities. */
export function read(message: DoubleMessage): string {
  const texts = message.blocks.length > 0 ? textsOf(message).map(({ text }) => text) : [message.text]
  return texts.join('\n').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

function asSent(typed: string, bot: string): string {
  return typed
    .split(/(```[\s\S]*?```|`[^`\n]*`)/)
    .map((part) => {
      const escaped = part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      return part.startsWith('`') ? escaped : escaped.replaceAll('@bot', `<@${bot}>`)
    })
    .join('')
}
