/** A limit that allows `burst` at once and `perSecond` on average. */
export interface Rate {
  burst: number
  perSecond: number
}

export interface Limiter {
  /** Takes one. Returns 0, or the seconds to wait when there is none left. */
  take(key: string): number
}

// Enough for every shopper of a busy shop; the oldest are forgotten first, which only ever favours them.
const KEYS = 50_000

/** Token buckets by key, in this process: each of n processes allows its own share. */
export function createLimiter(rate: Rate, clock: () => Date): Limiter {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(key) {
      const now = clock().getTime()
      const known = buckets.get(key) ?? { left: rate.burst, at: now }
      const gained = (Math.max(0, now - known.at) / 1000) * rate.perSecond
      const left = Math.min(rate.burst, known.left + gained)
      buckets.delete(key)
      if (buckets.size >= KEYS) buckets.delete(buckets.keys().next().value!)
      if (left < 1) {
        buckets.set(key, { left, at: now })
        return Math.max(1, Math.ceil((1 - left) / rate.perSecond))
      }
      buckets.set(key, { left: left - 1, at: now })
      return 0
    },
  }
}
