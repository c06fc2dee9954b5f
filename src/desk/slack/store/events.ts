import type { Sql } from '../../../contract/database.ts'

/** How an event of the feed stands when it is taken up. `again`: begun before, so part of it may have been posted. */
export type Begun = 'first' | 'again' | 'done' | 'busy'

/** Takes an event up for so long. Another process that does the same meanwhile finds it busy. */
export async function beginEvent(db: Sql, id: number, leaseSeconds: number): Promise<Begun> {
  const [row] = await db.query<{ fresh: boolean }>(
    `INSERT INTO slack_event (id, lease_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
     ON CONFLICT (id) DO UPDATE SET lease_until = EXCLUDED.lease_until
      WHERE slack_event.done_at IS NULL AND slack_event.lease_until < clock_timestamp()
     RETURNING xmax = 0 AS fresh`,
    [id, leaseSeconds],
  )
  if (row) return row.fresh ? 'first' : 'again'
  const [now] = await db.query<{ done: boolean }>(
    'SELECT done_at IS NOT NULL AS done FROM slack_event WHERE id = $1',
    [id],
  )
  return now?.done === true ? 'done' : 'busy'
}

export async function keepEvent(db: Sql, id: number, leaseSeconds: number): Promise<void> {
  await db.query(
    'UPDATE slack_event SET lease_until = clock_timestamp() + make_interval(secs => $2) WHERE id = $1',
    [id, leaseSeconds],
  )
}

export async function endEvent(db: Sql, id: number, done: boolean): Promise<void> {
  await db.query(
    `UPDATE slack_event SET lease_until = clock_timestamp(), done_at = CASE WHEN $2 THEN now() END WHERE id = $1`,
    [id, done],
  )
}
