import type { webApi } from '@slack/bolt'
import type { Block } from './blocks.ts'

/** The type of the metadata on the bot's own messages. */
export const MARK = 'tributary_desk'

export interface SlackUser {
  id: string
  name: string
  team?: string
  /** All workspaces of an enterprise that the user belongs to. */
  teams: string[]
  bot: boolean
  deleted: boolean
  /** From another company, through Slack Connect. */
  stranger: boolean
}

export interface SlackMessage {
  ts: string
  bot?: string
  user?: string
  text: string
  blocks: Block[]
  /** Which of the bot's own messages it is. */
  mark?: string
}

export interface SlackFile {
  id: string
  name: string
  contentType: string
  bytes?: number
  url?: string
}

type RawMessage = NonNullable<webApi.ConversationsRepliesResponse['messages']>[number]

const MARK_BLOCK = 'mark:'

/**
 * The blocks with the mark as the id of one that has none: ids come back to whoever may read the message, metadata only as Slack
 * likes.
 */
export function marked(blocks: readonly Block[], mark: string): Block[] {
  const at = blocks.findIndex(({ block_id }) => block_id === undefined)
  return blocks.map((block, index) => (index === at ? { ...block, block_id: `${MARK_BLOCK}${mark}` } : block))
}

function markOf(raw: RawMessage): string | undefined {
  // The type of the answer leaves metadata out, which include_all_metadata asks for.
  const { metadata } = raw as { metadata?: { event_type?: string; event_payload?: { part?: unknown } } }
  const part = metadata?.event_type === MARK ? metadata.event_payload?.part : undefined
  if (typeof part === 'string') return part
  return raw.blocks
    ?.find(({ block_id }) => block_id?.startsWith(MARK_BLOCK))
    ?.block_id?.slice(MARK_BLOCK.length)
}

export function toMessage(raw: RawMessage): SlackMessage {
  const { ts, bot_id, user, text, blocks } = raw
  const mark = markOf(raw)
  return {
    ts: ts ?? '',
    text: text ?? '',
    blocks: (blocks ?? []) as Block[],
    ...(bot_id === undefined ? {} : { bot: bot_id }),
    ...(user === undefined ? {} : { user }),
    ...(mark === undefined ? {} : { mark }),
  }
}

export function toUser(id: string, user: webApi.UsersInfoResponse['user']): SlackUser {
  const name = [user?.profile?.display_name, user?.profile?.real_name, user?.real_name, user?.name].find(
    Boolean,
  )
  return {
    id,
    name: name ?? 'A colleague',
    teams: user?.enterprise_user?.teams ?? [],
    bot: user?.is_bot === true || id === 'USLACKBOT',
    deleted: user?.deleted === true,
    stranger: (user as { is_stranger?: boolean } | undefined)?.is_stranger === true,
    ...(user?.team_id === undefined ? {} : { team: user.team_id }),
  }
}

/** A file as Slack describes it in events and in files.info. */
export function toFile(
  raw: {
    id?: string | undefined
    name?: string | undefined | null
    mimetype?: string | undefined
    size?: number | undefined
    url_private?: string | undefined
    url_private_download?: string | undefined
  },
  id = '',
): SlackFile {
  const url = raw.url_private_download ?? raw.url_private
  return {
    id: raw.id ?? id,
    name: raw.name || 'file',
    contentType: raw.mimetype || 'application/octet-stream',
    ...(raw.size === undefined ? {} : { bytes: raw.size }),
    ...(url === undefined ? {} : { url }),
  }
}
