import type { Sql } from '../../src/contract/database.ts'

// Small enough that nobody waits long for the embedded database's only session.
const BATCH = 500

/**
 * Removes what the cache holds of texts that no passage has: of pages that were forgotten, or edited since. Younger
 * entries stay, since a crawl embeds before it stores, and one that died is gone on with. Returns how many it was.
 */
export async function removeUnused(db: Sql, addedBefore: Date): Promise<number> {
  let total = 0
  for (;;) {
    const gone = await db.query(
      `DELETE FROM embedding_cache WHERE (space, hash) IN (
         SELECT space, hash FROM embedding_cache AS entry
         WHERE added_at < $1
           AND NOT EXISTS (SELECT FROM chunk_vector v WHERE v.space = entry.space AND v.hash = entry.hash)
         LIMIT ${BATCH}
       ) RETURNING 1 AS one`,
      [addedBefore],
    )
    total += gone.length
    if (gone.length < BATCH) return total
  }
}
