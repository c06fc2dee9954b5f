const HOUR = 3_600_000
/** Tier 1 of apps with OAuth (March 2026), shared by every tenant of the app. */
export const HOURLY_POINTS = 65_000
/** Below this share of the quota, requests are spread over what is left of the hour. */
const NEAR = 0.2

/** The moment a reset header names: ISO 8601, or seconds since 1970 as some answers have it. */
function readReset(value: string | null): number | undefined {
  if (!value) return undefined
  const at = /^\d{9,11}$/.test(value) ? Number(value) * 1000 : Date.parse(value)
  return Number.isFinite(at) ? at : undefined
}

function readCount(value: string | null): number | undefined {
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined
}

/**
 * What is left of an app's points in this hour. One request costs 1 point and 1 for each object in its answer.
 * When little is left it slows the requests down instead of running into the wall; all sources of one app share one.
 */
export class Points {
  readonly #hourly: number
  #resetsAt = 0
  #limit: number
  #remaining: number
  #lastCost = 1

  /** @param hourly points that the app may spend in an hour */
  constructor(hourly: number = HOURLY_POINTS) {
    this.#hourly = hourly
    this.#limit = hourly
    this.#remaining = hourly
  }

  /** Milliseconds to wait before the next request. */
  pause(now: number): number {
    this.#turn(now)
    const left = this.#resetsAt - now
    if (this.#remaining <= 0) return left
    if (this.#remaining > this.#limit * NEAR) return 0
    return Math.min(left, Math.ceil((left * this.#lastCost) / this.#remaining))
  }

  /** Counts an answer; its headers know better, since other tenants spend from the same quota. */
  spend(objects: number, headers: Headers, now: number): void {
    this.#turn(now)
    this.#lastCost = 1 + objects
    this.#remaining -= this.#lastCost
    const remaining = readCount(headers.get('x-ratelimit-remaining'))
    const limit = readCount(headers.get('x-ratelimit-limit'))
    const reset = readReset(headers.get('x-ratelimit-reset'))
    if (remaining === undefined || reset === undefined || reset <= now) return
    this.#remaining = Math.min(this.#remaining, remaining)
    this.#limit = limit ?? this.#limit
    this.#resetsAt = reset
  }

  #turn(now: number): void {
    if (now < this.#resetsAt) return
    this.#resetsAt = (Math.floor(now / HOUR) + 1) * HOUR
    this.#limit = this.#hourly
    this.#remaining = this.#hourly
  }
}
