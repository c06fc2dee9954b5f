import type { Address, Content, Inbound } from './message.ts'

/** A channel's own limits; renderers split or shorten by them. */
export interface ChannelLimits {
  /** Longest text of one message. */
  textLength: number
  /** What textLength counts. */
  textUnit: 'characters' | 'bytes'
  /** Suggested choices that can be shown as buttons; more become numbered text. */
  choices: number
  /** Hours after the shopper's last message in which the provider lets us reply; absent where it always does. */
  replyWindowHours?: number
}

/**
 * Takes messages in. Resolves when they are committed: only then may the provider be acknowledged.
 * A message seen before is accepted again without effect.
 */
export type Accept = (messages: Inbound[]) => Promise<AcceptResult>

export interface AcceptResult {
  /** externalIds stored now. */
  stored: string[]
  /** externalIds known from before. */
  duplicates: string[]
}

/** How a send ended. `unknown`: the provider may or may not have taken it; it is shown, and not blindly repeated. */
export type Receipt =
  | { outcome: 'sent'; externalId: string }
  | { outcome: 'refused'; reason: string; retryAfterSeconds?: number; permanent: boolean }
  | { outcome: 'unknown'; reason: string }

/** An HTTP request as a channel sees it: raw bytes, so that signatures can be verified. */
export interface WebhookRequest {
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string>
  body: Uint8Array
}

export interface WebhookResponse {
  status: number
  headers?: Record<string, string>
  body?: string
}

/** One way for shoppers to reach the shop. It knows the contract and its own folder, nothing else. */
export interface Channel {
  readonly name: string
  readonly limits: ChannelLimits
  /** True when the provider takes an idempotency key, so that an unknown send may be repeated with the same key. */
  readonly idempotentSend: boolean
  /** Answers a provider's webhook: verify, parse, accept, and only then acknowledge. */
  handle?(request: WebhookRequest): Promise<WebhookResponse>
  start(accept: Accept): Promise<void>
  /** Sends one message. `key` is the outbox row's id: the same key never reaches the shopper twice. */
  send(address: Address, content: Content, key: string): Promise<Receipt>
  /** Shows that the bot is working, where the channel can; failures are of no consequence. */
  typing?(address: Address): Promise<void>
  /** Removes what the channel itself keeps of conversations that have been silent since `before`; returns how many. */
  prune?(before: Date): Promise<number>
  /** Removes all that the channel itself keeps of a shopper. */
  forget?(account: string, shopper: string): Promise<void>
  /** Takes no more messages in and settles what is in flight. */
  stop(): Promise<void>
}
