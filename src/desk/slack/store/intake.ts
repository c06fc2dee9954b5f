import type { Sql } from '../../../contract/database.ts'

/** What Slack delivered and is not worked off. */
export interface Pending {
  key: string
  body: Record<string, unknown>
  attempts: number
}

const LEASE_SECONDS = 60
const KEPT_DAYS = 2

/** Keeps a delivery until it is worked off. @returns false when it came before */
export async function takeIn(db: Sql, key: string, body: Record<string, unknown>): Promise<boolean> {
  const taken = await db.query(
    `INSERT INTO slack_intake (key, body, attempts, lease_until)
     VALUES ($1, $2, 1, clock_timestamp() + make_interval(secs => $3))
     ON CONFLICT (key) DO NOTHING RETURNING key`,
    [key, JSON.stringify(body), LEASE_SECONDS],
  )
  return taken.length > 0
}

/** Deliveries that nobody works on: their process died, or their time has come again. */
export function takeLeftovers(db: Sql): Promise<Pending[]> {
  return db.query<Pending>(
    `UPDATE slack_intake SET attempts = attempts + 1, lease_until = clock_timestamp() + make_interval(secs => $1)
      WHERE key IN (SELECT key FROM slack_intake WHERE done_at IS NULL AND lease_until < clock_timestamp()
                     ORDER BY received_at LIMIT 20 FOR UPDATE SKIP LOCKED)
      RETURNING key, body, attempts`,
    [LEASE_SECONDS],
  )
}

/** What was said in it is forgotten; the key stays for a while, to know a repeated delivery. */
export async function finish(db: Sql, key: string): Promise<void> {
  await db.query('UPDATE slack_intake SET done_at = now(), body = NULL WHERE key = $1', [key])
}

export async function postpone(db: Sql, key: string, seconds: number): Promise<void> {
  await db.query(
    'UPDATE slack_intake SET lease_until = clock_timestamp() + make_interval(secs => $2) WHERE key = $1',
    [key, seconds],
  )
}

/** Removes what only served to know repeated deliveries and events, and threads whose handoff is long gone. */
export async function pruneSlack(db: Sql): Promise<void> {
  await db.query(`DELETE FROM slack_intake WHERE received_at < now() - make_interval(days => $1)`, [
    KEPT_DAYS,
  ])
  await db.query(
    `DELETE FROM slack_event e WHERE done_at < now() - interval '7 days'
        AND NOT EXISTS (SELECT FROM desk_event WHERE id = e.id AND taken_at IS NULL)`,
  )
  await db.query(
    `DELETE FROM slack_thread t WHERE touched_at < now() - interval '7 days'
        AND NOT EXISTS (SELECT FROM handoff WHERE id = t.handoff)
        AND NOT EXISTS (SELECT FROM desk_erased WHERE handoff_id = t.handoff)`,
  )
}
