import type { Sql } from '../../../src/contract/database.ts'

/**
 * Below so many passages every vector is compared: quicker than a graph, and exact. A graph also costs 3–14 ms for each
 * vector that is added on the embedded database.
 */
export const EXACT_LIMIT = 3000
const SPACE = /^[a-z0-9][a-z0-9._-]{0,60}$/

/** See {@link PassageIndex.optimise}. */
export async function optimise(db: Sql): Promise<void> {
  const spaces = await db.query<{ space: string; dimensions: number; vectors: number }>(
    `SELECT space, min(vector_dims(embedding)) AS dimensions, count(*)::int AS vectors
     FROM chunk_vector WHERE part = 'text' GROUP BY space`,
  )
  for (const { space, dimensions, vectors } of spaces) {
    if (vectors < EXACT_LIMIT || !SPACE.test(space)) continue
    for (const part of ['text', 'title']) {
      // Names and a dimension cannot be parameters of CREATE INDEX; both were checked above.
      await db.query(
        `CREATE INDEX IF NOT EXISTS "chunk_vector_${space}_${part}" ON chunk_vector
         USING hnsw ((embedding::vector(${dimensions})) vector_ip_ops)
         WHERE space = '${space}' AND part = '${part}'`,
      )
    }
  }
  for (const table of ['chunk', 'term', 'posting', 'chunk_vector']) await db.query(`ANALYZE ${table}`)
}
