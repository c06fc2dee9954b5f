/** How Claude is called. Only the key has no default. */
export interface ClaudeSettings {
  apiKey: string
  /** Where the Messages API is; the test double, or a gateway of the shop's own. */
  baseUrl?: string
  model?: string
  /** Tokens an answer may have, any thinking of the model included. */
  maxTokens?: number
  /** Longest wait for the first words, and between two pieces of the stream, in milliseconds. */
  firstTokenMs?: number
  /** Longest time for a whole answer with its retries, in milliseconds. */
  totalMs?: number
  /** Attempts after the first, for errors that pass. */
  retries?: number
  /** Failed answers in a row after which Claude is left alone. */
  breakerFailures?: number
  /** How long it is left alone, in milliseconds. */
  breakerPauseMs?: number
}

export const CLAUDE_DEFAULTS = {
  baseUrl: 'https://api.anthropic.com',
  model: 'claude-sonnet-5-5',
  maxTokens: 2048,
  firstTokenMs: 8_000,
  totalMs: 20_000,
  retries: 1,
  breakerFailures: 3,
  breakerPauseMs: 30_000,
} as const satisfies Omit<Required<ClaudeSettings>, 'apiKey'>
