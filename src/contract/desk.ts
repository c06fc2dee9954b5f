import type { Address, Attachment, Content, DeliveryState, OutgoingFile } from './message.ts'
import type { OfferedTemplate } from './template.ts'

/** A person who answers shoppers. */
export interface Agent {
  /** Unique over all desks, such as `slack:U024BE7LH`. */
  id: string
  name: string
}

/** One thing said in a conversation. */
export interface Said {
  who: 'shopper' | 'bot' | 'agent'
  name?: string
  /** ISO 8601. */
  at: string
  text: string
  attachments: Attachment[]
  choices?: string[]
  /** The channel, where it was said on another one than this conversation's: by the same shopper, linked by proof. */
  channel?: string
}

/** A passage that was found for the question, best first. */
export interface FoundPassage {
  title: string
  heading: string[]
  url?: string
  text: string
  score: number
}

/** Everything that a person needs to take over: the desk's first message. */
export interface DeskCase extends Address {
  handoff: number
  conversation: number
  shopper: { id: string; name?: string }
  /** BCP 47 tag of the shopper's language, where it is known. */
  language?: string
  question: string
  /** Why it was handed off: a reason of the gate, an intent, `send_refused`, … */
  reason: string
  /** The reason in plain words. */
  because: string
  openedAt: string
  /** Oldest first; the question is its end. */
  transcript: Said[]
  /** When the channel's window for people's replies closes, ISO 8601; absent where it never does. */
  windowClosesAt?: string
  passages: FoundPassage[]
  /** What the bot would have answered. */
  draft?: string
  traceId?: string
}

/** What happened in a handed-off conversation, in the order in which it happened. */
export type DeskNews =
  | { kind: 'opened' }
  /** The bot was asked again and needs a person again: this handoff is about that too. */
  | { kind: 'joined'; question: string; reason: string; because: string }
  /** The shopper wrote. */
  | { kind: 'shopper'; said: Said; externalId: string }
  | { kind: 'edited'; externalId: string; text: string }
  | { kind: 'deleted'; externalId: string }
  | { kind: 'reaction'; externalId: string; text: string }
  /** The bot or an agent says something to the shopper, under the outbox key. */
  | { kind: 'saying'; key: string; said: Said }
  /** What became of it. */
  | {
      kind: 'delivery'
      key: string
      state: DeliveryState | 'unknown' | 'refused' | 'withdrawn'
      reason?: string
    }
  | { kind: 'claimed'; agent: Agent }
  | { kind: 'released'; agent?: Agent }
  | { kind: 'resolved'; agent?: Agent }
  /** Nobody claimed it in time; `times` counts from 1. */
  | { kind: 'escalated'; times: number }
  /** The channel's window is about to close, or has. `templates`, `email`: what may still be offered then. */
  | { kind: 'window'; closesAt: string; templates: boolean; email: boolean }
  /** The shopper's data were erased: whatever the desk keeps of them has to go. */
  | { kind: 'erased' }

/** One entry of a handoff's feed. Delivered at least once and in order; `id` tells a repeated one. */
export interface DeskEvent {
  id: number
  handoff: number
  conversation: number
  at: string
  news: DeskNews
}

/** An agent's verdict on what the bot held back or drafted: a label for the gate. */
export type Verdict = 'draft_right' | 'draft_wrong' | 'not_in_wiki'

/** What may be sent to a shopper beside an ordinary reply, also when the time for replies has run out. */
export interface OtherWays {
  /** Templates that were approved for the account of the conversation. */
  templates: readonly OfferedTemplate[]
  /** The shopper's e-mail address, where it is proved to be theirs and they have written to the shop from it. */
  email?: string
}

/** What the engine does for a desk. Each is refused with a stable code: `conversation.claimed`, `conversation.not_claimed`, … */
export interface DeskWork {
  case(handoff: number): Promise<DeskCase>
  /** Resolves when the conversation is really theirs: what the bot had on its way is settled or marked unknown. */
  claim(handoff: number, agent: Agent): Promise<void>
  /** Back to the bot; the handoff is resolved. */
  release(handoff: number, agent: Agent): Promise<void>
  /** Done: the conversation goes back to the bot, and an unclaimed handoff is closed as well. */
  resolve(handoff: number, agent: Agent): Promise<void>
  /** To the shopper, once a key. A template has to be one of {@link otherWays}; its text is made from it. */
  send(handoff: number, agent: Agent, content: Content, key: string): Promise<void>
  /**
   * To the same shopper by e-mail, in the conversation that they have there, once a key. The bot keeps that conversation, and what
   * becomes of it is told in the feed of this handoff. Refused where {@link otherWays} names no address.
   */
  sendByEmail(handoff: number, agent: Agent, content: Content, key: string): Promise<void>
  otherWays(handoff: number): Promise<OtherWays>
  verdict(handoff: number, agent: Agent, verdict: Verdict): Promise<void>
  /** Whether a message of so much text and such files could be sent now, and if not, why and what else may be, in plain words. */
  maySend(handoff: number, files: readonly OutgoingFile[]): Promise<{ may: boolean; why?: string }>
  /**
   * A code that the shopper may type on another channel within minutes, once, so that both count as one person. Only for who has
   * the conversation.
   */
  linkCode(handoff: number, agent: Agent): Promise<{ code: string; expiresAt: string }>
}

/** Where people answer. It knows the contract and its own folder, nothing else. */
export interface Desk {
  readonly name: string
  start(work: DeskWork): Promise<void>
  /**
   * Takes one event of a handoff's feed. Resolves when the desk has it for good; a rejection means "again later". It may come
   * twice. `erased` may also come for a handoff that the desk knows nothing of.
   */
  take(event: DeskEvent): Promise<void>
  stop(): Promise<void>
}
