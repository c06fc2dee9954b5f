import type { Accept } from '../../src/contract/channel.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Activity } from './activity.ts'
import type { Conversations } from './conversations.ts'
import { fileNotice } from './notices.ts'
import { parse } from './parse.ts'
import { problems, type Problem } from './problem.ts'
import type { Transcript } from './transcript.ts'

export interface ReceiveParts {
  transcript: Transcript
  conversations: Conversations
  /** Tells the sockets of a conversation to look. */
  notify(conversation: string): void
  /** Undefined while the channel takes nothing in. */
  accept(): Accept | undefined
  account: string
  bot: { id: string; name: string; role: string }
  clock: () => Date
  log: Log
}

export interface Received {
  conversation: string
  user: string
  activity: Activity
  /** Files came with it; they are refused, the text is taken. */
  files: boolean
  locale?: string | null
}

/**
 * Takes one activity of a shopper in: into the transcript, where it waits unseen, then to the engine; only then it is
 * shown and its id returned. The same activity again (same `clientActivityID`) gets the same id and has no effect.
 * @throws Problem 404 when the conversation is over, 503 when nothing was taken in
 */
export async function receive(parts: ReceiveParts, received: Received): Promise<string> {
  const { conversation, user, activity } = received
  const { transcript, conversations } = parts
  const accept = parts.accept()
  if (!accept) throw problems.unavailable()
  if (activity.type === 'typing' || activity.type === 'conversationUpdate') return crypto.randomUUID()
  if (activity.type === 'endOfConversation') {
    await conversations.end(conversation)
    parts.notify(conversation)
    return crypto.randomUUID()
  }

  const clientId = activity.channelData?.clientActivityID ?? crypto.randomUUID()
  const key = `client:${String(clientId)}`
  const at = parts.clock().toISOString()
  const held = await transcript.hold(conversation, key, echo(activity, user, at))
  if (!held) throw problems.ended()
  const messages = parse(withoutFiles(activity), {
    account: parts.account,
    thread: conversation,
    externalId: `${conversation}|${String(clientId)}`,
    user,
    at,
  })
  try {
    if (messages.length > 0) await accept(messages)
  } catch (error) {
    parts.log.error({ conversation, error: String(error) }, 'message not taken in')
    if (!held.known) await transcript.discard(conversation, held.seq)
    throw refusalOf(error)
  }
  await transcript.release(conversation, held.seq)
  if (received.files) await refuseFiles(parts, received, key, at)
  parts.notify(conversation)
  return held.id
}

/** Why the engine did not take a message in, as the sender is told: to send a malformed one again would not help. */
export function refusalOf(error: unknown): Problem {
  if (error instanceof TributaryError && error.code === 'message.invalid')
    return problems.badArgument(error.message)
  return problems.unavailable()
}

/** What the transcript keeps of the shopper's own activity, for their other screens and after a reload. */
function echo(activity: Activity, user: string, at: string): Activity {
  return {
    ...activity,
    timestamp: at,
    channelId: 'directline',
    from: { ...activity.from, id: user, role: 'user' },
  }
}

function withoutFiles(activity: Activity): Activity {
  const { attachments: _, ...rest } = activity
  return rest
}

async function refuseFiles(parts: ReceiveParts, received: Received, key: string, at: string): Promise<void> {
  await parts.transcript.append(received.conversation, `files:${key}`, {
    type: 'message',
    timestamp: at,
    channelId: 'directline',
    from: parts.bot,
    text: fileNotice(received.activity.locale ?? received.locale),
    textFormat: 'plain',
  })
}
