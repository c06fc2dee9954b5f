import { createHash } from 'node:crypto'
import type { Sql } from '../../src/contract/database.ts'
import type { Embedder } from '../../src/contract/knowledge.ts'
import { parseVector, vectorText } from './vector-text.ts'

/**
 * Embeds texts, taking from the database what was embedded before in the same space. Call it outside of a transaction:
 * the model takes its time. Two statements at most, and none for an empty list.
 */
export async function embedCached(
  db: Sql,
  embedder: Embedder,
  texts: readonly string[],
): Promise<Float32Array[]> {
  if (texts.length === 0) return []
  const hashes = texts.map(hashText)
  const rows = await db.query<{ hash: string; embedding: string }>(
    'SELECT hash, embedding::text FROM embedding_cache WHERE space = $1 AND hash = ANY($2::text[])',
    [embedder.space, [...new Set(hashes)]],
  )
  const known = new Map(rows.map((row) => [row.hash, parseVector(row.embedding)]))
  const missing = new Map<string, string>()
  hashes.forEach((hash, index) => {
    if (!known.has(hash)) missing.set(hash, texts[index]!)
  })
  if (missing.size > 0) {
    const vectors = await embedder.embed([...missing.values()])
    const fresh = [...missing.keys()]
    fresh.forEach((hash, index) => known.set(hash, vectors[index]!))
    await db.query(
      `INSERT INTO embedding_cache (space, hash, embedding)
       SELECT $1, fresh.hash, fresh.embedding::vector FROM unnest($2::text[], $3::text[]) AS fresh (hash, embedding)
       ON CONFLICT DO NOTHING`,
      [embedder.space, fresh, vectors.map(vectorText)],
    )
  }
  return hashes.map((hash) => known.get(hash)!)
}

/** What an embedded text is known by: in the cache, and at the vectors of passages. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
