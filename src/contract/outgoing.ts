/** What an outgoing request may say; a subset of fetch's init, so that `fetch` itself fits {@link Outgoing}. */
export interface OutgoingInit {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
  /** Redirects are seen by the caller, never followed unseen: they could lead anywhere. */
  redirect: 'manual'
  signal: AbortSignal
}

/** Sends a request to the outside: `fetch`, or `fetch` behind the guard against private networks. */
export type Outgoing = (url: string, init: OutgoingInit) => Promise<Response>

const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/**
 * Whether a request that failed had not even been connected, so that it surely had no effect and may be repeated. Of every other
 * failure nobody knows.
 */
export function neverSent(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && (NOT_CONNECTED.has(String(cause.code)) || cause.code === 'outgoing.refused'))
      return true
  }
  return false
}
