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
  receivedAt: Date
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
}

/**
 * What was said up to the handoff, oldest first, as it stands now: edits and deletions are applied, also those that came later, so
 * that nobody reads what the shopper took back.
 */
export function transcriptOf(lines: readonly StoredLine[], sent: readonly SentLine[]): Said[] {
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
  const said = [
    ...[...standing.values()].map((line) => ({ order: line.receivedAt, said: shoppers(line) })),
    ...sent.map((line) => ({ order: line.at, said: shops(line) })),
  ]
  return said.sort((a, b) => a.order.getTime() - b.order.getTime()).map((one) => one.said)
}

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
