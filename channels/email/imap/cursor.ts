import type { Sql } from '../../../src/contract/database.ts'

/** How far a mailbox was read. */
export interface Cursor {
  uidValidity: bigint | undefined
  lastUid: number
  lastAt: Date | undefined
}

/**
 * Takes or renews the right to read the mailbox: one process at a time. Undefined while another has it. Times are the database's,
 * the only clock that all processes share.
 */
export async function takeLease(
  sql: Sql,
  account: string,
  owner: string,
  seconds: number,
): Promise<Cursor | undefined> {
  const [row] = await sql.query<{ uidValidity: string | null; lastUid: string; lastAt: Date | null }>(
    `INSERT INTO email_mailbox AS m (account, owner, lease_until)
     VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3::float8))
     ON CONFLICT (account) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
       WHERE m.owner = excluded.owner OR m.lease_until IS NULL OR m.lease_until < clock_timestamp()
     RETURNING uid_validity AS "uidValidity", last_uid AS "lastUid", last_at AS "lastAt"`,
    [account, owner, seconds],
  )
  return (
    row && {
      uidValidity: row.uidValidity === null ? undefined : BigInt(row.uidValidity),
      lastUid: Number(row.lastUid),
      lastAt: row.lastAt ?? undefined,
    }
  )
}

export async function dropLease(sql: Sql, account: string, owner: string): Promise<void> {
  await sql.query(
    'UPDATE email_mailbox SET owner = NULL, lease_until = NULL WHERE account = $1 AND owner = $2',
    [account, owner],
  )
}

/** Moves the cursor; false when the mailbox is another process's by now. */
export async function moveCursor(sql: Sql, account: string, owner: string, cursor: Cursor): Promise<boolean> {
  const moved = await sql.query(
    `UPDATE email_mailbox
        SET uid_validity = $3, last_uid = $4, last_at = greatest(last_at, $5::timestamptz)
      WHERE account = $1 AND owner = $2 RETURNING 1 AS one`,
    [account, owner, cursor.uidValidity?.toString() ?? null, cursor.lastUid, cursor.lastAt ?? null],
  )
  return moved.length > 0
}
