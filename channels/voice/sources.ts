import type { Sql } from '../../src/contract/database.ts'
import type { Call } from './calls.ts'
import type { Rest, RestResult } from './rest.ts'
import { wordsIn } from './words.ts'

/** A number that a message can be sent to. */
export function isTextable(caller: string | null | undefined): caller is string {
  return /^\+[1-9]\d{6,14}$/.test(caller ?? '')
}

/**
 * Sends the pages of the newest answer to the caller as one message. Once per key: a webhook that is delivered again finds
 * what became of the first.
 */
export async function sendSources(db: Sql, rest: Rest, call: Call, key: string): Promise<RestResult> {
  const words = wordsIn(call.language)
  const sources = call.offer.sources ?? []
  if (!isTextable(call.caller) || sources.length === 0)
    return { outcome: 'refused', reason: 'nothing to send', permanent: true }
  const text = sources.map(({ title, url }) => words.textMessage(title, url)).join('\n')
  return sendOnce(db, rest, { callSid: call.sid, to: call.caller, text, key: `message:${key}` })
}

export interface OneMessage {
  callSid: string
  to: string
  text: string
  key: string
}

/** Sends a message once per key. What became of it is kept; while that is not known, it is not sent again. */
export async function sendOnce(
  db: Sql,
  rest: Rest,
  { callSid, to, text, key }: OneMessage,
): Promise<RestResult> {
  const mine = await db.query(
    `INSERT INTO voice_say (key, call_sid, content, taken_by) VALUES ($1, $2, $3::jsonb, 'message')
     ON CONFLICT (key) DO NOTHING RETURNING id`,
    [key, callSid, JSON.stringify({ text })],
  )
  if (mine.length === 0) return known(db, key)
  const result = await rest.sendMessage(to, text)
  // What surely had no effect may be tried again.
  if (result.outcome === 'refused') await db.query('DELETE FROM voice_say WHERE key = $1', [key])
  else
    await db.query(
      `UPDATE voice_say SET content = content || jsonb_build_object('result', $2::jsonb) WHERE key = $1`,
      [key, JSON.stringify(result)],
    )
  return result
}

async function known(db: Sql, key: string): Promise<RestResult> {
  const [row] = await db.query<{ result: RestResult | null }>(
    `SELECT content->'result' AS result FROM voice_say WHERE key = $1`,
    [key],
  )
  return row?.result ?? { outcome: 'unknown', reason: 'sent before, and nobody knows how that ended' }
}
