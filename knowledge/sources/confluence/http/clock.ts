import { setTimeout as wait } from 'node:timers/promises'

/** Time as the client sees it; tests bring their own, so that nobody waits for an hour. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  sleep(ms: number): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms) => {
    await wait(ms)
  },
}
