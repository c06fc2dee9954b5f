import type { Receipt } from '../contract/channel.ts'

/** What becomes of an outbox row after a send. */
export type Settlement =
  | { state: 'sent'; externalId: string; parts?: string[] }
  | { state: 'queued'; retryInSeconds: number; reason: string }
  | { state: 'refused' | 'unknown'; reason: string }

export interface SendRules {
  /** Sends made of this row, this one included. */
  attempts: number
  maxAttempts: number
  /** First wait in seconds; doubles with each attempt. */
  backoff: number
  idempotent: boolean
}

const LONGEST_WAIT = 600

/**
 * Decides on a row by its receipt. Only where the provider takes an idempotency key may a send with an unknown outcome
 * be repeated; elsewhere it stays unknown, for a person to see.
 */
export function settle(receipt: Receipt, rules: SendRules): Settlement {
  if (receipt.outcome === 'sent') {
    const { externalId, parts } = receipt
    return { state: 'sent', externalId, ...(parts ? { parts } : {}) }
  }
  const again = rules.attempts < rules.maxAttempts
  const wait = Math.min(rules.backoff * 2 ** (rules.attempts - 1), LONGEST_WAIT)
  if (receipt.outcome === 'unknown') {
    return again && rules.idempotent
      ? { state: 'queued', retryInSeconds: wait, reason: receipt.reason }
      : { state: 'unknown', reason: receipt.reason }
  }
  if (receipt.permanent || !again) return { state: 'refused', reason: receipt.reason }
  return {
    state: 'queued',
    retryInSeconds: Math.max(wait, receipt.retryAfterSeconds ?? 0),
    reason: receipt.reason,
  }
}
