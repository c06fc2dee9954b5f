import type { Database, Sql } from '../../src/contract/database.ts'
import { activityId, type Activity, type ActivitySet } from './activity.ts'

/** How long the shopper's message may take to be committed by the engine before others stop waiting for it. */
const HOLD_SECONDS = 15
const PAGE = 200

export interface Stored {
  id: string
  seq: number
  /** It was there before: this is the same message again. */
  known: boolean
}

export interface Transcript {
  /** Stores an activity once by its key; undefined when the conversation does not exist or has ended. */
  append(conversation: string, key: string, activity: Activity): Promise<Stored | undefined>
  /** Like append, but nobody sees it, or anything after it, until it is released. */
  hold(conversation: string, key: string, activity: Activity): Promise<Stored | undefined>
  release(conversation: string, seq: number): Promise<void>
  /** Takes a held activity back. */
  discard(conversation: string, seq: number): Promise<void>
  /** What follows a watermark, oldest first; more may be left. */
  read(conversation: string, after: number): Promise<ActivitySet & { seq: number; more: boolean }>
}

// One statement: the conversation's row lock orders the numbers as they become visible, so no reader whose watermark
// has passed a number can miss it.
const STORE = `
  WITH known AS (
    SELECT seq FROM web_activity WHERE conversation_id = $1 AND key = $2
  ), moved AS (
    UPDATE web_conversation SET last_seq = last_seq + 1, active_at = now()
     WHERE id = $1 AND ended_at IS NULL AND NOT EXISTS (SELECT FROM known)
    RETURNING last_seq
  ), stored AS (
    INSERT INTO web_activity (conversation_id, seq, key, activity, held_until)
    SELECT $1, last_seq, $2, $3::jsonb, now() + make_interval(secs => $4::float8) FROM moved
    ON CONFLICT (conversation_id, key) DO NOTHING
    RETURNING seq
  )
  SELECT seq, true AS known FROM known UNION ALL SELECT seq, false FROM stored`

const READ = `
  SELECT seq, activity FROM web_activity
   WHERE conversation_id = $1 AND seq > $2
     AND seq < coalesce((SELECT min(seq) FROM web_activity
                          WHERE conversation_id = $1 AND held_until > now()), 2147483647)
   ORDER BY seq LIMIT ${PAGE}`

/** The activities of conversations, in PostgreSQL; the watermark is the number of the last one seen. */
export function createTranscript(db: Database): Transcript {
  const store = async (
    sql: Sql,
    conversation: string,
    key: string,
    activity: Activity,
    hold: number | null,
  ) => {
    const values = [conversation, key, JSON.stringify(activity), hold]
    let rows = await sql.query<{ seq: number; known: boolean }>(STORE, values)
    // Two equal ones at the same moment: the later waited for the lock, met the earlier, and finds it now.
    if (rows.length === 0) rows = await sql.query<{ seq: number; known: boolean }>(STORE, values)
    const [row] = rows
    return row && { id: activityId(conversation, row.seq), seq: row.seq, known: row.known }
  }
  return {
    append: (conversation, key, activity) => store(db, conversation, key, activity, null),
    // The engine's commit follows, and brings it to the disk; what is not released shows itself.
    hold: (conversation, key, activity) => store(db.asyncCommit, conversation, key, activity, HOLD_SECONDS),
    async release(conversation, seq) {
      await db.asyncCommit.query(
        'UPDATE web_activity SET held_until = NULL WHERE conversation_id = $1 AND seq = $2',
        [conversation, seq],
      )
    },
    async discard(conversation, seq) {
      await db.query(
        'DELETE FROM web_activity WHERE conversation_id = $1 AND seq = $2 AND held_until IS NOT NULL',
        [conversation, seq],
      )
    },
    async read(conversation, after) {
      const rows = await db.query<{ seq: number; activity: Activity }>(READ, [conversation, after])
      const seq = rows.at(-1)?.seq ?? after
      return {
        activities: rows.map((row) => ({
          ...row.activity,
          id: activityId(conversation, row.seq),
          conversation: { id: conversation },
        })),
        watermark: String(seq),
        seq,
        more: rows.length === PAGE,
      }
    },
  }
}
