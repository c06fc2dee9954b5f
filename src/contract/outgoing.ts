/** What an outgoing request may say; a subset of fetch's init, so that `fetch` itself fits {@link Outgoing}. */
export interface OutgoingInit {
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: string
  /** Redirects are seen by the caller, never followed unseen: they could lead anywhere. */
  redirect: 'manual'
  signal: AbortSignal
}

/** Sends a request to the outside: `fetch`, or `fetch` behind the guard against private networks. */
export type Outgoing = (url: string, init: OutgoingInit) => Promise<Response>
