import type { Accept } from '../../src/contract/channel.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Parsed } from '../../src/contract/message.ts'
import type { Mail } from './mail/mail.ts'
import type { MailReader, ReadMail, Unread } from './mail/reader.ts'
import { readingOf } from './normal.ts'
import { place } from './threads/receive.ts'

export interface ReceiveParts {
  db: Database
  reader: MailReader
  account: string
  authserv?: string
  accept: Accept
}

/** A mail on its way in: raw, or as a provider's fields gave it. */
export type Arrived = { raw: Uint8Array; size?: number; signedBy?: string[] } | { mail: Mail }

/** Brings one mail into its thread and into normal form. Throws only when the database cannot be asked. */
export async function readArrived(
  parts: Omit<ReceiveParts, 'accept'>,
  arrived: Arrived,
  receivedAt: Date,
): Promise<Parsed> {
  const read = await readOne(parts.reader, arrived)
  if ('unread' in read) return { messages: [], ignored: [{ reason: read.unread }] }
  const { account, authserv } = parts
  const reading = readingOf(read.mail, {
    account,
    receivedAt,
    words: read.words,
    ...(authserv === undefined ? {} : { authserv }),
  })
  return place(parts.db, read.mail, reading, account)
}

async function readOne(reader: MailReader, arrived: Arrived): Promise<ReadMail | Unread> {
  const read = await reader.read('raw' in arrived ? arrived.raw : arrived.mail)
  return 'unread' in read || !('raw' in arrived) ? read : { ...read, mail: withProvider(read.mail, arrived) }
}

/** What whoever delivered a raw mail says of it: its real size, where only the beginning was fetched, and who signed it. */
export function withProvider(
  mail: Mail,
  { raw, size = 0, signedBy }: Extract<Arrived, { raw: Uint8Array }>,
): Mail {
  return { ...mail, ...(size > raw.length ? { cutFrom: size } : {}), ...(signedBy ? { signedBy } : {}) }
}

/**
 * Takes mails in, in their order; resolves when they are committed. One that cannot be stored at all is let go by with its reason:
 * it would keep all others out.
 */
export async function receive(
  parts: ReceiveParts,
  arrived: { arrived: Arrived; receivedAt: Date }[],
): Promise<void> {
  const all: Parsed[] = []
  for (const one of arrived) all.push(await readArrived(parts, one.arrived, one.receivedAt))
  try {
    await take(parts.accept, all)
  } catch (error) {
    if (!(error instanceof TributaryError && error.code === 'message.invalid')) throw error
    for (const one of all) await takeOrLetGo(parts.accept, one)
  }
}

async function take(accept: Accept, all: Parsed[]): Promise<void> {
  const messages = all.flatMap((one) => one.messages)
  const ignored = all.flatMap((one) => one.ignored)
  if (messages.length > 0 || ignored.length > 0) await accept(messages, ignored)
}

async function takeOrLetGo(accept: Accept, one: Parsed): Promise<void> {
  try {
    await take(accept, [one])
  } catch (error) {
    if (!(error instanceof TributaryError && error.code === 'message.invalid')) throw error
    await accept([], [{ reason: 'a mail that cannot be stored' }])
  }
}
