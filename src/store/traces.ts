import type { Trace } from '../contract/answer.ts'
import type { Sql } from '../contract/database.ts'

/** Keeps a trace that belongs to no conversation: one of the playground or the command line. */
export async function saveTrace(db: Sql, trace: Trace): Promise<void> {
  await db.query('INSERT INTO trace (id, body, at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING', [
    trace.id,
    JSON.stringify(trace),
    trace.at,
  ])
}

export async function readTrace(db: Sql, id: string): Promise<Trace | undefined> {
  const [row] = await db.query<{ body: Trace }>('SELECT body FROM trace WHERE id = $1', [id])
  return row?.body
}
