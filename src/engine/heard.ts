import type { Sql } from '../contract/database.ts'
import { toJson } from './json.ts'

// What follows in the same answer is not said any more: who interrupts has heard enough of it.
const HEARD = `
  WITH news AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS n (conversation bigint, "replyTo" text, heard text)
  ), cut AS (
    UPDATE outbox o SET heard = news.heard FROM news
     WHERE o.conversation_id = news.conversation AND o.external_id = news."replyTo"
     RETURNING o.conversation_id, o.turn_id
  )
  UPDATE outbox o SET state = 'withdrawn', reason = 'interrupted', settled_at = now() FROM cut
   WHERE o.conversation_id = cut.conversation_id AND o.turn_id = cut.turn_id AND o.state = 'queued' AND o.author = 'bot'`

/** News of something that was said in a conversation. */
export interface Heard {
  conversation: number
  /** The provider's id of it. */
  replyTo: string
  /** What the shopper heard of it; empty when nothing. */
  heard: string
}

/** Keeps what shoppers really heard of what was said to them before they interrupted: that is what the bot remembers of it. */
export async function keepHeard(tx: Sql, news: readonly Heard[]): Promise<void> {
  if (news.length > 0) await tx.query(HEARD, [toJson(news)])
}
