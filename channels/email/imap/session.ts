import type { ImapFlow } from 'imapflow'
import type { Log } from '../../../src/contract/log.ts'
import type { Database } from '../../../src/contract/database.ts'
import type { TellTrouble } from '../../../src/contract/trouble.ts'
import type { Arrived } from '../receive.ts'
import type { EmailLimits } from '../settings.ts'
import { moveCursor, takeLease, type Cursor } from './cursor.ts'
import { fetchRaw, findStart, listNew, type Listed, type Start } from './fetch.ts'
import type { Wake } from './wake.ts'

export interface SessionParts {
  db: Database
  account: string
  owner: string
  limits: EmailLimits
  clock: () => Date
  log: Log
  /** Told what keeps the mailbox from being read, and when nothing does. */
  trouble?: TellTrouble
  /** Takes mails in; a rejection means that none of them was. */
  take(mails: { arrived: Arrived; receivedAt: Date }[]): Promise<void>
}

// One round trip to the database for so many, and never more than this in memory.
const BATCH = 20
const BATCH_BYTES = 8 * 1024 * 1024

/** Reads one open mailbox until it is told to stop, the lease is lost, or the connection breaks (which throws). */
export async function readMailbox(client: ImapFlow, parts: SessionParts, wake: Wake): Promise<void> {
  const { account, owner, limits, db } = parts
  const leaseMs = limits.leaseSeconds * 1000
  const { mailbox } = client
  if (mailbox === false) throw new Error('no mailbox is open')
  let cursor = await takeLease(db, account, owner, limits.leaseSeconds)
  if (!cursor) return
  let isDealtWith: Start['isDealtWith'] = () => false
  if (cursor.uidValidity !== mailbox.uidValidity) {
    const firstStart = new Date(parts.clock().getTime() - limits.firstStartHours * 3_600_000)
    const start = await findStart(client, cursor, firstStart)
    parts.log.info(
      { first: cursor.uidValidity === undefined, from: start.lastUid + 1 },
      'mailbox numbered anew',
    )
    isDealtWith = start.isDealtWith
    cursor = { ...cursor, uidValidity: mailbox.uidValidity, lastUid: start.lastUid }
    if (!(await moveCursor(db, account, owner, cursor))) return
  }
  let lookedAt = 0
  let leased = Date.now()
  const keep = async () => {
    if (Date.now() - leased < leaseMs / 3) return true
    leased = Date.now()
    return (await takeLease(db, account, owner, limits.leaseSeconds)) !== undefined
  }
  while (!wake.stopped) {
    if (!(await keep())) return
    if (!client.usable) throw new Error('the connection ended')
    if (wake.take() || Date.now() - lookedAt >= limits.pollMs) {
      if (lookedAt > 0) await client.noop()
      lookedAt = Date.now()
      const listed = await listNew(client, cursor)
      for (const batch of batches(listed, limits.mailBytes)) {
        if (wake.stopped || !(await keep())) return
        cursor = await takeBatch(client, parts, cursor, batch, isDealtWith)
        if (!(await moveCursor(db, account, owner, cursor))) return
      }
    }
    await wake.wait(Math.max(1, Math.min(leaseMs / 3, lookedAt + limits.pollMs - Date.now())))
  }
}

async function takeBatch(
  client: ImapFlow,
  { limits, take, log }: SessionParts,
  cursor: Cursor,
  batch: Listed[],
  isDealtWith: Start['isDealtWith'],
): Promise<Cursor> {
  const mails = []
  const taken: number[] = []
  for (const listed of batch) {
    if (isDealtWith(listed)) continue
    const raw = await fetchRaw(client, listed, limits.mailBytes)
    if (!raw) continue
    mails.push({ arrived: { raw, size: listed.size }, receivedAt: listed.receivedAt })
    taken.push(listed.uid)
  }
  if (mails.length > 0) {
    await take(mails)
    // For people who look into the mailbox; nothing depends on it.
    await client.messageFlagsAdd(taken.join(','), ['\\Seen'], { uid: true }).catch((error: unknown) => {
      log.debug({ error: String(error) }, 'mails not marked as seen')
    })
  }
  const last = batch.at(-1)!
  return { ...cursor, lastUid: last.uid, lastAt: last.receivedAt }
}

/** Pieces of a listing that fit into memory together. */
function batches(listed: Listed[], mailBytes: number): Listed[][] {
  const all: Listed[][] = []
  let bytes = 0
  for (const one of listed) {
    const size = one.size > mailBytes ? 0 : one.size
    const batch = all.at(-1)
    if (!batch || batch.length >= BATCH || bytes + size > BATCH_BYTES) {
      all.push([one])
      bytes = size
    } else {
      batch.push(one)
      bytes += size
    }
  }
  return all
}
