import type { webApi } from '@slack/bolt'
import { neverSent, type Outgoing } from '../../contract/outgoing.ts'

type FetchFunction = NonNullable<webApi.WebClientOptions['fetch']>

/** Longer than that nobody waits inside one call; the caller is told, and comes again. */
const LONGEST_PAUSE_SECONDS = 10

/** The error of a call of which nobody knows whether Slack carried it out. */
export const OUTCOME_UNKNOWN = 'outcome_unknown'

/**
 * What the Web API client fetches with. Its own repetition after 429 is kept, within bounds. It would also repeat a request whose
 * connection was lost after Slack had taken it, and post twice: such failures come back as an answer, which it does not repeat.
 */
export function boundedFetch(outgoing: Outgoing, timeoutMs: number): FetchFunction {
  return async (url, init) => {
    try {
      if (init?.body !== undefined && typeof init.body !== 'string')
        throw new TypeError('Only forms are sent.')
      const response = await outgoing(String(url), {
        method: 'POST',
        headers: init?.headers ?? {},
        ...(init?.body === undefined ? {} : { body: init.body }),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (response.status === 429) {
        const pause = Number(response.headers.get('retry-after') ?? Number.NaN)
        return pause <= LONGEST_PAUSE_SECONDS ? response : refusal('ratelimited')
      }
      if (response.status !== 200) return refusal(`${OUTCOME_UNKNOWN}: HTTP ${response.status}`)
      // Read here, so that a connection that breaks in the middle of the answer is seen here too.
      const text = await response.text()
      return new Response(readable(text) ? text : body(`${OUTCOME_UNKNOWN}: no JSON`), {
        headers: { 'content-type': 'application/json' },
      })
    } catch (error) {
      return refusal(neverSent(error) ? 'not_reached' : OUTCOME_UNKNOWN)
    }
  }
}

function readable(text: string): boolean {
  try {
    return typeof (JSON.parse(text) as { ok?: unknown } | null)?.ok === 'boolean'
  } catch {
    return false
  }
}

function refusal(error: string): Response {
  return new Response(body(error), { headers: { 'content-type': 'application/json' } })
}

function body(error: string): string {
  return JSON.stringify({ ok: false, error })
}
