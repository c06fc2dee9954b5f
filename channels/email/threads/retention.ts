import type { Database } from '../../../src/contract/database.ts'

// Small enough that nobody waits long for the embedded database's only session.
const BATCH = 500

/** Removes threads, with their mails' ids, in which nothing was written since `before`. Returns how many. */
export async function prune(db: Database, before: Date): Promise<number> {
  let total = 0
  for (;;) {
    const gone = await db.query(
      `DELETE FROM email_thread WHERE (account, id) IN (
         SELECT account, id FROM email_thread WHERE active_at < $1 LIMIT ${BATCH}) RETURNING 1 AS one`,
      [before],
    )
    total += gone.length
    if (gone.length < BATCH) break
  }
  await db.query('DELETE FROM email_webhook_token WHERE at < $1', [before])
  return total
}

/** Removes all that is kept of a shopper: their threads, and the ids of their mails and of ours to them. */
export async function forget(db: Database, account: string, shopper: string): Promise<void> {
  await db.query('DELETE FROM email_thread WHERE account = $1 AND party = $2', [
    account,
    shopper.toLowerCase(),
  ])
}
