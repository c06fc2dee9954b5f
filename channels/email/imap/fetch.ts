import type { ImapFlow } from 'imapflow'
import { HEAD_BYTES } from '../mail/read.ts'
import type { Cursor } from './cursor.ts'

/** A mail as the mailbox lists it, before any of it is fetched. */
export interface Listed {
  uid: number
  /** Bytes. */
  size: number
  /** When the server had it. */
  receivedAt: Date
  seen: boolean
}

/** What is new behind the cursor, oldest first. */
export async function listNew(client: ImapFlow, cursor: Cursor): Promise<Listed[]> {
  const found: Listed[] = []
  const query = { uid: true, size: true, internalDate: true, flags: true } as const
  for await (const mail of client.fetch(`${cursor.lastUid + 1}:*`, query, { uid: true })) {
    // `n:*` names the last mail even where that is older than n (RFC 9051, 9).
    if (mail.uid <= cursor.lastUid) continue
    const at = new Date(mail.internalDate ?? Number.NaN)
    found.push({
      uid: mail.uid,
      size: mail.size ?? 0,
      receivedAt: Number.isNaN(at.getTime()) ? new Date() : at,
      seen: mail.flags?.has('\\Seen') ?? false,
    })
  }
  return found.sort((one, other) => one.uid - other.uid)
}

/** The raw mail, of one larger than `maxBytes` its beginning; undefined when it is gone meanwhile. */
export async function fetchRaw(
  client: ImapFlow,
  { uid, size }: Listed,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const source = size > maxBytes ? { start: 0, maxLength: HEAD_BYTES } : true
  const mail = await client.fetchOne(String(uid), { uid: true, source }, { uid: true })
  return mail === false ? undefined : mail.source
}

/** Where reading begins in a mailbox that was never read, or whose mails the server has numbered anew. */
export interface Start {
  lastUid: number
  /** Of the mails that are there already: whether one is passed over, since people or we have dealt with it. */
  isDealtWith(mail: Listed): boolean
}

const DAY = 86_400_000

/**
 * On the very first start, unread mail of the last hours. After a change of UIDVALIDITY (RFC 9051, 2.3.1.1), what came in after the
 * newest mail that was read, and what is unread of the day before it: what was taken already is known by its id.
 */
export async function findStart(client: ImapFlow, cursor: Cursor, firstStart: Date): Promise<Start> {
  const { mailbox } = client
  if (mailbox === false) throw new Error('no mailbox is open')
  const newest = mailbox.uidNext - 1
  const last = cursor.uidValidity === undefined ? undefined : cursor.lastAt
  const since = last ? new Date(last.getTime() - DAY) : firstStart
  const uids = await client.search(last ? { since } : { seen: false, since }, { uid: true })
  const wanted = (uids || []).filter((uid) => uid <= newest)
  return {
    lastUid: wanted.length === 0 ? newest : Math.min(...wanted) - 1,
    isDealtWith: ({ uid, seen, receivedAt }) =>
      uid <= newest && seen && (last === undefined || receivedAt < last),
  }
}
