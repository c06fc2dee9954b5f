import type { webApi } from '@slack/bolt'
import { TributaryError } from '../../contract/errors.ts'
import type { Post } from './blocks.ts'
import {
  MARK,
  marked,
  toFile,
  toMessage,
  toUser,
  type SlackFile,
  type SlackMessage,
  type SlackUser,
} from './wire.ts'

type Client = webApi.WebClient
type Arguments<Method extends (...all: never[]) => unknown> = NonNullable<Parameters<Method>[0]>

/** Who the bot is. */
export interface Identity {
  user: string
  bot: string
  team: string
}

export interface PostOptions {
  /** The thread; without it the message begins one. */
  thread?: string
  /** Shows it in the channel too. */
  broadcast?: boolean
  /** Noted on the message, so that it is found again. */
  mark: string
}

/** Slack said no. */
export class SlackRefusal extends Error {
  readonly reason: string
  constructor(method: string, reason: string) {
    super(`Slack refused ${method}: ${reason}.`)
    this.name = 'SlackRefusal'
    this.reason = reason
  }
}

/** The parts of Slack's Web API that the desk uses. Every failure is a {@link SlackRefusal}. */
export interface SlackApi {
  identity(): Promise<Identity>
  /** Returns the message's `ts`. */
  post(channel: string, post: Post, options: PostOptions): Promise<string>
  update(channel: string, ts: string, post: Post): Promise<void>
  remove(channel: string, ts: string): Promise<void>
  /** Seen by one person only. */
  whisper(channel: string, user: string, text: string, thread?: string): Promise<void>
  react(channel: string, ts: string, name: string): Promise<void>
  openView(trigger: string, view: webApi.ViewsOpenArguments['view']): Promise<void>
  /** Messages of a thread, oldest first; all, or one. */
  thread(channel: string, ts: string, only?: string): Promise<SlackMessage[]>
  /** Messages of a channel since `oldest`, newest first. */
  history(channel: string, oldest: Date): Promise<SlackMessage[]>
  user(id: string): Promise<SlackUser>
  file(id: string): Promise<SlackFile>
}

const PAGE = 200
const MOST_PAGES = 10

export function createApi(client: Client): SlackApi {
  let known: Promise<Identity> | undefined
  const call = async <T extends webApi.WebAPICallResult>(method: string, work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw new SlackRefusal(method, reasonOf(error))
    }
  }
  const identify = async (): Promise<Identity> => {
    const { user_id, bot_id, team_id } = await call('auth.test', client.auth.test())
    if (!user_id || !team_id) throw new SlackRefusal('auth.test', 'no identity')
    return { user: user_id, bot: bot_id ?? '', team: team_id }
  }
  const pages = async (
    method: string,
    page: (cursor: string | undefined) => Promise<webApi.ConversationsRepliesResponse>,
  ): Promise<SlackMessage[]> => {
    const found: SlackMessage[] = []
    let cursor: string | undefined
    for (let count = 0; count < MOST_PAGES; count++) {
      const { messages, response_metadata } = await call(method, page(cursor))
      found.push(...(messages ?? []).map(toMessage))
      cursor = response_metadata?.next_cursor
      if (!cursor) break
    }
    return found
  }

  return {
    identity() {
      known ??= identify().catch((error: unknown) => {
        known = undefined
        throw error
      })
      return known
    },
    async post(channel, { text, blocks }, { thread, broadcast, mark }) {
      const message = {
        channel,
        text,
        blocks: marked(blocks, mark),
        metadata: { event_type: MARK, event_payload: { part: mark } },
        parse: 'none',
        link_names: false,
        unfurl_links: false,
        unfurl_media: false,
        mrkdwn: true,
        ...(thread === undefined ? {} : { thread_ts: thread }),
        ...(broadcast === true ? { reply_broadcast: true } : {}),
      } as Arguments<Client['chat']['postMessage']>
      const { ts } = await call('chat.postMessage', client.chat.postMessage(message))
      if (!ts) throw new SlackRefusal('chat.postMessage', 'no ts')
      return ts
    },
    async update(channel, ts, { text, blocks }) {
      const message = { channel, ts, text, blocks, parse: 'none', link_names: false } as Arguments<
        Client['chat']['update']
      >
      await call('chat.update', client.chat.update(message))
    },
    async remove(channel, ts) {
      await unless(['message_not_found'], call('chat.delete', client.chat.delete({ channel, ts })))
    },
    async whisper(channel, user, text, thread) {
      const message = {
        channel,
        user,
        text,
        parse: 'none',
        ...(thread === undefined ? {} : { thread_ts: thread }),
      }
      await call(
        'chat.postEphemeral',
        client.chat.postEphemeral(message as Arguments<Client['chat']['postEphemeral']>),
      )
    },
    async react(channel, ts, name) {
      const adding = call('reactions.add', client.reactions.add({ channel, timestamp: ts, name }))
      await unless(['already_reacted', 'message_not_found', 'too_many_reactions'], adding)
    },
    async openView(trigger_id, view) {
      await call('views.open', client.views.open({ trigger_id, view }))
    },
    thread: (channel, ts, only) =>
      pages('conversations.replies', (cursor) =>
        client.conversations.replies({
          channel,
          ts,
          limit: PAGE,
          include_all_metadata: true,
          ...(only === undefined ? {} : { oldest: only, latest: only, inclusive: true }),
          ...(cursor === undefined ? {} : { cursor }),
        }),
      ),
    history: (channel, oldest) =>
      pages('conversations.history', (cursor) =>
        client.conversations.history({
          channel,
          oldest: String(oldest.getTime() / 1000),
          limit: PAGE,
          include_all_metadata: true,
          ...(cursor === undefined ? {} : { cursor }),
        }),
      ),
    async user(id) {
      const { user } = await call('users.info', client.users.info({ user: id }))
      return toUser(id, user)
    },
    async file(id) {
      const { file } = await call('files.info', client.files.info({ file: id }))
      return toFile(file ?? {}, id)
    },
  }
}

/** Lets the refusals named pass: the effect is there already, or nothing is left to have it on. */
async function unless(reasons: readonly string[], work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof SlackRefusal) || !reasons.includes(error.reason)) throw error
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TributaryError) return error.code
  const data = (error as { data?: { error?: unknown } }).data?.error
  if (typeof data === 'string') return data
  return error instanceof Error && error.message.startsWith('A rate limit') ? 'ratelimited' : 'no answer'
}
