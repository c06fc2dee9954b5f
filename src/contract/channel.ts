import type { Address, Content, Ignored, Inbound } from './message.ts'
import type { OfferedTemplate } from './template.ts'

/** A channel's own limits; renderers split or shorten by them. */
export interface ChannelLimits {
  /** Longest text of one message. */
  textLength: number
  /** What textLength counts. */
  textUnit: 'characters' | 'bytes'
  /** Suggested choices that can be shown as buttons; more become numbered text. */
  choices: number
  /** Cards that are shown side by side in one message; absent where the channel has none. */
  cards?: number
  /** Hours after the shopper's last message in which the provider lets us reply; absent where it always does. */
  replyWindowHours?: number
  /** The same for what a person wrote, where the provider gives people longer. */
  humanWindowHours?: number
  /** Templates may be sent when the window is closed. */
  templates?: boolean
}

/**
 * Takes messages in. Resolves when they are committed: only then may the provider be acknowledged.
 * A message seen before is accepted again without effect.
 */
export type Accept = (messages: Inbound[], ignored?: Ignored[]) => Promise<AcceptResult>

export interface AcceptResult {
  /** externalIds stored now. */
  stored: string[]
  /** externalIds known from before. */
  duplicates: string[]
}

/** How a send ended. `unknown`: the provider may or may not have taken it; it is shown, and not blindly repeated. */
export type Receipt =
  | {
      outcome: 'sent'
      externalId: string
      /** Ids of all the provider's messages that it became, when they are more than one: statuses may come for each. */
      parts?: string[]
    }
  | { outcome: 'refused'; reason: string; retryAfterSeconds?: number; permanent: boolean }
  | { outcome: 'unknown'; reason: string }

/** What a channel may want to know of a message that it sends. */
export interface SendContext {
  /** Who wrote it. What the bot wrote is never passed off as a person's. */
  author: 'bot' | 'human'
  /** Name of the agent that the shopper may see. */
  agent?: string
  /** externalId of the shopper's newest message. */
  replyTo?: string
  /** When the shopper last wrote, ISO 8601. */
  lastInboundAt: string
}

/** An HTTP request as a channel sees it: raw bytes, so that signatures can be verified. */
export interface WebhookRequest {
  method: string
  /** Behind the channel's own prefix, such as `/twilio/status`; begins with a slash. */
  path: string
  /** The whole address as the provider called it, for signatures that cover it. */
  url: string
  query: Record<string, string>
  /** Names in lower case. */
  headers: Record<string, string>
  body: Uint8Array
}

export interface WebhookResponse {
  status: number
  headers?: Record<string, string>
  body?: string
  /** In place of `body`, for what is no text. */
  bytes?: Uint8Array
}

/** One way for shoppers to reach the shop. It knows the contract and its own folder, nothing else. */
export interface Channel {
  readonly name: string
  /** What holds for every account. */
  readonly limits: ChannelLimits
  /** Limits of one account, where accounts differ; `limits` unless told. */
  limitsOf?(account: string): ChannelLimits
  /** True when the provider takes an idempotency key, so that an unknown send may be repeated with the same key. */
  readonly idempotentSend: boolean
  /** Wants an answer sentence by sentence, while it is still being made; see {@link Content.continues}. */
  readonly streams?: boolean
  /** Who goes first when more is asked than can be answered: 0 for mail and messages, 1 where somebody looks on, 2 where somebody listens. */
  readonly urgency?: 0 | 1 | 2
  /** Largest body of a webhook, in bytes; 1 MiB unless told. A larger one is refused with 413. */
  readonly webhookBytes?: number
  /** Templates that this account can send, as the settings name them. */
  templates?(account: string): readonly OfferedTemplate[]
  /** Answers a provider's webhook: verify, parse, accept, and only then acknowledge. */
  handle?(request: WebhookRequest): Promise<WebhookResponse>
  /** Loads what the first message would wait for; a server calls it before it listens. Never rejects. */
  warmUp?(): Promise<void>
  start(accept: Accept): Promise<void>
  /** Sends one message. `key` is the outbox row's id: the same key never reaches the shopper twice. */
  send(address: Address, content: Content, key: string, context: SendContext): Promise<Receipt>
  /**
   * Shows that the shopper's newest message was read and that the bot is working, where the channel can; failures are of no
   * consequence. `replyTo` is that message's externalId.
   */
  typing?(address: Address, replyTo?: string): Promise<void>
  /** Removes what the channel itself keeps of conversations that have been silent since `before`; returns how many. */
  prune?(before: Date): Promise<number>
  /** Removes all that the channel itself keeps of a shopper. */
  forget?(account: string, shopper: string): Promise<void>
  /** Takes no more messages in and settles what is in flight. */
  stop(): Promise<void>
}
