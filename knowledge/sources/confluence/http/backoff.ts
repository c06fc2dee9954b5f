const FIRST_MS = 500
const LONGEST_MS = 30_000
/** No quota runs longer than an hour; a service that asks for more is not waited for longer. */
const LONGEST_ASKED_MS = 3_660_000

/** Pause before the next try: doubling, with jitter over its upper half so that many clients spread. */
export function backoff(attempt: number, random: () => number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1))
  return Math.round(full / 2 + (full / 2) * random())
}

/** Milliseconds that Retry-After asks for (seconds or a date), or undefined: the gateway leaves it out at times. */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const given = headers.get('retry-after')?.trim()
  if (!given) return undefined
  const ms = /^\d+(\.\d+)?$/.test(given) ? Number(given) * 1000 : Date.parse(given) - now
  return Number.isFinite(ms) ? Math.min(LONGEST_ASKED_MS, Math.max(0, ms)) : undefined
}
