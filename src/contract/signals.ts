/**
 * Tells the other processes on the same database that something happened. A signal may be lost, so nothing depends on
 * one: it only makes sooner what a look at the tables would find anyway.
 */
export interface Signals {
  publish(topic: string, payload: string): Promise<void>
  /** Every signal of a topic, those of this process too. Returns what ends the subscription. */
  subscribe(topic: string, listener: (payload: string) => void): () => void
}
