import type { Sql } from '../../src/contract/database.ts'

/**
 * Whether all of these pages may be shown to a shopper now: trained, in a source, neither restricted nor excluded nor
 * gone, and, where a version was quoted, not trained anew since. One statement; none for an empty list.
 */
export async function citable(
  tx: Sql,
  pages: readonly { pageId: number; version?: number }[],
): Promise<boolean> {
  if (pages.length === 0) return true
  const [row] = await tx.query<{ lost: number }>(
    `SELECT count(*)::int AS lost
     FROM unnest($1::int[], $2::int[]) AS cited (id, version)
     LEFT JOIN page ON page.id = cited.id AND page.citable
       AND (cited.version IS NULL OR page.trained_version = cited.version)
     WHERE page.id IS NULL`,
    [pages.map((page) => page.pageId), pages.map((page) => page.version ?? null)],
  )
  return row!.lost === 0
}

/**
 * Which of these passages, found in the past, may not be shown any more, with what became of their pages. Forgetting
 * deletes passages, and one that is gone never comes back: a page that is trained again has new ones. Passages that an
 * edit replaced may still be shown.
 */
export async function takenAway(
  db: Sql,
  passages: readonly { chunkId: number; pageId: number }[],
): Promise<Map<number, string>> {
  if (passages.length === 0) return new Map()
  const rows = await db.query<{ chunkId: number; why: string }>(
    `SELECT found.chunk_id AS "chunkId",
       CASE WHEN page.id IS NULL THEN 'gone' WHEN page.citable THEN 'trained again' ELSE page.state END AS why
     FROM unnest($1::int[], $2::int[]) AS found (chunk_id, page_id)
     LEFT JOIN page ON page.id = found.page_id
     LEFT JOIN chunk ON chunk.id = found.chunk_id AND page.citable
     WHERE chunk.id IS NULL`,
    [passages.map((passage) => passage.chunkId), passages.map((passage) => passage.pageId)],
  )
  return new Map(rows.map((row) => [row.chunkId, row.why]))
}
