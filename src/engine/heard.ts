import type { CleanInbound } from './clean.ts'
import { toJson } from './json.ts'
import { transact, type EngineParts } from './parts.ts'

const NEWS = `jsonb_to_recordset($1::jsonb) AS n (channel text, account text, thread text, part text, heard text)`

// Conversations first and in the order of their addresses, as everywhere. An answer that is being made waits for this, and sees it.
const LOCK = `
  SELECT FROM conversation c WHERE (channel, account, thread) IN (SELECT channel, account, thread FROM ${NEWS})
   ORDER BY channel, account, thread FOR NO KEY UPDATE`

// What follows in the same answer is not said any more: who interrupts has heard enough of it.
const HEARD = `
  WITH cut AS (
    UPDATE outbox o SET heard = n.heard FROM ${NEWS} JOIN conversation c USING (channel, account, thread)
     WHERE o.conversation_id = c.id AND o.external_id = n.part
     RETURNING o.conversation_id, o.turn_id
  )
  UPDATE outbox o SET state = 'withdrawn', reason = 'interrupted', settled_at = now() FROM cut
   WHERE o.conversation_id = cut.conversation_id AND o.turn_id = cut.turn_id AND o.state = 'queued' AND o.author = 'bot'`

/** Keeps what shoppers really heard of what was said to them before they interrupted: that is what the bot remembers of it. */
export async function keepHeard(
  parts: Pick<EngineParts, 'db' | 'queue'>,
  statuses: readonly CleanInbound[],
): Promise<void> {
  const news = statuses.flatMap(({ channel, account, thread, replyTo, status }) =>
    status?.heard === undefined || replyTo === undefined
      ? []
      : [{ channel, account, thread, part: replyTo, heard: status.heard }],
  )
  if (news.length === 0) return
  await transact(parts, async (tx) => {
    await tx.query(LOCK, [toJson(news)])
    await tx.query(HEARD, [toJson(news)])
  })
}
