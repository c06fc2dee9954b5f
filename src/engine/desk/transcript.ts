import type { Said } from '../../contract/desk.ts'
import type { Content, InboundKind } from '../../contract/message.ts'
import type { MessagePayload } from '../burst.ts'
import { saidByShop, saidByShopper } from './news.ts'

/** A shopper's message as it is stored. */
export interface StoredLine {
  externalId: string
  kind: InboundKind
  fromName: string | null
  at: Date
  /** When we had it, in microseconds since 1970: what a database tells apart, a Date may not. */
  order: number
  text: string | null
  payload: MessagePayload
  /** It came before the handoff was opened. */
  before: boolean
}

/** A message of ours as it is stored. */
export interface SentLine {
  content: Content
  author: 'bot' | 'human'
  agentName: string | null
  at: Date
  /** When it was written, in microseconds since 1970. */
  order: number
}

/** A line with its place among those of all channels. */
export interface Placed {
  order: number
  said: Said
}

/**
 * What was said up to the handoff, oldest first, as it stands now: edits and deletions are applied, also those that came later, so
 * that nobody reads what the shopper took back.
 */
export function transcriptOf(lines: readonly StoredLine[], sent: readonly SentLine[]): Placed[] {
  const standing = new Map<string, StoredLine>()
  for (const line of lines) {
    const target = line.payload.replyTo
    if (line.kind === 'delete') {
      if (target !== undefined) standing.delete(target)
      continue
    }
    const edited = line.kind === 'edit' && target !== undefined ? standing.get(target) : undefined
    if (edited) standing.set(target!, { ...edited, text: line.text })
    else if (line.before) standing.set(line.externalId, line)
  }
  return [
    ...[...standing.values()].map((line) => ({ order: line.order, said: shoppers(line) })),
    ...sent.map((line) => ({ order: line.order, said: shops(line) })),
  ].sort(byOrder)
}

export const byOrder = (a: Placed, b: Placed): number => a.order - b.order

function shoppers({ fromName, at, text, payload }: StoredLine): Said {
  return saidByShopper({
    from: { id: '', ...(fromName === null ? {} : { name: fromName }) },
    at: at.toISOString(),
    attachments: payload.attachments ?? [],
    ...(text === null ? {} : { text }),
    ...(payload.choice === undefined ? {} : { choice: payload.choice }),
  })
}

function shops({ content, author, agentName, at }: SentLine): Said {
  return saidByShop(content, at, author === 'human' ? { name: agentName ?? 'a colleague' } : undefined)
}
