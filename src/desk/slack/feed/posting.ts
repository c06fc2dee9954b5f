import { setTimeout as sleep } from 'node:timers/promises'
import { SlackRefusal } from '../api.ts'
import type { SlackMessage } from '../wire.ts'
import type { Block, Post } from '../blocks.ts'
import type { DeskParts } from '../parts.ts'
import { keepEvent } from '../store/events.ts'
import { reserve } from '../store/pace.ts'
import type { Thread } from '../store/threads.ts'

/** Longer than that an event does not wait for its turn in a busy channel: it comes again. */
const LONGEST_QUEUE_MS = 15_000
export const LEASE_SECONDS = 60

/** The event of the feed that is being taken. */
export interface Taking {
  id: number
  /** It was begun before: what it posts may be there already. */
  again: boolean
}

/** Posts to a channel when its turn has come. `part` names the message for good: it is found by it. */
export async function post(
  parts: DeskParts,
  taking: Taking,
  channel: string,
  message: Post,
  options: { thread?: string; broadcast?: boolean; part: string },
): Promise<string> {
  const wait = await reserve(parts.db, channel, parts.paceMs, LONGEST_QUEUE_MS)
  if (wait === undefined)
    throw new SlackRefusal('chat.postMessage', 'too many messages are waiting for this channel')
  await sleep(wait)
  await keepEvent(parts.db, taking.id, LEASE_SECONDS)
  const { part, ...where } = options
  return parts.api.post(channel, message, { ...where, mark: part })
}

/** Posts messages in a thread, one after the other; those that an earlier try left there are not posted again. */
export async function postAll(
  parts: DeskParts,
  taking: Taking,
  thread: Pick<Thread, 'channel' | 'ts'>,
  messages: readonly Post[],
  options: { part: string; broadcast?: boolean },
): Promise<string[]> {
  const there = taking.again ? await parts.api.thread(thread.channel, thread.ts) : []
  const ids: string[] = []
  for (const [index, message] of messages.entries()) {
    const part = `${options.part}:${index}`
    const found = marked(there, part)
    ids.push(
      found?.ts ??
        (await post(parts, taking, thread.channel, message, { ...options, part, thread: thread.ts })),
    )
  }
  return ids
}

/** The message that carries a mark. */
export function marked(messages: readonly SlackMessage[], part: string): SlackMessage | undefined {
  return messages.find(({ mark }) => mark === part)
}

/** Changes blocks of a message that the bot posted. Nothing happens when somebody has deleted it meanwhile. */
export async function amend(
  parts: DeskParts,
  thread: Pick<Thread, 'channel' | 'ts'>,
  ts: string,
  change: (blocks: Block[]) => Block[],
): Promise<void> {
  const messages = await parts.api.thread(thread.channel, thread.ts, ts)
  const message = messages.find((one) => one.ts === ts)
  if (!message) return
  await replace(parts, thread, ts, { text: message.text, blocks: change(message.blocks) })
}

export async function replace(
  parts: DeskParts,
  thread: Pick<Thread, 'channel'>,
  ts: string,
  message: Post,
): Promise<void> {
  try {
    await parts.api.update(thread.channel, ts, message)
  } catch (error) {
    if (!(error instanceof SlackRefusal) || error.reason !== 'message_not_found') throw error
  }
}
