import type { VoiceTiming } from '../settings.ts'

export interface Impatience {
  /** Nothing was said; `count` from 1. */
  silence(count: number): void
  /** The answer takes its time; `count` from 0. */
  filler(count: number): void
  giveUp(): void
}

/** How long a session waits: for the caller, or for the answer. */
export interface Patience {
  /** The caller has the word, once what is being said is over. */
  listen(spokenSeconds: number): void
  /** An answer is awaited. */
  wait(): void
  /** Something happened. */
  stop(): void
}

/** A voice on the line speaks some time after we sent the words. */
const TRANSIT_MS = 2000

export function createPatience(timing: VoiceTiming, impatience: Impatience): Patience {
  let timer: NodeJS.Timeout | undefined
  let silences = 0

  const after = (ms: number, run: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(run, ms)
  }

  function waitOn(polls: number): void {
    after(polls === 0 ? timing.answerMs : timing.pollMs, () => {
      if (polls > timing.polls) return impatience.giveUp()
      if (polls % 2 === 0) impatience.filler(polls)
      waitOn(polls + 1)
    })
  }

  return {
    listen(spokenSeconds) {
      after(timing.silenceSeconds * 1000 + spokenSeconds * 1000 + TRANSIT_MS, () =>
        impatience.silence(++silences),
      )
    },
    wait() {
      silences = 0
      waitOn(0)
    },
    stop() {
      clearTimeout(timer)
    },
  }
}
