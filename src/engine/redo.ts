import { randomUUID } from 'node:crypto'
import type { Sql } from '../contract/database.ts'
import { append } from './outbox.ts'
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
  const [conversation] = await handOff(tx, head, 'page_gone')
  const content = { text: wordsIn(conversation?.language).handoff, citations: [], choices: [] }
  await append(tx, head.conversation, { key: randomUUID(), author: 'bot', content })
  await wake('deliver', [head.conversation])
  return 'handoff'
}

/** Records that a person is needed because of this row, with the question it was meant to answer. */
export async function handOff(tx: Sql, head: Head, reason: string): Promise<{ language: string | null }[]> {
  const rows = await tx.query<{ language: string | null }>(
    `UPDATE conversation SET state = 'waiting' WHERE id = $1 AND owner = 'bot' RETURNING language`,
    [head.conversation],
  )
  // A row without a turn is the notice of a handoff that is recorded already.
  if (head.turnId === null) return rows
  await tx.query(
    `INSERT INTO handoff (conversation_id, turn_id, question, reason, last_message_id)
     SELECT $1, $2::uuid, coalesce(string_agg(text, E'\\n' ORDER BY at, id), ''), $3, max(id)
       FROM message WHERE turn_id = $2`,
    [head.conversation, head.turnId, reason],
  )
  return rows
}
