const HOUR = 3_600_000

/** The points of one application in one UTC hour: 1 for a request and 1 for each object returned. */
export class Points {
  readonly #quota: number
  readonly #now: () => number
  #hour = 0
  #used = 0

  constructor(quota: number, now: () => number) {
    this.#quota = quota
    this.#now = now
  }

  /** Points left in this hour. */
  get remaining(): number {
    this.#turn()
    return Math.max(0, this.#quota - this.#used)
  }

  charge(points: number): void {
    this.#turn()
    this.#used += points
  }

  /** Headers of every answer; `spent` adds those of the 429. */
  headers(spent = false): Record<string, string> {
    const remaining = this.remaining
    const reset = (this.#hour + 1) * HOUR
    const seconds = Math.max(1, Math.ceil((reset - this.#now()) / 1000))
    return {
      'X-RateLimit-Limit': String(this.#quota),
      'X-RateLimit-Remaining': String(remaining),
      'X-RateLimit-Reset': new Date(reset).toISOString().replace('.000Z', 'Z'),
      'X-RateLimit-NearLimit': String(remaining < this.#quota * 0.2),
      'RateLimit-Policy': `"global-app-quota";q=${this.#quota};w=3600`,
      RateLimit: `"global-app-quota";r=${remaining};t=${seconds}`,
      ...(spent
        ? { 'Retry-After': String(seconds), 'RateLimit-Reason': 'confluence-quota-global-based' }
        : {}),
    }
  }

  #turn(): void {
    const hour = Math.floor(this.#now() / HOUR)
    if (hour === this.#hour) return
    this.#hour = hour
    this.#used = 0
  }
}
