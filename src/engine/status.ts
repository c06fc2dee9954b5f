import type { Database } from '../contract/database.ts'

/** How the engine stands, for health checks, the console and the command line. */
export interface EngineStatus {
  conversations: number
  /** Messages that wait for a turn, and how long the oldest has waited, in seconds. */
  pending: number
  oldestPendingSeconds: number
  queued: number
  sending: number
  /** Sends whose outcome nobody knows, and those refused for good: a person should look at them. */
  unknown: number
  refused: number
  openHandoffs: number
}

export async function engineStatus(db: Database): Promise<EngineStatus> {
  const [row] = await db.query<EngineStatus>(
    `SELECT (SELECT count(*) FROM conversation) AS conversations, p.pending, p."oldestPendingSeconds",
            o.queued, o.sending, o.unknown, o.refused,
            (SELECT count(*) FROM handoff WHERE state = 'open') AS "openHandoffs"
       FROM (SELECT count(*) AS pending,
                    coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 AS "oldestPendingSeconds"
               FROM message WHERE turn_state = 'pending') p,
            (SELECT count(*) FILTER (WHERE state = 'queued') AS queued,
                    count(*) FILTER (WHERE state = 'sending') AS sending,
                    count(*) FILTER (WHERE state = 'unknown') AS unknown,
                    count(*) FILTER (WHERE state = 'refused') AS refused
               FROM outbox WHERE state IN ('queued', 'sending', 'unknown', 'refused')) o`,
  )
  return row!
}
