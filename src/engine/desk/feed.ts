import type { Sql } from '../../contract/database.ts'
import type { DeskNews } from '../../contract/desk.ts'
import { toJson } from '../json.ts'
import type { Wake } from '../parts.ts'

// An event's id is its place in the feed, and the feed is read by id. So every writer holds the lock of the conversation: else a
// later id could be committed, and taken, before an earlier one.

/** One entry for the feed of a conversation's current handoff. */
export interface Entry {
  conversation: number
  news: DeskNews
  /** Id of the shopper's message that it tells of. */
  message?: number
}

const TELL = `
  INSERT INTO desk_event (handoff_id, conversation_id, news, message_id)
  SELECT h.id, h.conversation_id, e->'news', (e->>'message')::bigint
  FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS entry (e, n)
  JOIN handoff h ON h.conversation_id = (e->>'conversation')::bigint AND h.state <> 'resolved'
  ORDER BY n RETURNING handoff_id AS handoff`

/**
 * Tells the desk what happened in conversations whose handoff is open or claimed, in the transaction that made it happen; of others
 * nothing. The caller holds the conversations' locks.
 */
export async function tell(tx: Sql, wake: Wake, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return
  await wakeDesk(wake, await tx.query<{ handoff: number }>(TELL, [toJson(entries)]))
}

const TELL_HANDOFF = `
  INSERT INTO desk_event (handoff_id, conversation_id, news)
  SELECT h.id, h.conversation_id, news FROM handoff h, jsonb_array_elements($2::jsonb) WITH ORDINALITY AS entry (news, n)
  WHERE h.id = $1 ORDER BY n`

/** Tells the desk of one handoff, whatever its state. The caller holds the conversation's lock. */
export async function tellHandoff(
  tx: Sql,
  wake: Wake,
  handoff: number,
  ...news: readonly DeskNews[]
): Promise<void> {
  await tx.query(TELL_HANDOFF, [handoff, toJson(news)])
  await wake('desk', [handoff])
}

const UNTELL = `
  UPDATE desk_event e
     SET news = CASE news->>'kind' WHEN 'shopper' THEN jsonb_set(news, '{said}', news->'said' || '{"text": "", "attachments": []}')
                                   ELSE jsonb_set(news, '{text}', '""') END
    FROM jsonb_to_recordset($1::jsonb) AS d (conversation bigint, "externalId" text)
    JOIN handoff h ON h.conversation_id = d.conversation
   WHERE e.handoff_id = h.id AND e.message_id IS NOT NULL AND e.news->>'externalId' = d."externalId"
     AND e.news->>'kind' IN ('shopper', 'edited', 'reaction')`

/** What the shopper took back stands in no feed any more, taken or not; the desk is told of it by {@link tell}. */
export async function untell(
  tx: Sql,
  deleted: readonly { conversation: number; externalId: string }[],
): Promise<void> {
  if (deleted.length > 0) await tx.query(UNTELL, [toJson(deleted)])
}

/** What became of a message that was to be sent. */
export type Delivery = Omit<DeskNews & { kind: 'delivery' }, 'kind'>

const TELL_DELIVERY = `
  WITH news AS (
    SELECT h.id AS handoff_id, h.conversation_id, e, n
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS entry (e, n)
    JOIN outbox o ON o.key = e->>'key' JOIN handoff h ON h.id = o.handoff_id
  ), locked AS (
    SELECT id FROM conversation WHERE id IN (SELECT conversation_id FROM news) ORDER BY id FOR NO KEY UPDATE
  )
  INSERT INTO desk_event (handoff_id, conversation_id, news)
  SELECT handoff_id, conversation_id, jsonb_build_object('kind', 'delivery') || e
  FROM news JOIN locked ON locked.id = conversation_id
  ORDER BY n RETURNING handoff_id AS handoff`

/**
 * Tells the desk what became of messages, in the feed in which it was told that they are being said, also after that handoff is
 * resolved; of others nothing. Rows whose `handoff_id` is NULL need no call.
 */
export async function tellDelivery(tx: Sql, wake: Wake, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 0) return
  await wakeDesk(wake, await tx.query<{ handoff: number }>(TELL_DELIVERY, [toJson(deliveries)]))
}

async function wakeDesk(wake: Wake, told: readonly { handoff: number }[]): Promise<void> {
  if (told.length > 0) await wake('desk', [...new Set(told.map((row) => row.handoff))])
}
