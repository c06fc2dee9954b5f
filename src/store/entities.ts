import { EntitySchema } from 'typeorm'
import type { Content, InboundKind } from '../contract/message.ts'

export interface Conversation {
  id: number
  channel: string
  account: string
  thread: string
  shopperId: string
  shopperName: string | null
  owner: 'bot' | 'human'
  agent: string | null
  epoch: number
  state: 'open' | 'waiting'
  language: string | null
  createdAt: Date
  lastInboundAt: Date
}

export interface StoredMessage {
  id: number
  conversationId: number
  externalId: string
  kind: InboundKind
  fromName: string | null
  at: Date
  text: string | null
  turnState: 'pending' | 'done' | 'desk'
  turnId: string | null
  receivedAt: Date
}

export interface OutboxRow {
  key: string
  conversationId: number
  sequence: number
  author: 'bot' | 'human'
  agent: string | null
  turnId: string | null
  content: Content
  state: 'queued' | 'sending' | 'sent' | 'unknown' | 'refused' | 'withdrawn'
  attempts: number
  reason: string | null
  createdAt: Date
  settledAt: Date | null
}

export interface Handoff {
  id: number
  conversationId: number
  turnId: string | null
  traceId: string | null
  question: string
  reason: string
  lastMessageId: number | null
  state: 'open' | 'claimed' | 'resolved'
  agent: string | null
  createdAt: Date
  resolvedAt: Date | null
}

const text = (name?: string) => ({ type: 'text' as const, ...(name ? { name } : {}) })
const optional = (name?: string) => ({ ...text(name), nullable: true })
const time = (name: string) => ({ type: 'timestamptz' as const, name })
const number = (name?: string) => ({ type: 'bigint' as const, ...(name ? { name } : {}) })
const id = { type: 'bigint' as const, primary: true }

export const conversationEntity = new EntitySchema<Conversation>({
  name: 'conversation',
  columns: {
    id,
    channel: text(),
    account: text(),
    thread: text(),
    shopperId: text('shopper_id'),
    shopperName: optional('shopper_name'),
    owner: text(),
    agent: optional(),
    epoch: { type: 'integer' },
    state: text(),
    language: optional(),
    createdAt: time('created_at'),
    lastInboundAt: time('last_inbound_at'),
  },
})

export const messageEntity = new EntitySchema<StoredMessage>({
  name: 'message',
  columns: {
    id,
    conversationId: number('conversation_id'),
    externalId: text('external_id'),
    kind: text(),
    fromName: optional('from_name'),
    at: { type: 'timestamptz' },
    text: optional(),
    turnState: text('turn_state'),
    turnId: { type: 'uuid', name: 'turn_id', nullable: true },
    receivedAt: time('received_at'),
  },
})

export const outboxEntity = new EntitySchema<OutboxRow>({
  name: 'outbox',
  columns: {
    key: { type: 'text', primary: true },
    conversationId: number('conversation_id'),
    sequence: { type: 'integer' },
    author: text(),
    agent: optional(),
    turnId: { type: 'uuid', name: 'turn_id', nullable: true },
    content: { type: 'jsonb' },
    state: text(),
    attempts: { type: 'integer' },
    reason: optional(),
    createdAt: time('created_at'),
    settledAt: { ...time('settled_at'), nullable: true },
  },
})

export const handoffEntity = new EntitySchema<Handoff>({
  name: 'handoff',
  columns: {
    id,
    conversationId: number('conversation_id'),
    turnId: { type: 'uuid', name: 'turn_id', nullable: true },
    traceId: optional('trace_id'),
    question: text(),
    reason: text(),
    lastMessageId: { ...number('last_message_id'), nullable: true },
    state: text(),
    agent: optional(),
    createdAt: time('created_at'),
    resolvedAt: { ...time('resolved_at'), nullable: true },
  },
})

/** For the database's `entities`. Read through them; what changes a conversation is the engine's. */
export const conversationEntities = [conversationEntity, messageEntity, outboxEntity, handoffEntity]
