import type { Clock } from '../../knowledge/sources/confluence/index.ts'

/** A clock that jumps instead of waiting, and remembers each wait in milliseconds. */
export interface FakeClock extends Clock {
  waits: number[]
  advance(ms: number): void
}

export function fakeClock(start: number = Date.UTC(2026, 5, 1, 10, 15)): FakeClock {
  let now = start
  const waits: number[] = []
  return {
    waits,
    now: () => now,
    sleep: async (ms) => {
      waits.push(ms)
      now += ms
    },
    advance: (ms) => {
      now += ms
    },
  }
}
