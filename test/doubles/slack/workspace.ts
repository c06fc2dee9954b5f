export interface DoubleUser {
  id: string
  name: string
  team: string
  bot?: boolean
  deleted?: boolean
  stranger?: boolean
}

export interface DoubleFile {
  id: string
  name: string
  mimetype: string
  bytes: Uint8Array
  user: string
  /** Overrides where it is said to be. */
  url?: string
}

export interface DoubleBlock {
  type: string
  block_id?: string
  text?: { type: string; text: string; verbatim?: boolean }
  elements?: { type: string; action_id?: string; text?: { text: string } | string; value?: string }[]
}

export interface DoubleMessage {
  ts: string
  thread_ts?: string
  user: string
  bot_id?: string
  text: string
  blocks: DoubleBlock[]
  metadata?: { event_type: string; event_payload: Record<string, unknown> }
  files?: DoubleFile[]
  reactions: { name: string; user: string }[]
  broadcast?: boolean
  edited?: boolean
}

export interface DoubleChannel {
  id: string
  members: Set<string>
  archived?: boolean
  messages: DoubleMessage[]
}

export interface Ephemeral {
  channel: string
  user: string
  text: string
  thread_ts?: string
}

export interface OpenView {
  id: string
  user: string
  view: Record<string, unknown>
}

/** What a workspace of Slack holds. */
export class Workspace {
  readonly team = 'T0DOUBLE'
  readonly bot = { user: 'U0BOT', id: 'B0BOT', app: 'A0BOT' }
  readonly users = new Map<string, DoubleUser>()
  readonly channels = new Map<string, DoubleChannel>()
  readonly files = new Map<string, DoubleFile>()
  ephemerals: Ephemeral[] = []
  views: OpenView[] = []
  /** Everybody whom a message called. */
  pings: string[] = []
  /** Whether reading a thread tells the metadata of its messages. */
  showsMetadata = true
  private last = 0

  constructor() {
    this.users.set(this.bot.user, { id: this.bot.user, name: 'tributary', team: this.team, bot: true })
  }

  /** Slack's ids of messages: seconds and a counter, ever growing. */
  stamp(): string {
    this.last = Math.max(this.last + 1, Date.now() * 1000)
    const digits = String(this.last)
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`
  }

  channel(id: string, ...members: string[]): DoubleChannel {
    const channel = this.channels.get(id) ?? { id, members: new Set([this.bot.user]), messages: [] }
    for (const member of members) channel.members.add(member)
    this.channels.set(id, channel)
    return channel
  }

  message(channel: string, ts: string): DoubleMessage | undefined {
    return this.channels.get(channel)?.messages.find((message) => message.ts === ts)
  }

  /** A thread, its first message in front. */
  thread(channel: string, ts: string): DoubleMessage[] {
    const all = this.channels.get(channel)?.messages ?? []
    return all.filter((message) => message.ts === ts || message.thread_ts === ts)
  }

  /** Whom Slack would call when it shows a text. */
  call(text: string): void {
    for (const [, name] of text.matchAll(/<(!channel|!here|!everyone|!subteam\^\w+|@\w+)(?:\|[^>]*)?>/g))
      this.pings.push(name!)
  }
}

export interface Shown {
  text: string
  verbatim: boolean
}

/** All texts of a message's blocks, as they were sent. */
export function textsOf({ blocks }: Pick<DoubleMessage, 'blocks'>): Shown[] {
  return blocks.flatMap((block) => [
    ...(block.text ? [{ text: block.text.text, verbatim: block.text.verbatim === true }] : []),
    ...(block.elements ?? []).map((element) => {
      const text = typeof element.text === 'string' ? element.text : (element.text?.text ?? '')
      return {
        text,
        verbatim: block.type === 'actions' || (element as { verbatim?: boolean }).verbatim === true,
      }
    }),
  ])
}
