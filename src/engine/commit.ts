import { randomUUID } from 'node:crypto'
import type { Sql } from '../contract/database.ts'
import type { Decision } from './decide.ts'
import { toJson } from './json.ts'
import type { Wake } from './parts.ts'

/** The world moved on while the answer was made: the turn starts again from what is true now. */
export class Stale extends Error {
  override name = 'Stale'
}

export interface TurnCommit {
  conversation: number
  epoch: number
  /** Ids of the messages that the decision is about. */
  messages: number[]
  question: string
  decision: Decision
}

const WRITE = `
  WITH said AS (
    INSERT INTO outbox (key, conversation_id, sequence, epoch, author, turn_id, content, pages)
    SELECT $1, $2::bigint, $3::int, $4::int, 'bot', $5::uuid, $6::jsonb, $7::jsonb WHERE $6 IS NOT NULL
  ), explained AS (
    INSERT INTO trace (id, conversation_id, body, at)
    SELECT $8::text, $2, $9::jsonb, $10::timestamptz WHERE $8 IS NOT NULL ON CONFLICT (id) DO NOTHING
  ), handed AS (
    INSERT INTO handoff (conversation_id, turn_id, trace_id, question, reason, last_message_id)
    SELECT $2, $5, $8, $11, $12::text, $13::bigint WHERE $12 IS NOT NULL
  )
  SELECT 1`

/**
 * Writes a turn's decision, whole or not at all: only while the bot still owns the conversation under the same epoch, and
 * only if every message it is about still waits. Otherwise throws {@link Stale}, and the transaction rolls back.
 */
export async function commitTurn(tx: Sql, wake: Wake, turn: TurnCommit): Promise<void> {
  const { decision } = turn
  const [conversation] = await tx.query<{ sequence: number }>(
    `UPDATE conversation
        SET next_sequence = next_sequence + 1, language = coalesce($3, language),
            state = CASE WHEN $4::boolean THEN 'waiting' ELSE state END
      WHERE id = $1 AND epoch = $2 AND owner = 'bot'
      RETURNING next_sequence - 1 AS sequence`,
    [turn.conversation, turn.epoch, decision.language ?? null, decision.handoff !== undefined],
  )
  if (!conversation) throw new Stale('the owner changed')
  const turnId = randomUUID()
  const marked = await tx.query(
    `UPDATE message SET turn_state = 'done', turn_id = $2
      WHERE id = ANY($1::bigint[]) AND turn_state = 'pending' RETURNING id`,
    [turn.messages, turnId],
  )
  if (marked.length !== turn.messages.length) throw new Stale('another turn was faster')
  const { content, trace } = decision
  if (!content && !trace && decision.handoff === undefined) return
  await tx.query(WRITE, [
    randomUUID(),
    turn.conversation,
    conversation.sequence,
    turn.epoch,
    turnId,
    content ? toJson(content) : null,
    JSON.stringify(decision.pages),
    trace?.id ?? null,
    trace ? toJson(trace) : null,
    trace?.at ?? null,
    turn.question,
    decision.handoff ?? null,
    turn.messages.at(-1) ?? null,
  ])
  if (content) await wake('deliver', [turn.conversation])
}
