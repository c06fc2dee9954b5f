import { randomUUID } from 'node:crypto'
import { allDone, type Sql } from '../contract/database.ts'
import type { DeskNews } from '../contract/desk.ts'
import type { Decision } from './decide.ts'
import { because } from './desk/because.ts'
import { sayingNews } from './desk/news.ts'
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
  /** Of a turn whose first sentences are out already. */
  turnId?: string
}

const WRITE = `
  WITH handed AS (
    INSERT INTO handoff (conversation_id, turn_id, trace_id, question, reason, last_message_id, messages_to, sequence_to)
    SELECT $2::bigint, $5::uuid, $8::text, $11::text, $12::text, $13::bigint,
           (SELECT max(id) FROM message WHERE conversation_id = $2), $3
     WHERE $12 IS NOT NULL
    ON CONFLICT (conversation_id) WHERE state <> 'resolved' DO NOTHING RETURNING id
  ), current AS (
    SELECT id, true AS opened FROM handed
    UNION ALL SELECT id, false FROM handoff WHERE conversation_id = $2 AND state <> 'resolved'
  ), said AS (
    INSERT INTO outbox (key, conversation_id, sequence, epoch, author, turn_id, content, pages, handoff_id)
    SELECT $1, $2, $3::int, $4::int, 'bot', $5, $6::jsonb, $7::jsonb, (SELECT id FROM current) WHERE $6 IS NOT NULL
  ), explained AS (
    INSERT INTO trace (id, conversation_id, body, at)
    SELECT $8, $2, $9::jsonb, $10::timestamptz WHERE $8 IS NOT NULL ON CONFLICT (id) DO NOTHING
  ), told AS (
    INSERT INTO desk_event (handoff_id, conversation_id, news)
    SELECT current.id, $2, news
      FROM current, jsonb_array_elements(CASE WHEN opened THEN $14::jsonb ELSE $15::jsonb END) WITH ORDINALITY AS e (news, n)
     ORDER BY n RETURNING handoff_id
  )
  SELECT DISTINCT handoff_id AS handoff FROM told`

/**
 * Writes a turn's decision, whole or not at all, with what the desk is told of it. A conversation has one current handoff: what is
 * handed off while a person is awaited joins that one. Only while the bot still owns the conversation under the same epoch, and
 * only if every message it is about still waits. Otherwise throws {@link Stale}, and the transaction rolls back.
 */
export async function commitTurn(tx: Sql, wake: Wake, turn: TurnCommit): Promise<void> {
  const { decision } = turn
  const turnId = turn.turnId ?? randomUUID()
  const [[conversation], marked] = await allDone([
    tx.query<{ sequence: number }>(
      `UPDATE conversation
          SET next_sequence = next_sequence + 1, language = coalesce($3, language),
              state = CASE WHEN $4::boolean THEN 'waiting' ELSE state END
        WHERE id = $1 AND epoch = $2 AND owner = 'bot'
        RETURNING next_sequence - 1 AS sequence`,
      [turn.conversation, turn.epoch, decision.language ?? null, decision.handoff !== undefined],
    ),
    tx.query(
      `UPDATE message SET turn_state = 'done', turn_id = $2
        WHERE id = ANY($1::bigint[]) AND turn_state = 'pending' RETURNING id`,
      [turn.messages, turnId],
    ),
  ])
  if (!conversation) throw new Stale('the owner changed')
  if (marked.length !== turn.messages.length) throw new Stale('another turn was faster')
  const { content, trace } = decision
  if (!content && !trace && decision.handoff === undefined) return
  const key = randomUUID()
  const { opened, joined } = feedOf(turn, key)
  const written = tx.query<{ handoff: number }>(WRITE, [
    key,
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
    toJson(opened),
    toJson(joined),
  ])
  const [told] = await allDone([written, content ? wake('deliver', [turn.conversation]) : undefined])
  if (told.length > 0)
    await wake(
      'desk',
      told.map((row) => row.handoff),
    )
}

/** What the desk is told: when this turn opens a handoff, and when one is open already. */
function feedOf({ decision, question }: TurnCommit, key: string): { opened: DeskNews[]; joined: DeskNews[] } {
  const { content, handoff: reason } = decision
  const saying = content ? [sayingNews(key, content, new Date())] : []
  if (reason === undefined) return { opened: [], joined: saying }
  return {
    opened: [{ kind: 'opened' }, ...saying],
    joined: [{ kind: 'joined', question, reason, because: because(reason) }, ...saying],
  }
}
