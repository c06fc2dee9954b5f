import { In, type DataSource } from 'typeorm'
import type { Address } from '../contract/message.ts'
import {
  conversationEntity,
  handoffEntity,
  messageEntity,
  outboxEntity,
  type Conversation,
  type Handoff,
  type OutboxRow,
  type StoredMessage,
} from './entities.ts'

/** One line of a transcript. */
export type Line = { at: Date } & (
  { from: 'shopper'; message: StoredMessage } | { from: 'shop'; sent: OutboxRow }
)

/** Ordinary reads of conversations, for the console, the desk and the command line. */
export interface Conversations {
  find(address: Address): Promise<Conversation | null>
  get(id: number): Promise<Conversation | null>
  /** Newest first. */
  recent(limit: number): Promise<Conversation[]>
  /** Everything said, in the order in which it came in and was decided; withdrawn answers are left out. */
  transcript(id: number): Promise<Line[]>
  openHandoffs(): Promise<Handoff[]>
  /** Sends that a person should look at: outcome unknown, or refused for good. */
  troubled(limit: number): Promise<OutboxRow[]>
}

/** The database must have been opened with the conversation entities. */
export function conversationsOf(source: DataSource): Conversations {
  const conversations = source.getRepository(conversationEntity)
  const messages = source.getRepository(messageEntity)
  const outbox = source.getRepository(outboxEntity)
  const handoffs = source.getRepository(handoffEntity)
  return {
    find: ({ channel, account, thread }) => conversations.findOneBy({ channel, account, thread }),
    get: (id) => conversations.findOneBy({ id }),
    recent: (take) => conversations.find({ order: { lastInboundAt: 'DESC' }, take }),
    async transcript(id) {
      const said = await messages.find({ where: { conversationId: id }, order: { at: 'ASC', id: 'ASC' } })
      const answers = await outbox.find({ where: { conversationId: id }, order: { sequence: 'ASC' } })
      const lines: Line[] = [
        ...said.map((message) => ({ at: message.receivedAt, from: 'shopper' as const, message })),
        ...answers
          .filter((row) => row.state !== 'withdrawn')
          .map((sent) => ({ at: sent.createdAt, from: 'shop' as const, sent })),
      ]
      return lines.sort((a, b) => a.at.getTime() - b.at.getTime())
    },
    openHandoffs: () => handoffs.find({ where: { state: 'open' }, order: { createdAt: 'ASC' } }),
    troubled: (take) =>
      outbox.find({ where: { state: In(['unknown', 'refused']) }, order: { settledAt: 'DESC' }, take }),
  }
}
