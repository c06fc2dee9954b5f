import type { Database, Sql } from '../../src/contract/database.ts'
import type { Offer } from './understand.ts'

/** A call as it stands. */
export interface Call {
  sid: string
  /** The number called. */
  account: string
  caller: string | null
  language: string
  /** Our address as Twilio calls it, up to the channel's prefix. */
  base: string
  state: 'open' | 'transferred' | 'ended'
  offer: Offer
  question: string | null
  /** An answer is being waited for. */
  waiting: boolean
  /** The newest webhook and the TwiML that it was answered with. */
  answeredToken: string | null
  answeredWith: string | null
}

const COLUMNS = `call_sid AS sid, account, caller, language, base, state, offer, question,
  waiting_since IS NOT NULL AS waiting, answered_token AS "answeredToken", answered_with AS "answeredWith"`

export interface NewCall {
  sid: string
  account: string
  caller: string | undefined
  language: string
  base: string
}

// Where a call stands may be lost in a crash of the database, which the call hardly outlives. What is to be said in it may not.

/** The call, kept from now on. One known from before stays as it is. */
export async function openCall(db: Database, call: NewCall): Promise<Call> {
  const [row] = await db.asyncCommit.query<Call>(
    `INSERT INTO voice_call (call_sid, account, caller, language, base) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (call_sid) DO UPDATE SET active_at = now(), idle_from = NULL RETURNING ${COLUMNS}`,
    [call.sid, call.account, call.caller ?? null, call.language, call.base],
  )
  return row!
}

export async function readCall(db: Sql, sid: string): Promise<Call | undefined> {
  const [row] = await db.query<Call>(`SELECT ${COLUMNS} FROM voice_call WHERE call_sid = $1`, [sid])
  return row
}

export interface CallChange {
  state?: Call['state']
  language?: string
  offer?: Offer
  question?: string
  waiting?: boolean
  /** Seconds from now on which nothing of ours is heard or waited for. */
  idleIn?: number
}

/** Changes what is given, here at once and in the table. A call that has ended stays ended. */
export async function changeCall(db: Database, call: Call, change: CallChange): Promise<void> {
  const { idleIn: _idleIn, ...known } = change
  Object.assign(call, known)
  await db.asyncCommit.query(
    `UPDATE voice_call
        SET state = CASE WHEN state = 'ended' THEN state ELSE coalesce($2, state) END,
            language = coalesce($3, language), offer = coalesce($4::jsonb, offer), question = coalesce($5, question),
            waiting_since = CASE WHEN $6::boolean THEN now() WHEN NOT $6 THEN NULL ELSE waiting_since END,
            idle_from = coalesce(now() + make_interval(secs => $7::float8), idle_from), active_at = now()
      WHERE call_sid = $1`,
    [
      call.sid,
      change.state ?? null,
      change.language ?? null,
      change.offer === undefined ? null : JSON.stringify(change.offer),
      change.question ?? null,
      change.waiting ?? null,
      change.idleIn ?? null,
    ],
  )
}

/** Claims the right to bring an idle call back here: one process of many, once. */
export async function claimIdle(db: Sql, sid: string): Promise<boolean> {
  const rows = await db.query(
    'UPDATE voice_call SET idle_from = NULL WHERE call_sid = $1 AND idle_from <= now() RETURNING call_sid',
    [sid],
  )
  return rows.length === 1
}

/** Remembers what a webhook was answered with. */
export async function keepAnswer(db: Database, sid: string, token: string, twiml: string): Promise<void> {
  await db.asyncCommit.query(
    'UPDATE voice_call SET answered_token = $2, answered_with = $3 WHERE call_sid = $1',
    [sid, token, twiml],
  )
}
