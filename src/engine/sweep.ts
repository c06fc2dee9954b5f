import type { Sql } from '../contract/database.ts'
import { transact, type EngineParts } from './parts.ts'

/** Takes a periodic task for one process; false when another one ran it within its period. */
export async function takeTask(sql: Sql, name: string, periodSeconds: number): Promise<boolean> {
  const rows = await sql.query(
    `INSERT INTO task_lease AS l (name, until) VALUES ($1, now() + make_interval(secs => $2::float8))
     ON CONFLICT (name) DO UPDATE SET until = excluded.until WHERE l.until <= now() RETURNING name`,
    [name, periodSeconds],
  )
  return rows.length === 1
}

/** Seconds for which news may wait for the desk without being lost: a rush of handoffs is told one by one, at the provider's pace. */
const PACED = 300

/**
 * The net below the queue: wakes conversations that have had something due for longer than a wake-up needs. It finds
 * nothing unless wake-ups were lost, for instance because the queue's tables were restored or emptied. Returns how many conversations
 * and handoffs those were.
 */
export async function sweep(parts: EngineParts): Promise<number> {
  return transact(parts, async (tx, wake) => {
    const late = `now() - make_interval(secs => $1::float8)`
    const turns = await tx.query<{ id: number }>(
      `SELECT DISTINCT conversation_id AS id FROM message
        WHERE turn_state = 'pending' AND received_at < ${late} LIMIT 500`,
      [parts.settings.sweepEvery + parts.settings.answerTimeout],
    )
    const sends = await tx.query<{ id: number }>(
      `SELECT DISTINCT conversation_id AS id FROM outbox
        WHERE state = 'queued' AND due_at < ${late} OR state = 'sending' AND lease_until < ${late} LIMIT 500`,
      [parts.settings.sweepEvery + parts.settings.sendTimeout],
    )
    await wake(
      'turn',
      turns.map((row) => row.id),
    )
    await wake(
      'deliver',
      sends.map((row) => row.id),
    )
    const told = parts.desk
      ? await tx.query<{ id: number; lost: boolean }>(
          `SELECT handoff_id AS id, bool_or(due_at < now() - make_interval(secs => $2::float8)) AS lost
             FROM (SELECT handoff_id, due_at FROM desk_event WHERE taken_at IS NULL
                   UNION ALL SELECT handoff_id, due_at FROM desk_erased) told
            WHERE due_at < ${late} GROUP BY handoff_id LIMIT 500`,
          [parts.settings.sweepEvery, PACED],
        )
      : []
    await wake(
      'desk',
      told.map((row) => row.id),
    )
    return turns.length + sends.length + told.filter(({ lost }) => lost).length
  })
}
