import type { Agent } from '../../contract/desk.ts'
import { transact, type EngineParts } from '../parts.ts'
import { tellHandoff } from './feed.ts'
import type { HandoffRow } from './handoffs.ts'

/** Closes a handoff that nobody has claimed; the bot had the conversation all the time. False when somebody was faster. */
export async function close(
  parts: EngineParts,
  { id, conversation }: HandoffRow,
  agent: Agent,
): Promise<boolean> {
  return transact(parts, async (tx, wake) => {
    await tx.query('SELECT 1 FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [conversation])
    const closed = await tx.query(
      `UPDATE handoff SET state = 'resolved', resolved_at = now(), agent = $2, agent_name = $3
        WHERE id = $1 AND state = 'open' RETURNING id`,
      [id, agent.id, agent.name],
    )
    if (closed.length === 0) return false
    await tx.query(`UPDATE conversation SET state = 'open' WHERE id = $1`, [conversation])
    await tellHandoff(tx, wake, id, { kind: 'resolved', agent })
    return true
  })
}
