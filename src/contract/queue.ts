import type { Sql } from './database.ts'

/** One run of a wake-up's handler. */
export interface Attempt {
  /** 1 for the first; later ones follow an error or the death of a worker. */
  number: number
  /** What its wake-up was sent with; 0 unless told. */
  priority?: number
  /** Aborted when the queue gives up on this run. */
  signal: AbortSignal
}

/**
 * Does what is due for one key. It must be harmless to run twice, and after the last attempt it wants to make it
 * records the failure itself and resolves: a rejection means "try again later".
 */
export type WakeHandler = (key: string, attempt: Attempt) => Promise<void>

/**
 * Wake-ups by key: of one name and key only one runs at a time, on any number of processes, in the order they were sent.
 * A wake-up carries no content; what is to be done is read from the tables.
 */
export interface Queue {
  /**
   * Sends wake-ups in the caller's transaction: they exist when it commits, and never without it. Where one of a key waits already and
   * cannot begin before the transaction ends, another is not always sent.
   * @param priority those with a higher one go first, among the keys that wait; 0 unless told
   */
  wake(tx: Sql, name: string, keys: readonly string[], notBefore?: Date, priority?: number): Promise<void>
  /** Call after the commit, with the number of keys: workers of this process look at once instead of at their next poll. */
  nudge(name: string, keys: number): void
  /** Registers the handler of a name; before {@link start}. */
  handle(name: string, handler: WakeHandler): void
  start(): Promise<void>
  /** Keys that no worker will ever take again by itself. Empty, unless something is wrong. */
  blocked(): Promise<string[]>
  /** Waits for the runs in flight, at most this long, then closes. */
  stop(drainSeconds: number): Promise<void>
}
