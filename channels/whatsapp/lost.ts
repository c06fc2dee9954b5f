import type { Receipt } from '../../src/contract/channel.ts'
import { neverSent } from '../../src/contract/outgoing.ts'

/** The receipt of a request that got no answer. Only one that was never connected surely had no effect. */
export function lost(error: unknown): Receipt {
  const reason = error instanceof Error ? reasonOf(error) : String(error)
  return neverSent(error) ? { outcome: 'refused', reason, permanent: false } : { outcome: 'unknown', reason }
}

function reasonOf(error: Error): string {
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`.slice(0, 200)
}
