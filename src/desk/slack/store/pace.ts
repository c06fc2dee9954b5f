import type { Sql } from '../../../contract/database.ts'

/**
 * Reserves the next moment at which something may be posted to a channel, on all processes together.
 * @returns milliseconds to wait, or undefined when the queue is longer than `mostMs`; nothing is reserved then
 */
export async function reserve(
  db: Sql,
  channel: string,
  paceMs: number,
  mostMs: number,
): Promise<number | undefined> {
  const [row] = await db.query<{ wait: number }>(
    `INSERT INTO slack_pace (channel, next_at) VALUES ($1, clock_timestamp() + make_interval(secs => $2::float8 / 1000))
     ON CONFLICT (channel) DO UPDATE
       SET next_at = greatest(slack_pace.next_at, clock_timestamp()) + make_interval(secs => $2::float8 / 1000)
     WHERE slack_pace.next_at < clock_timestamp() + make_interval(secs => $3::float8 / 1000)
     RETURNING (extract(epoch FROM next_at - clock_timestamp()) * 1000 - $2)::float8 AS wait`,
    [channel, paceMs, mostMs],
  )
  return row && Math.max(0, Number(row.wait))
}
