import type { Database } from '../../src/contract/database.ts'

// Small enough that nobody waits long for the embedded database's only session.
const BATCH = 500

/** Removes calls, with what was said in them, that have been silent since `before`. Returns how many. */
export async function prune(db: Database, before: Date): Promise<number> {
  for (let total = 0; ;) {
    const gone = await db.query(
      `DELETE FROM voice_call WHERE call_sid IN (
         SELECT call_sid FROM voice_call WHERE active_at < $1 LIMIT ${BATCH}) RETURNING call_sid`,
      [before],
    )
    total += gone.length
    if (gone.length < BATCH) return total
  }
}

/** Removes all calls of a shopper, who is known by their number, or by the one call in which they withheld it. */
export async function forget(db: Database, shopper: string): Promise<void> {
  const call = /^anonymous:(.+)$/.exec(shopper)?.[1]
  if (call === undefined) await db.query('DELETE FROM voice_call WHERE caller = $1', [shopper])
  else await db.query('DELETE FROM voice_call WHERE call_sid = $1 AND caller IS NULL', [call])
}
