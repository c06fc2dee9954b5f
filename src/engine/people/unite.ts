import type { Sql } from '../../contract/database.ts'

/** Whoever changes who is linked holds this until the end of the transaction. */
export const LINK_LOCK = `SELECT pg_advisory_xact_lock(hashtext('tributary.link'))`

/**
 * Makes the people of these conversations one with that of the first, and writes down on whose word. Conversations that have no person
 * yet get one. Returns the conversations that are linked now and were not before.
 */
export async function unite(
  tx: Sql,
  conversation: number,
  others: readonly number[],
  actor: string,
): Promise<number[]> {
  if (others.length === 0) return []
  // One at a time: else two that meet could each take the other's person.
  await tx.query(LINK_LOCK)
  await tx.query(
    `INSERT INTO identity (conversation_id, person)
     SELECT id, gen_random_uuid() FROM unnest($1::bigint[]) AS id ON CONFLICT DO NOTHING`,
    [[conversation, ...others]],
  )
  const moved = await tx.query<{ id: number }>(
    `WITH mine AS (SELECT person FROM identity WHERE conversation_id = $1)
     UPDATE identity i SET person = mine.person FROM mine
      WHERE i.person IN (SELECT person FROM identity WHERE conversation_id = ANY($2::bigint[])) AND i.person <> mine.person
      RETURNING conversation_id AS id`,
    [conversation, others],
  )
  const linked = moved.map((row) => row.id)
  if (linked.length > 0) await audit(tx, actor, 'people.linked', { conversation, linked })
  return linked
}

/** Writes down who did what. The subject holds ids, never what somebody wrote. */
export async function audit(tx: Sql, actor: string, action: string, subject: object): Promise<void> {
  await tx.query('INSERT INTO audit (actor, action, subject) VALUES ($1, $2, $3)', [
    actor,
    action,
    JSON.stringify(subject),
  ])
}
