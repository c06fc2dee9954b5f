import type { Content } from '../contract/message.ts'
import type { CitedPage } from './parts.ts'

/** The first row of a conversation's outbox that is not settled, with its conversation. */
export interface Head {
  conversation: number
  channel: string
  account: string
  thread: string
  owner: 'bot' | 'human'
  conversationEpoch: number
  lastInboundAt: Date
  /** The database's clock, which all processes share. */
  now: Date
  key: string
  state: 'queued' | 'sending'
  epoch: number
  author: 'bot' | 'human'
  /** Name of the person who wrote it. */
  agentName: string | null
  /** externalId of the shopper's newest message. */
  replyTo: string | null
  turnId: string | null
  /** The handoff in whose feed the desk was told of it. */
  handoff: number | null
  content: Content
  pages: CitedPage[]
  attempts: number
  dueAt: Date
  leaseUntil: Date | null
  /** Rows waiting behind it. */
  behind: number
}

/** What is to be done with the head now. */
export type Step =
  | { do: 'send' }
  /** Another process sends it and lives. */
  | { do: 'wait'; until: Date }
  /** Its time has not come; a wake-up for that time was sent when it was put back. */
  | { do: 'rest' }
  | { do: 'close'; state: 'withdrawn' | 'unknown' | 'refused'; reason: string }

export interface StepRules {
  /** The channel is on in this process and takes an idempotency key; undefined when it is off. */
  idempotent: boolean | undefined
  mayReply: boolean
  maxAttempts: number
}

/**
 * Decides on the head of an outbox. A row found in `sending` whose process is dead may have reached the shopper: it is
 * repeated only with an idempotency key, else it is unknown and the next one goes on.
 */
export function nextStep(head: Head, rules: StepRules): Step {
  const ownedByBot = head.owner === 'bot' && head.epoch === head.conversationEpoch
  const mine = head.author === 'human' || ownedByBot
  if (head.state === 'sending') {
    if (head.leaseUntil && head.leaseUntil > head.now) return { do: 'wait', until: head.leaseUntil }
    if (rules.idempotent && mine && head.attempts < rules.maxAttempts) return { do: 'send' }
    return { do: 'close', state: 'unknown', reason: 'sender_lost' }
  }
  if (!mine) return { do: 'close', state: 'withdrawn', reason: 'owner_changed' }
  if (head.dueAt > head.now) return { do: 'rest' }
  if (rules.idempotent === undefined) return { do: 'close', state: 'refused', reason: 'channel_off' }
  // Templates are for people to choose.
  if (head.author === 'bot' && head.content.template)
    return { do: 'close', state: 'refused', reason: 'template_of_bot' }
  if (!rules.mayReply) return { do: 'close', state: 'refused', reason: 'window_closed' }
  return { do: 'send' }
}
