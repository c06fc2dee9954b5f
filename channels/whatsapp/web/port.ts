import type { OutgoingFile } from '../../../src/contract/message.ts'
import type { Fields } from '../shapes.ts'

/** What a session of WhatsApp Web tells, as plain data that can cross threads. */
export type WebEvent =
  /** To be scanned with the telephone. A new one comes about every twenty seconds. */
  | { type: 'qr'; qr: string }
  | { type: 'authenticated' }
  | { type: 'ready'; number?: string }
  /** The session has ended; a new one has to be opened. */
  | { type: 'ended'; reason: string }
  /** Somebody wrote; `message` has the fields of whatsapp-web.js's Message. */
  | { type: 'message'; message: Fields }
  /** We wrote, from here or from the telephone itself. */
  | { type: 'own'; message: Fields }
  | { type: 'ack'; message: Fields; ack: number }
  | { type: 'edit'; message: Fields; body: string }
  /** `before` is the message as it was, when the page still knew. */
  | { type: 'revoke'; message: Fields; before?: Fields }
  | { type: 'reaction'; reaction: Fields }

/** What can be asked of a session. */
export interface WebCommands {
  /** Sends to a chat (`…@c.us` or `…@lid`); resolves to the message's id, or undefined when there is no such chat. */
  send(chat: string, content: WebContent): Promise<string | undefined>
  /** Marks the chat as read and shows typing. */
  typing(chat: string): Promise<void>
  /** Both names of a person, as far as WhatsApp tells them. */
  identify(chat: string): Promise<{ lid?: string; number?: string }>
  /** Ends the session; what is linked stays linked. */
  close(): Promise<void>
}

export interface WebContent {
  text: string
  file?: OutgoingFile
}

/** Opens a session. After an `ended` nothing more comes of it. */
export type OpenWeb = (tell: (event: WebEvent) => void) => WebCommands
