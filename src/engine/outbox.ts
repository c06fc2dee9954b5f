import type { Sql } from '../contract/database.ts'
import { toJson } from './json.ts'
import type { CitedPage } from './parts.ts'
import type { Head } from './step.ts'

const HEAD = `
  SELECT c.id AS conversation, c.channel, c.account, c.thread, c.owner, c.epoch AS "conversationEpoch",
         c.last_inbound_at AS "lastInboundAt", clock_timestamp() AS now,
         o.key, o.state, o.epoch, o.author, o.agent_name AS "agentName", o.turn_id AS "turnId", o.handoff_id AS handoff, o.content, o.pages, o.attempts,
         o.due_at AS "dueAt", o.lease_until AS "leaseUntil",
         (SELECT external_id FROM message m WHERE m.conversation_id = c.id AND m.kind IN ('text', 'media', 'choice')
           ORDER BY m.at DESC, m.id DESC LIMIT 1) AS "replyTo",
         (SELECT count(*) FROM outbox b WHERE b.conversation_id = c.id AND b.state IN ('queued', 'sending')
             AND b.sequence > o.sequence) AS behind
  FROM conversation c
  CROSS JOIN LATERAL (
    SELECT * FROM outbox WHERE conversation_id = c.id AND state IN ('queued', 'sending') ORDER BY sequence LIMIT 1
  ) o
  WHERE c.id = $1
  FOR NO KEY UPDATE OF c`

/**
 * The first unsettled row, with its conversation locked: nobody can claim it before this transaction ends. The row itself
 * may have changed while the lock was waited for, so every change of it is compared with {@link moveHead}.
 */
export async function lockHead(tx: Sql, conversation: number): Promise<Head | undefined> {
  const [head] = await tx.query<Head>(HEAD, [conversation])
  return head
}

export interface Move {
  state: 'sending' | 'withdrawn' | 'unknown' | 'refused'
  reason?: string
  leaseSeconds?: number
}

/** Changes the head if it is still as it was read; false when somebody was faster. */
export async function moveHead(tx: Sql, head: Head, move: Move): Promise<boolean> {
  const sending = move.state === 'sending'
  const rows = await tx.query(
    `UPDATE outbox
        SET state = $4, reason = $5,
            attempts = attempts + CASE WHEN $6::boolean THEN 1 ELSE 0 END,
            lease_until = CASE WHEN $6 THEN clock_timestamp() + make_interval(secs => $7::float8) END,
            settled_at = CASE WHEN $6 THEN NULL ELSE now() END
      WHERE key = $1 AND state = $2 AND attempts = $3 RETURNING key`,
    [head.key, head.state, head.attempts, move.state, move.reason ?? null, sending, move.leaseSeconds ?? 0],
  )
  return rows.length === 1
}

export interface NewRow {
  key: string
  author: 'bot' | 'human'
  agent?: { id: string; name: string }
  content: unknown
  /** The handoff in whose feed the desk is told of it; the current one, unless told. */
  handoff?: number
  /** The turn that it is of, and the pages it cites. */
  turnId?: string
  pages?: readonly CitedPage[]
}

/**
 * Appends a row to a conversation's outbox, in its sequence and epoch, as one of the current handoff where there is one. A key known from
 * before changes nothing.
 */
export async function append(tx: Sql, conversation: number, row: NewRow): Promise<boolean> {
  const rows = await tx.query(
    `WITH known AS (SELECT 1 FROM outbox WHERE key = $2),
          next AS (
            UPDATE conversation SET next_sequence = next_sequence + 1
             WHERE id = $1 AND NOT EXISTS (SELECT FROM known) RETURNING next_sequence - 1 AS sequence, epoch)
     INSERT INTO outbox (key, conversation_id, sequence, epoch, author, agent, agent_name, content, turn_id, pages, handoff_id)
     SELECT $2, $1, sequence, epoch, $3, $4, $6, $5::jsonb, $7::uuid, $8::jsonb,
            coalesce($9::bigint, (SELECT id FROM handoff WHERE conversation_id = $1 AND state <> 'resolved')) FROM next
     ON CONFLICT (key) DO NOTHING RETURNING key`,
    [
      conversation,
      row.key,
      row.author,
      row.agent?.id ?? null,
      toJson(row.content),
      row.agent?.name ?? null,
      row.turnId ?? null,
      JSON.stringify(row.pages ?? []),
      row.handoff ?? null,
    ],
  )
  return rows.length === 1
}
