import { TributaryError } from '../../../../src/contract/errors.ts'
import type { Outgoing } from '../../../../src/contract/outgoing.ts'
import { backoff, retryAfter } from './backoff.ts'
import { readBody } from './body.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import type { Points } from './points.ts'

export interface HttpOptions {
  outgoing: Outgoing
  clock?: Clock
  /** 0 up to 1, for the jitter. */
  random?: () => number
  /** The app's points; none on Data Center. */
  points?: Points
  /** Longest answer in bytes; 20 MB by default. */
  maxBytes?: number
  /** Milliseconds for one request with its body; 30 s by default. */
  timeoutMs?: number
  /** Tries after failures of network or server; 4 by default. */
  attempts?: number
  /** Tries while the wiki says that there are too many requests; 8 by default. */
  throttledAttempts?: number
}

export interface Ask {
  url: string
  headers?: Record<string, string>
  /** Sent as JSON by POST. Only the token endpoint is ever given one. */
  post?: Record<string, string>
}

export interface Answer {
  status: number
  headers: Headers
  /** The parsed body; undefined when an error came with something else than JSON. */
  json: unknown
}

/** Sends one request with retries; gives every answer that is final, whatever its status. */
export type Http = (ask: Ask) => Promise<Answer>

const HOPS = 3

function objectsIn(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 0
  return 'results' in json && Array.isArray(json.results) ? json.results.length : 1
}

/** Where it was sent, without query: cursors and codes do not belong into errors. */
function place(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

export function createHttp(options: HttpOptions): Http {
  const { outgoing, points, clock = systemClock, random = Math.random } = options
  const { maxBytes = 20_000_000, timeoutMs = 30_000, attempts = 4, throttledAttempts = 8 } = options

  async function once(ask: Ask): Promise<Answer> {
    let url = ask.url
    for (let hop = 0; ; hop += 1) {
      const response = await outgoing(url, {
        method: ask.post ? 'POST' : 'GET',
        headers: {
          accept: 'application/json',
          ...ask.headers,
          ...(ask.post ? { 'content-type': 'application/json' } : {}),
        },
        ...(ask.post ? { body: JSON.stringify(ask.post) } : {}),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null)
        return { status: response.status, headers: response.headers, json: await parse(response, url) }
      await response.body?.cancel()
      url = follow(url, location, hop, ask)
    }
  }

  async function parse(response: Response, url: string): Promise<unknown> {
    const text = await readBody(response, maxBytes)
    if (/json/i.test(response.headers.get('content-type') ?? '') || !response.ok) {
      try {
        return JSON.parse(text) as unknown
      } catch (cause) {
        // What is cut off on the way is a failure of the network, and is tried again as one.
        if (response.ok) throw new Garbled(`The answer of ${place(url)} is not whole JSON.`, { cause })
        return undefined
      }
    }
    throw new TributaryError(
      'confluence.not_json',
      `${place(url)} answered with something other than JSON.`,
      {
        details: { contentType: response.headers.get('content-type') },
      },
    )
  }

  return async function send(ask) {
    let failures = 0
    let throttled = 0
    for (;;) {
      const pause = points?.pause(clock.now()) ?? 0
      if (pause > 0) await clock.sleep(pause)
      const outcome = await once(ask).catch((error: unknown) => {
        if (error instanceof TributaryError) throw error
        return error instanceof Error ? error : new Error(String(error))
      })
      if (!(outcome instanceof Error)) {
        points?.spend(objectsIn(outcome.json), outcome.headers, clock.now())
        if (outcome.status !== 429 && outcome.status < 500) return outcome
      }
      const again = !(outcome instanceof Error) && outcome.status === 429 ? ++throttled : ++failures
      if (throttled >= throttledAttempts || failures >= attempts) throw givenUp(ask.url, outcome)
      const asked = outcome instanceof Error ? undefined : retryAfter(outcome.headers, clock.now())
      await clock.sleep(asked ?? backoff(again, random))
    }
  }
}

class Garbled extends Error {}

/** The next address of a redirect; a token never goes to another host. */
function follow(from: string, location: string, hop: number, ask: Ask): string {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined
  if (to && to.host === new URL(from).host && !ask.post && hop < HOPS) return to.href
  throw new TributaryError(
    'confluence.redirected',
    `${place(from)} leads to ${to ? place(to.href) : 'an invalid address'}, which was not followed.`,
  )
}

function givenUp(url: string, outcome: Answer | Error): TributaryError {
  if (outcome instanceof Garbled)
    return new TributaryError('confluence.not_json', outcome.message, { cause: outcome })
  if (outcome instanceof Error)
    return new TributaryError('confluence.unavailable', `${place(url)} cannot be reached.`, {
      cause: outcome,
    })
  const code = outcome.status === 429 ? 'confluence.rate_limited' : 'confluence.unavailable'
  return new TributaryError(code, `${place(url)} answered with ${outcome.status} again and again.`, {
    details: { status: outcome.status },
  })
}
