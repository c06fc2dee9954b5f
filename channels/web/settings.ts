import type { Outgoing } from '../../src/contract/outgoing.ts'

/** What the web channel is told at its start. Nothing here is read from the environment. */
export interface WebSettings {
  /** Signs the tokens; 32 random bytes of its own. All processes on one database share it. */
  tokenKey: Uint8Array
  /** For servers that fetch tokens for their visitors; without it `tokens/generate` is closed. */
  directLineSecret?: string
  /**
   * Pages that may embed the widget, as origins (`https://shop.example`), or `*`. The server's own origin always may.
   */
  origins: readonly string[]
  /** The server's own address as browsers see it; without it the request's host is believed. */
  publicUrl?: string
  /** The shop's account on this channel, part of every address. Default `site`. */
  site?: string
  /** Name that the bot's activities carry. Default `Assistant`. */
  botName?: string
  bot?: BotSettings
  limits?: Partial<WebLimits>
}

/** Bot Framework clients at /api/messages. Off unless there is an app id, or `loopback` is set. */
export interface BotSettings {
  appId?: string
  appPassword?: string
  tenantId?: string
  /** Takes unsigned activities, from this machine only: for the Emulator. */
  loopback?: boolean
  /** Where keys for incoming tokens come from; the public cloud's by default. */
  openIdMetadataUrl?: string
  /** Where tokens for outgoing requests come from; the public cloud's by default. */
  loginUrl?: string
  /** Every request to a service URL passes through this; it refuses private networks. */
  outgoing?: Outgoing
}

export interface WebLimits {
  /** Longest message of a shopper, in characters. */
  messageCharacters: number
  /** Longest body of an activity, in bytes. */
  bodyBytes: number
  /** Longest upload that is read to its end before it is refused, in bytes. */
  uploadBytes: number
  /** Messages of one conversation: at once, and a second on average. */
  conversationBurst: number
  conversationRate: number
  /** Requests of one address: at once, and a second on average. */
  addressBurst: number
  addressRate: number
  /** Tokens for one address: at once, and a second on average. */
  tokenBurst: number
  tokenRate: number
  /** Milliseconds between looks for activities that other processes stored. */
  pollMs: number
}

export const defaultLimits: WebLimits = {
  messageCharacters: 8000,
  bodyBytes: 256 * 1024,
  uploadBytes: 25 * 1024 * 1024,
  conversationBurst: 15,
  conversationRate: 0.5,
  addressBurst: 200,
  addressRate: 10,
  tokenBurst: 20,
  tokenRate: 0.2,
  pollMs: 1000,
}
