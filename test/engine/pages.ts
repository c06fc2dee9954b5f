import type { Database } from '../../src/contract/database.ts'
import type { Citable } from '../../src/engine/index.ts'

/** Trained pages in the knowledge tables, and the check that reads them. */
export async function pagesOf(db: Database, count: number) {
  const [connection] = await db.query<{ id: number }>(
    `INSERT INTO connection (kind, site_url, name) VALUES ('test', $1, 'test') RETURNING id`,
    [crypto.randomUUID()],
  )
  const rows = await db.query<{ id: number }>(
    `INSERT INTO page (connection_id, external_id, title, url, version, state, citable)
     SELECT $1, n::text, 'Page ' || n, 'https://wiki.test/' || n, 1, 'trained', true
       FROM generate_series(1, $2::int) n RETURNING id`,
    [connection!.id, count],
  )
  const citable: Citable = async (tx, pages) => {
    const ids = pages.map((page) => page.pageId)
    const [row] = await tx.query<{ ok: boolean }>(
      'SELECT count(*) = cardinality($1::int[]) AS ok FROM page WHERE id = ANY($1::int[]) AND citable',
      [ids],
    )
    return row!.ok
  }
  return {
    ids: rows.map((row) => row.id),
    citable,
    setCitable: (id: number, citable: boolean) =>
      db.query('UPDATE page SET citable = $2 WHERE id = $1', [id, citable]),
  }
}
