import { setTimeout as sleep } from 'node:timers/promises'

/** How long an answer lets messages go first at most; more than a shopper waits for anyway. */
const LONGEST_MS = 2000
/** Between looks. */
const LOOK_MS = 5
/** Messages that came in so recently are a sign of more. */
const RECENT_MS = 50

/**
 * Lets what is coming in go before the making of answers, which takes the same processor: providers wait for an acknowledgement, and
 * deliver again what is not acknowledged in time. While messages come in, answers begin one at a time, each in a moment in which
 * nothing is being taken in; a process with nothing to take in notices nothing of it.
 */
export class Intake {
  #open = 0
  #last = Number.NEGATIVE_INFINITY
  #line: Promise<void> = Promise.resolve()

  /** Counts work as taking in while it lasts. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    this.#open++
    try {
      return await work()
    } finally {
      this.#open--
      this.#last = performance.now()
    }
  }

  /** Resolves when an answer may begin. */
  turnstile(): Promise<void> {
    if (!this.#busy()) return Promise.resolve()
    this.#line = this.#line.then(() => this.#calm())
    return this.#line
  }

  #busy(): boolean {
    return this.#open > 0 || performance.now() - this.#last < RECENT_MS
  }

  async #calm(): Promise<void> {
    const end = performance.now() + LONGEST_MS
    do await sleep(LOOK_MS)
    while (this.#open > 0 && performance.now() < end)
  }
}
