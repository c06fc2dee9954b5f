import type { Sql } from '../../src/contract/database.ts'
import type { Content } from '../../src/contract/message.ts'
import type { Call } from './calls.ts'

/** Something that is to be said in a call. */
export interface Say {
  id: number
  key: string
  content: Content
}

/** The id under which the engine knows something said. */
export function sayId(id: number): string {
  return `say-${id}`
}

export interface Put extends Pick<Call, 'state' | 'waiting' | 'caller' | 'base' | 'account'> {
  /** Absent when the call has ended and nothing was kept. */
  id: number | null
  /** Nothing of ours is heard or waited for in the call. */
  idle: boolean
}

/** Keeps what is to be said, once a key, while the call lasts. Undefined when there is no such call. */
export async function putSay(
  db: Sql,
  callSid: string,
  key: string,
  content: Content,
): Promise<Put | undefined> {
  const [row] = await db.query<Put>(
    `WITH call AS (SELECT * FROM voice_call WHERE call_sid = $1),
          put AS (
            INSERT INTO voice_say (key, call_sid, content)
            SELECT $2, $1, $3::jsonb FROM call WHERE state = 'open'
            -- Changes nothing, and finds as well what another process has put in this very moment.
            ON CONFLICT (key) DO UPDATE SET key = voice_say.key RETURNING id)
     SELECT coalesce((SELECT id FROM put), (SELECT id FROM voice_say WHERE key = $2)) AS id,
            state, waiting_since IS NOT NULL AS waiting, idle_from <= now() IS TRUE AS idle, caller, base, account
       FROM call`,
    [callSid, key, JSON.stringify(content)],
  )
  return row
}

/** What is to be said now, oldest first. The same taker gets what it took before again, nobody else does. */
export async function takeSays(db: Sql, callSid: string, taker: string): Promise<Say[]> {
  const rows = await db.query<Say>(
    `UPDATE voice_say SET taken_by = $2
      WHERE call_sid = $1 AND (taken_by IS NULL OR taken_by = $2) RETURNING id, key, content`,
    [callSid, taker],
  )
  return rows.toSorted((one, other) => one.id - other.id)
}

/** Ends a call. Returns what was never said in it. */
export async function endCall(db: Sql, callSid: string): Promise<Say[]> {
  return db.query<Say>(
    `WITH ended AS (
       UPDATE voice_call SET state = 'ended', idle_from = NULL, waiting_since = NULL, active_at = now()
        WHERE call_sid = $1 RETURNING call_sid)
     UPDATE voice_say s SET taken_by = 'nobody' FROM ended
      WHERE s.call_sid = ended.call_sid AND s.taken_by IS NULL RETURNING s.id, s.key, s.content`,
    [callSid],
  )
}

/** Drops what is not said yet. Returns it. */
export async function cutSays(db: Sql, callSid: string): Promise<Say[]> {
  return db.query<Say>(
    `UPDATE voice_say SET taken_by = 'nobody' WHERE call_sid = $1 AND taken_by IS NULL RETURNING id, key, content`,
    [callSid],
  )
}
