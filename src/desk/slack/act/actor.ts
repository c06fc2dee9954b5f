import type { Agent } from '../../../contract/desk.ts'
import { TributaryError } from '../../../contract/errors.ts'
import { SlackRefusal } from '../api.ts'
import type { DeskParts } from '../parts.ts'
import { threadAt, type Thread } from '../store/threads.ts'
import { escape, when } from '../text.ts'
import type { People } from './people.ts'

export interface ActParts extends DeskParts {
  people: People
}

/** Where in Slack somebody did something, and who. */
export interface Place {
  channel: string
  thread: string
  user: string
}

/** Somebody who may act, in the thread of a handoff. */
export interface Acting {
  agent: Agent
  thread: Thread
  place: Place
}

export const NOT_A_MEMBER = 'not a person of this workspace'
export const NOT_A_THREAD = 'not the thread of a handoff'

/** Who acts where; undefined, and they are told, when they may not or when there is no handoff. */
export async function actingIn(parts: ActParts, place: Place): Promise<Acting | undefined> {
  const thread = await threadAt(parts.db, place.channel, place.thread)
  if (!thread) {
    await parts.count([{ reason: NOT_A_THREAD }])
    await whisper(
      parts,
      place,
      'This works only in the thread of a conversation with a shopper. Nothing was done.',
    )
    return undefined
  }
  const agent = await parts.people.agent(place.user)
  if (!agent) {
    await parts.count([{ reason: NOT_A_MEMBER }])
    await whisper(parts, place, 'Only people of this workspace can answer shoppers. Nothing was done.')
    return undefined
  }
  return { agent, thread, place }
}

/** Tells one person something. That they cannot be told (they left the channel) stops nothing. */
export async function whisper(
  parts: DeskParts,
  { channel, user, thread }: Place,
  text: string,
): Promise<void> {
  try {
    await parts.api.whisper(channel, user, text, thread)
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    parts.log.warn({ channel, reason: error.reason }, 'somebody could not be told')
  }
}

/** The engine's refusal in plain words. Undefined for what is no refusal, and worth another try. */
function refusalText(error: unknown, thread: Thread): string | undefined {
  if (!(error instanceof TributaryError)) return undefined
  switch (error.code) {
    case 'conversation.claimed': {
      const since =
        thread.since === null || thread.state !== 'claimed' ? '' : ` (since ${when(thread.since)})`
      return `${escape(error.message)}${since} Ask them to give it back first.`
    }
    case 'conversation.not_claimed':
      return thread.state === 'claimed' && thread.agentName !== null
        ? `*${escape(thread.agentName)}* has this conversation. Ask them to give it back first.`
        : 'Nobody has claimed this conversation. Claim it first (press *Claim*, or write `@bot claim`).'
    case 'conversation.unknown':
    case 'handoff.unknown':
      return 'This conversation does not exist any more.'
    default:
      return /^(conversation|handoff)\./.test(error.code) ||
        error.code === 'input.invalid' ||
        error.code === 'message.invalid'
        ? escape(error.message)
        : undefined
  }
}

/** Runs what the engine is asked for. @returns its refusal in plain words, or undefined when it was done */
export async function refused(
  parts: ActParts,
  { thread }: Acting,
  work: () => Promise<void>,
): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    const now = (await threadAt(parts.db, thread.channel, thread.ts)) ?? thread
    const text = refusalText(error, now)
    if (text === undefined) throw error
    return text
  }
}

/** The same; a refusal is told to the person. @returns whether it was done */
export async function attempt(parts: ActParts, acting: Acting, work: () => Promise<void>): Promise<boolean> {
  const why = await refused(parts, acting, work)
  if (why !== undefined) await whisper(parts, acting.place, why)
  return why === undefined
}
