import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Sql } from '../../src/contract/database.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { SecretBox } from '../../src/contract/secret.ts'

/** A refresh takes a second; a process that died in the middle of one holds the others up for this long. */
const LEASE_SECONDS = 30
const RETRY_MS = 150
const GIVE_UP_MS = 60_000

/** A connection's grant (tokens), sealed in its row. */
export interface Grants<Grant> {
  load(connectionId: number): Promise<Grant>
  /**
   * Gives the grant as it is now to one caller at a time, across all processes, and stores what `save` is given before
   * the call goes on: a rotated refresh token that was used but not kept would end the grant.
   */
  withLock<T>(
    connectionId: number,
    work: (grant: Grant, save: (next: Grant) => Promise<void>) => Promise<T>,
  ): Promise<T>
}

/** The lock is a lease in the row: the embedded database has one session, so a transaction may not wait for a provider. */
export function grantStore<Grant>(db: Database, box: SecretBox): Grants<Grant> {
  const load = async (connectionId: number): Promise<Grant> => {
    const [row] = await db.query<{ secret: Buffer | null }>('SELECT secret FROM connection WHERE id = $1', [
      connectionId,
    ])
    if (!row?.secret)
      throw new TributaryError('connection.unknown', `Connection ${connectionId} has no stored grant.`)
    return JSON.parse(box.open(row.secret)) as Grant
  }
  return {
    load,
    async withLock(connectionId, work) {
      const owner = randomUUID()
      await takeLease(db, connectionId, owner)
      try {
        return await work(await load(connectionId), (next) =>
          store(db, connectionId, owner, box.seal(JSON.stringify(next))),
        )
      } finally {
        await db.query(
          'UPDATE connection SET lease_owner = NULL, lease_until = NULL WHERE id = $1 AND lease_owner = $2',
          [connectionId, owner],
        )
      }
    },
  }
}

async function takeLease(db: Sql, connectionId: number, owner: string): Promise<void> {
  const deadline = Date.now() + GIVE_UP_MS
  while (Date.now() < deadline) {
    const rows = await db.query(
      `UPDATE connection SET lease_owner = $2, lease_until = now() + make_interval(secs => $3)
       WHERE id = $1 AND (lease_until IS NULL OR lease_until < now()) RETURNING id`,
      [connectionId, owner, LEASE_SECONDS],
    )
    if (rows.length > 0) return
    const known = await db.query('SELECT 1 FROM connection WHERE id = $1', [connectionId])
    if (known.length === 0)
      throw new TributaryError('connection.unknown', `Connection ${connectionId} is not there any more.`)
    await sleep(RETRY_MS)
  }
  throw new TributaryError('connection.busy', `The grant of connection ${connectionId} stayed locked.`)
}

async function store(db: Sql, connectionId: number, owner: string, sealed: Buffer): Promise<void> {
  const rows = await db.query(
    'UPDATE connection SET secret = $3, updated_at = now() WHERE id = $1 AND lease_owner = $2 RETURNING id',
    [connectionId, owner, sealed],
  )
  if (rows.length === 0)
    throw new TributaryError('connection.busy', `The lock on connection ${connectionId} was lost.`)
}
