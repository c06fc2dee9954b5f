import type { Sql } from '../../src/contract/database.ts'

// Small enough that nobody waits long for the embedded database's only session.
const BATCH = 500

/**
 * Removes vectors of other spaces than this one: nobody compares them any more once every process has the new embedder. Their
 * entries in the cache go as those of texts that no passage has. Returns how many vectors of passages it was.
 */
export async function removeOtherSpaces(db: Sql, space: string): Promise<number> {
  let total = 0
  for (const table of ['chunk_vector', 'unit_vector', 'unit_progress']) {
    for (;;) {
      const gone = await db.query(
        `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE space <> $1 LIMIT ${BATCH})) RETURNING 1 AS one`,
        [space],
      )
      if (table === 'chunk_vector') total += gone.length
      if (gone.length < BATCH) break
    }
  }
  return total
}
