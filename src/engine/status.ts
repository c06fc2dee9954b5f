import type { Database } from '../contract/database.ts'
import { ignoredLately, type IgnoredLine } from './ignored.ts'

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
  /** Handoffs that wait for a person, how long the oldest has, in seconds, and those that people have. */
  openHandoffs: number
  oldestHandoffSeconds: number
  claimedHandoffs: number
  /** What could not be sent in the last seven days, or not yet, by its reason; the most frequent first. */
  unsent: UnsentLine[]
  /** What providers sent that was no message for us, in the last seven days. */
  ignored: IgnoredLine[]
}

/** One line of what was not sent. */
export interface UnsentLine {
  channel: string
  account: string
  /** queued: it is tried again. */
  state: 'queued' | 'refused' | 'unknown'
  reason: string
  count: number
}

function unsentLately(db: Database): Promise<UnsentLine[]> {
  return db.query<UnsentLine>(
    `SELECT c.channel, c.account, o.state, o.reason, count(*)::int AS count
       FROM outbox o JOIN conversation c ON c.id = o.conversation_id
      WHERE o.reason IS NOT NULL
        AND (o.state = 'queued' AND o.attempts > 0
             OR o.state IN ('refused', 'unknown') AND o.settled_at > now() - interval '7 days')
      GROUP BY c.channel, c.account, o.state, o.reason
      ORDER BY count DESC, c.channel, c.account, o.state, o.reason LIMIT 20`,
  )
}

export async function engineStatus(db: Database): Promise<EngineStatus> {
  const [row] = await db.query<Omit<EngineStatus, 'ignored' | 'unsent'>>(
    `SELECT (SELECT count(*) FROM conversation) AS conversations, p.pending, p."oldestPendingSeconds",
            o.queued, o.sending, o.unknown, o.refused,
            h.open AS "openHandoffs", h.oldest AS "oldestHandoffSeconds", h.claimed AS "claimedHandoffs"
       FROM (SELECT count(*) AS pending,
                    coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 AS "oldestPendingSeconds"
               FROM message WHERE turn_state = 'pending') p,
            (SELECT count(*) FILTER (WHERE state = 'queued') AS queued,
                    count(*) FILTER (WHERE state = 'sending') AS sending,
                    count(*) FILTER (WHERE state = 'unknown') AS unknown,
                    count(*) FILTER (WHERE state = 'refused') AS refused
               FROM outbox WHERE state IN ('queued', 'sending', 'unknown', 'refused')) o,
            (SELECT count(*) FILTER (WHERE state = 'open') AS open, count(*) FILTER (WHERE state = 'claimed') AS claimed,
                    coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE state = 'open')), 0)::float8 AS oldest
               FROM handoff WHERE state <> 'resolved') h`,
  )
  return { ...row!, unsent: await unsentLately(db), ignored: await ignoredLately(db) }
}
