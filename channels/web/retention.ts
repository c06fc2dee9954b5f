import type { Database } from '../../src/contract/database.ts'

// Small enough that nobody waits long for the embedded database's only session.
const BATCH = 500

/** Removes conversations, with all they hold, in which nothing happened since `before`. Returns how many. */
export async function prune(db: Database, before: Date): Promise<number> {
  let total = 0
  for (;;) {
    const gone = await db.query(
      `DELETE FROM web_conversation WHERE id IN (
         SELECT id FROM web_conversation WHERE active_at < $1 LIMIT ${BATCH}) RETURNING id`,
      [before],
    )
    total += gone.length
    if (gone.length < BATCH) break
  }
  const threads = await db.query<{ thread: string }>(
    'DELETE FROM web_bot_reference WHERE updated_at < $1 RETURNING thread',
    [before],
  )
  await db.query('DELETE FROM web_bot_send WHERE created_at < $1', [before])
  return total + threads.length
}

/** Removes all that is kept here of a shopper: of Direct Line, or of Bot Framework channels. */
export async function forget(db: Database, bot: boolean, shopper: string): Promise<void> {
  if (!bot) {
    await db.query('DELETE FROM web_conversation WHERE user_id = $1', [shopper])
    return
  }
  await db.query(
    `WITH gone AS (
       DELETE FROM web_bot_reference WHERE reference #>> '{user,id}' = $1 RETURNING thread
     )
     DELETE FROM web_bot_send WHERE thread IN (SELECT thread FROM gone)`,
    [shopper],
  )
}
