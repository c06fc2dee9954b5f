import type { Sql } from '../../../src/contract/database.ts'
import { tokensIn } from './token.ts'

/** What of a mail tells which thread it belongs to. */
export interface Clues {
  account: string
  party: string
  inReplyTo?: string
  references: readonly string[]
  subjectKey: string
  /** ISO 8601. */
  at: string
}

/** A subject alone binds replies for so long. */
const SUBJECT_DAYS = 30

/**
 * The thread that a mail belongs to, by what it refers to, or else by its subject. Only a thread of the same sender is ever found:
 * what somebody else forwards, or guesses, begins a thread of its own.
 */
export async function findThread(sql: Sql, clues: Clues): Promise<string | undefined> {
  const ids = [...clues.references, ...(clues.inReplyTo ? [clues.inReplyTo] : [])]
  if (ids.length > 0) {
    const [named] = await sql.query<{ id: string }>(
      `SELECT id FROM email_thread t
        WHERE account = $1 AND party = $2
          AND (token = ANY($3)
               OR EXISTS (SELECT FROM email_message m WHERE m.account = $1 AND m.thread = t.id AND m.message_id = ANY($4))
               OR EXISTS (SELECT FROM email_sent s WHERE s.account = $1 AND s.thread = t.id AND s.message_id = ANY($4))
               -- A mail of theirs that we never had, but that they referred to before.
               OR EXISTS (SELECT FROM email_message m WHERE m.account = $1 AND m.thread = t.id AND m.refs && $4))
        ORDER BY active_at DESC LIMIT 1`,
      [clues.account, clues.party, tokensIn(ids), ids],
    )
    if (named) return named.id
  }
  if (clues.subjectKey === '') return undefined
  const [alike] = await sql.query<{ id: string }>(
    `SELECT id FROM email_thread
      WHERE account = $1 AND party = $2 AND subject_key = $3
        AND active_at > $4::timestamptz - make_interval(days => $5)
      ORDER BY active_at DESC LIMIT 1`,
    [clues.account, clues.party, clues.subjectKey, clues.at, SUBJECT_DAYS],
  )
  return alike?.id
}
