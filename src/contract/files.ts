import type { Address, OutgoingFile } from './message.ts'

/** Files of agents for providers that fetch what they pass on, instead of taking it with the message. */
export interface PublicFiles {
  /**
   * Puts a file where the provider can fetch it for an hour; returns its address, which cannot be guessed. Undefined where the server has no
   * public address (`PUBLIC_URL`).
   */
  publish(address: Address, file: OutgoingFile): Promise<string | undefined>
  /** Removes the files that were sent to a shopper. */
  forget(channel: string, account: string, thread: string): Promise<void>
}
