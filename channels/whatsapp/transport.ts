import type { AcceptResult, ChannelLimits, Receipt, SendContext } from '../../src/contract/channel.ts'
import type { Ignored } from '../../src/contract/message.ts'
import type { Heard, Person } from './heard.ts'
import type { Dialect, Wire } from './render.ts'

/** Where a message goes: the thread, and what is known of the person behind it. */
export interface Target {
  thread: string
  person: Person
}

/** Takes in what was heard: finds the threads, recognises choices, and hands it on. Resolves when it is committed. */
export type TakeIn = (heard: readonly Heard[], ignored: readonly Ignored[]) => Promise<AcceptResult>

/** A file that a shopper sent. */
export interface MediaFile {
  contentType: string
  bytes: Uint8Array
}

/** One way to WhatsApp. */
export interface Transport {
  readonly account: string
  readonly dialect: Dialect
  readonly limits: ChannelLimits
  /** Sends one message; a promise that rejects is an outcome that nobody knows. */
  sendOne(target: Target, wire: Wire, key: string, context: SendContext): Promise<Receipt>
  /** Marks the message as read, and shows that an answer is being written. */
  typing?(who: () => Promise<Person>, replyTo: string | undefined): Promise<void>
  /** Fetches a file that the provider keeps; undefined when it is gone or cannot be had. */
  fetchMedia?(reference: string): Promise<MediaFile | undefined>
  start?(take: TakeIn): Promise<void>
  stop?(): Promise<void>
}
