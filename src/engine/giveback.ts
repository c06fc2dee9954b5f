import type { Sql } from '../contract/database.ts'
import type { Agent } from '../contract/desk.ts'
import { tellHandoff } from './desk/feed.ts'
import { ownership, type Ownership } from './handoff.ts'
import { transact, type EngineParts, type Wake } from './parts.ts'

export interface GiveBack {
  /** Who gives it back; only theirs is then given. */
  agent?: Agent
  as: 'released' | 'resolved'
}

/**
 * Gives a conversation back to the bot. What the person wrote and is still on its way goes out. What the shopper wrote meanwhile is
 * the person's, and the bot does not answer it; only what came in the last moment and no person can have seen is the bot's again.
 */
export async function release(
  parts: EngineParts,
  conversation: number,
  how: GiveBack = { as: 'released' },
): Promise<Ownership> {
  const given = await transact(parts, (tx, wake) => giveBack(parts, tx, wake, conversation, how))
  if (given) parts.log.info({ conversation, agent: how.agent?.id }, how.as)
  return ownership(parts.db, conversation)
}

async function giveBack(
  parts: EngineParts,
  tx: Sql,
  wake: Wake,
  conversation: number,
  { agent, as }: GiveBack,
): Promise<boolean> {
  const given = await tx.query(
    `UPDATE conversation SET owner = 'bot', agent = NULL, agent_name = NULL, epoch = epoch + 1
      WHERE id = $1 AND owner = 'human' AND ($2::text IS NULL OR agent = $2) RETURNING id`,
    [conversation, agent?.id ?? null],
  )
  if (given.length === 0) return false
  const [handoff] = await tx.query<{ id: number }>(
    `UPDATE handoff SET state = 'resolved', resolved_at = now()
      WHERE conversation_id = $1 AND state = 'claimed' RETURNING id`,
    [conversation],
  )
  const left = await divide(parts, tx, conversation, handoff?.id)
  if (left) await wake('turn', [conversation])
  if (handoff) await tellHandoff(tx, wake, handoff.id, { kind: as, ...(agent ? { agent } : {}) })
  return true
}

// Not yet divided is what waits for a turn, and what was left to the desk but has not been shown there. Answered is what came before
// the person's last words.
const DIVIDE = `
  WITH undivided AS (
    SELECT m.id, EXISTS (SELECT FROM outbox o WHERE o.conversation_id = $1 AND o.author = 'human'
                          AND o.created_at >= m.received_at) AS answered,
           (SELECT e.taken_at IS NOT NULL FROM desk_event e WHERE e.handoff_id = $2 AND e.message_id = m.id) AS shown
      FROM message m WHERE m.conversation_id = $1 AND m.turn_state = 'pending'
    UNION ALL
    SELECT m.id, EXISTS (SELECT FROM outbox o WHERE o.conversation_id = $1 AND o.author = 'human'
                          AND o.created_at >= m.received_at), false
      FROM desk_event e JOIN message m ON m.id = e.message_id
     WHERE $3::boolean AND e.handoff_id = $2 AND e.taken_at IS NULL AND m.turn_state = 'desk'
  )
  UPDATE message m
     SET turn_state = CASE WHEN u.answered OR $3 AND u.shown THEN 'desk' ELSE 'pending' END
    FROM undivided u WHERE m.id = u.id RETURNING turn_state AS state`

/**
 * Divides what came in around the moment of giving back, each to exactly one: to the person what they answered or had on their desk,
 * the rest to the bot. True when the bot has something to answer.
 */
async function divide(
  parts: EngineParts,
  tx: Sql,
  conversation: number,
  handoff: number | undefined,
): Promise<boolean> {
  const rows = await tx.query<{ state: string }>(DIVIDE, [
    conversation,
    handoff ?? null,
    parts.desk !== undefined,
  ])
  return rows.some((row) => row.state === 'pending')
}
