/** Wakes a reader before its time: there is mail, or it is to stop. */
export class Wake {
  stopped = false
  // The first look needs no reason.
  #news = true
  #resolve: (() => void) | undefined

  /** There may be something new. */
  news(): void {
    this.#news = true
    this.#resolve?.()
  }

  /** Ends a wait at once, without news: the connection broke. */
  stir(): void {
    this.#resolve?.()
  }

  stop(): void {
    this.stopped = true
    this.#resolve?.()
  }

  /** Whether there was news since it was last asked. */
  take(): boolean {
    const news = this.#news
    this.#news = false
    return news
  }

  /** At most so long, in milliseconds. */
  async wait(ms: number): Promise<void> {
    if (this.stopped || this.#news) return
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#resolve = resolve
      timer = setTimeout(resolve, ms)
    })
    clearTimeout(timer)
    this.#resolve = undefined
  }
}
