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
