/** How the making of answers gives way. Times in milliseconds. */
export interface Pace {
  /** Taking in that lasts longer is slow: the answers that are being made keep it waiting. */
  slow: number
  /** Between two changes, so that each shows what it did before the next. */
  step: number
  /** When nothing has come in for so long, it is quiet. */
  quiet: number
  /** A turn that has been held for so long is the next, whoever else is in a hurry. */
  patience: number
  /** Turns at a time when things begin to come in: nobody knows yet how fast they will be taken in. */
  first: number
  /** Turns at a time while things come in and are taken in fast. */
  most: number
}

export const defaultPace: Pace = { slow: 30, step: 100, quiet: 250, patience: 10_000, first: 2, most: 8 }

/** What the limit grows by when a step was fast. */
const GROWTH = 0.25

interface Held {
  urgency: number
  since: number
  begin: () => void
}

/**
 * Lets what is coming in go before the making of answers, which takes the same processors and the same database: providers wait for an
 * acknowledgement, and deliver again what is not acknowledged in time. While it is slow to take in, half as many turns are made at
 * a time as before, and half of that, but always one; while it is fast, little by little more. A burst begins with few. When nothing comes in, none is held.
 * What is held gets longer bursts meanwhile, so that less is left to do. The most urgent goes first.
 */
export class Intake {
  readonly #pace: Pace
  #limit: number
  #changed = Number.NEGATIVE_INFINITY
  #open = 0
  #last = Number.NEGATIVE_INFINITY
  #running = 0
  /** Oldest first. */
  #held: Held[] = []
  #look: NodeJS.Timeout | undefined

  constructor(pace: Partial<Pace> = {}) {
    this.#pace = { ...defaultPace, ...pace }
    this.#limit = this.#pace.first
  }

  /** Counts work as taking in while it lasts. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now()
    if (this.#isQuiet(began)) this.#limit = this.#pace.first
    this.#open++
    try {
      return await work()
    } finally {
      this.#open--
      this.#last = performance.now()
      this.#learn(this.#last - began)
    }
  }

  /** Makes a turn when its time has come. */
  async turn<T>(urgency: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      this.#held.push({ urgency, since: performance.now(), begin })
      this.#admit()
    })
    try {
      return await work()
    } finally {
      this.#running--
      this.#admit()
    }
  }

  #isQuiet(now: number): boolean {
    return this.#open === 0 && now - this.#last >= this.#pace.quiet
  }

  #learn(ms: number): void {
    if (this.#last - this.#changed < this.#pace.step) return
    this.#changed = this.#last
    this.#limit =
      ms > this.#pace.slow ? Math.max(1, this.#limit / 2) : Math.min(this.#pace.most, this.#limit + GROWTH)
    this.#admit()
  }

  #admit(): void {
    const now = performance.now()
    while (this.#held.length > 0 && (this.#running < Math.floor(this.#limit) || this.#isQuiet(now))) {
      const next = this.#next(now)
      this.#held.splice(this.#held.indexOf(next), 1)
      this.#running++
      next.begin()
    }
    if (this.#held.length === 0 || this.#look !== undefined) return
    this.#look = setTimeout(() => {
      this.#look = undefined
      this.#admit()
    }, this.#pace.quiet)
  }

  #next(now: number): Held {
    const oldest = this.#held[0]!
    if (now - oldest.since >= this.#pace.patience) return oldest
    return this.#held.reduce((first, one) => (one.urgency > first.urgency ? one : first))
  }
}
