import type { Delivered, SlackDouble } from './index.ts'
import { fileFields } from './methods.ts'
import { textsOf, type DoubleFile, type DoubleMessage, type DoubleUser } from './workspace.ts'

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

  /** Presses a button of the thread's first message. */
  clicks(
    label: string,
    place: Required<Place>,
    trigger = this.slack.trigger(this.user.id),
  ): Promise<Delivered> {
    const message = this.slack.workspace.message(place.channel, place.thread)
    const found = message?.blocks
      .flatMap((block) => block.elements ?? [])
      .find(({ type, text }) => type === 'button' && typeof text === 'object' && text.text === label)
    if (!found) throw new Error(`There is no button “${label}”.`)
    return this.press({ action_id: found.action_id!, value: found.value! }, place, trigger)
  }

  /** A press that may come from an older state of the message. */
  press(
    button: { action_id: string; value: string },
    place: Required<Place>,
    trigger = this.slack.trigger(this.user.id),
  ): Promise<Delivered> {
    return this.slack.interactive({
      ...this.interaction('block_actions', place.channel),
      trigger_id: trigger,
      container: {
        type: 'message',
        message_ts: place.thread,
        channel_id: place.channel,
        is_ephemeral: false,
      },
      message: { ts: place.thread, bot_id: this.slack.workspace.bot.id },
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

  /** Sends the window that is open, with the text shown or another one. */
  submits(text?: string): Promise<Delivered> {
    const open = this.slack.workspace.views.findLast(({ user }) => user === this.user.id)
    if (!open) throw new Error('No window is open.')
    const element = inputOf(open.view)
    return this.slack.interactive({
      ...this.interaction('view_submission'),
      trigger_id: this.slack.trigger(this.user.id),
      view: {
        id: open.id,
        ...open.view,
        hash: '1769220161.abc',
        state: {
          values: {
            text: { value: { type: 'plain_text_input', value: text ?? element?.initial_value ?? null } },
          },
        },
      },
    })
  }

  /** The window that is open: the text in it. */
  get window(): string | undefined {
    const open = this.slack.workspace.views.findLast(({ user }) => user === this.user.id)
    return open && (inputOf(open.view)?.initial_value ?? '')
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

function inputOf(view: Record<string, unknown>): { initial_value?: string } | undefined {
  const blocks = view.blocks as { type: string; element?: { initial_value?: string } }[]
  return blocks.find(({ type }) => type === 'input')?.element
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
