import { randomUUID } from 'node:crypto'
import type { Sql } from '../contract/database.ts'
import { because } from './desk/because.ts'
import { say } from './say.ts'
import { toJson } from './json.ts'
import type { Wake } from './parts.ts'
import type { Head } from './step.ts'
import { wordsIn } from './words.ts'

/**
 * After an answer was withdrawn because a page it cites is gone: its messages wait for a turn again. If that happened to
 * them before, a person gets them, and the shopper is told.
 */
export async function redoTurn(tx: Sql, wake: Wake, head: Head): Promise<'again' | 'handoff'> {
  const again = await tx.query(
    `UPDATE message SET turn_state = 'pending', turn_id = NULL, redone = redone + 1
      WHERE turn_id = $1 AND NOT EXISTS (SELECT FROM message WHERE turn_id = $1 AND redone > 0) RETURNING id`,
    [head.turnId],
  )
  if (again.length > 0) {
    await wake('turn', [head.conversation])
    return 'again'
  }
  const [conversation] = await handOff(tx, wake, head, 'page_gone')
  const content = { text: wordsIn(conversation?.language).handoff, citations: [], choices: [] }
  await say(tx, wake, head.conversation, { key: randomUUID(), author: 'bot', content })
  return 'handoff'
}

// Where a person has the conversation already, it is theirs from the start.
const HAND_OFF = `
  WITH asked AS (
    SELECT coalesce(string_agg(text, E'\\n' ORDER BY at, id), '') AS question, max(id) AS last FROM message WHERE turn_id = $2
  ), handed AS (
    INSERT INTO handoff (conversation_id, turn_id, question, reason, last_message_id, messages_to, sequence_to,
                         state, agent, agent_name)
    SELECT c.id, $2::uuid, asked.question, $3, asked.last, (SELECT max(id) FROM message WHERE conversation_id = c.id),
           c.next_sequence, CASE c.owner WHEN 'bot' THEN 'open' ELSE 'claimed' END, c.agent, c.agent_name
      FROM conversation c, asked WHERE c.id = $1
    ON CONFLICT (conversation_id) WHERE state <> 'resolved' DO NOTHING RETURNING id
  ), current AS (
    SELECT id, true AS opened FROM handed
    UNION ALL SELECT id, false FROM handoff WHERE conversation_id = $1 AND state <> 'resolved'
  )
  INSERT INTO desk_event (handoff_id, conversation_id, news)
  SELECT current.id, $1, CASE WHEN opened THEN '{"kind": "opened"}'
                              ELSE jsonb_build_object('question', asked.question) || $4::jsonb END
    FROM current, asked RETURNING handoff_id AS handoff`

/**
 * Records that a person is needed because of this row, with the question it was meant to answer, and tells the desk. A handoff that
 * is open already is joined.
 */
export async function handOff(
  tx: Sql,
  wake: Wake,
  head: Pick<Head, 'conversation' | 'turnId'>,
  reason: string,
): Promise<{ language: string | null }[]> {
  const rows = await tx.query<{ language: string | null }>(
    `UPDATE conversation SET state = 'waiting' WHERE id = $1 AND owner = 'bot' RETURNING language`,
    [head.conversation],
  )
  // A row without a turn is the notice of a handoff that is recorded already.
  if (head.turnId === null) return rows
  const joined = toJson({ kind: 'joined', reason, because: because(reason) })
  const told = await tx.query<{ handoff: number }>(HAND_OFF, [head.conversation, head.turnId, reason, joined])
  await wake(
    'desk',
    told.map((row) => row.handoff),
  )
  return rows
}
