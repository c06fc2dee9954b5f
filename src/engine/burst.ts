import type { Attachment, InboundKind } from '../contract/message.ts'

/** A stored message that waits for its turn. */
export interface PendingMessage {
  id: number
  externalId: string
  kind: InboundKind
  text: string | null
  payload: MessagePayload
  /** A turn on it began to speak, and was not brought to its end. */
  turnId?: string | null
}

/** What is kept of a message beside its text. */
export interface MessagePayload {
  attachments?: Attachment[]
  replyTo?: string
  choice?: string
  locale?: string
  cutFrom?: number
  wants?: 'person'
  unproved?: true
}

/** All that is answered in one turn. */
export interface Burst {
  texts: string[]
  attachments: number
  /** Some text was too long; it is not among the texts, since half a question is another question. */
  cut: boolean
  /** The channel itself knows that a person is needed. */
  wantsPerson: boolean
  /** Some of it may be somebody else's. */
  unproved: boolean
  locale?: string
}

/**
 * Reads a burst of messages, oldest first, as one: edits replace what they edit, deletions take it out, when that is still
 * waiting. An edit of something answered before is a new question; a deletion of it needs no answer.
 */
export function readBurst(messages: readonly PendingMessage[]): Burst {
  const standing = new Map<string, PendingMessage>()
  for (const message of messages) {
    const target = message.payload.replyTo
    if (message.kind === 'delete') {
      if (target) standing.delete(target)
    } else if (message.kind === 'edit' && target && standing.has(target)) {
      standing.set(target, message)
    } else {
      standing.set(message.kind === 'edit' && target ? target : message.externalId, message)
    }
  }
  const rest = [...standing.values()]
  const locale = rest.findLast((message) => message.payload.locale)?.payload.locale
  return {
    texts: rest
      .filter((message) => message.payload.cutFrom === undefined)
      .map((message) => saidBy(message).trim())
      .filter((text) => text !== ''),
    attachments: rest.reduce((sum, message) => sum + (message.payload.attachments?.length ?? 0), 0),
    cut: rest.some((message) => message.payload.cutFrom !== undefined),
    wantsPerson: rest.some((message) => message.payload.wants === 'person'),
    unproved: rest.some((message) => message.payload.unproved === true),
    ...(locale ? { locale } : {}),
  }
}

/** The value behind a button says more than its title. */
function saidBy({ kind, text, payload }: PendingMessage): string {
  return (kind === 'choice' ? (payload.choice ?? text) : (text ?? payload.choice)) ?? ''
}

/** Whether a message asks for a turn; the others are stored as they are. */
export function needsTurn({ kind, wants }: { kind: InboundKind; wants?: 'person' }): boolean {
  return (
    wants === 'person' ||
    kind === 'text' ||
    kind === 'media' ||
    kind === 'choice' ||
    kind === 'edit' ||
    kind === 'delete'
  )
}
