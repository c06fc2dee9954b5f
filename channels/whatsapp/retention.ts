import type { Sql } from '../../src/contract/database.ts'

/** Removes what belongs to nobody who wrote since, and what lay by; returns how many people were forgotten. */
export async function prune(db: Sql, before: Date): Promise<number> {
  const people = await db.query('DELETE FROM whatsapp_person WHERE seen_at < $1 RETURNING 1 AS one', [before])
  await db.query('DELETE FROM whatsapp_offer WHERE at < $1', [before])
  await db.query('DELETE FROM whatsapp_progress WHERE at < $1', [before])
  await db.query("DELETE FROM whatsapp_relay WHERE at < now() - interval '1 hour'")
  return people.length
}

/** Removes all of one shopper, who is known by their thread. */
export async function forget(db: Sql, account: string, shopper: string): Promise<void> {
  for (const table of ['person', 'offer', 'progress', 'relay'])
    await db.query(`DELETE FROM whatsapp_${table} WHERE account = $1 AND thread = $2`, [account, shopper])
}
