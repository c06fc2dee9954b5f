import type { Sql } from '../../src/contract/database.ts'
import type { Loss } from '../../src/contract/knowledge.ts'

/** What the training monitor shows of a page. */
export interface PageState {
  id: number
  externalId: string
  title: string
  url: string
  state: string
  citable: boolean
  version: number
  trainedVersion: number | null
  crawledAt: string | null
  labels: string[]
  losses: Loss[]
  errorCode: string | null
  errorText: string | null
}

/** The pages of a source, as they stand. */
export async function pageStates(db: Sql, sourceId: number): Promise<PageState[]> {
  return db.query(
    `SELECT page.id, external_id AS "externalId", title, url, state, citable, version,
       trained_version AS "trainedVersion", crawled_at AS "crawledAt", labels, losses,
       error_code AS "errorCode", error_text AS "errorText"
     FROM page JOIN source_page ON source_page.page_id = page.id
     WHERE source_page.source_id = $1 ORDER BY title, page.id`,
    [sourceId],
  )
}

/** Pages by state, over all sources. */
export async function countPages(db: Sql): Promise<Record<string, number>> {
  const rows = await db.query<{ state: string; count: number }>(
    'SELECT state, count(*)::int AS count FROM page GROUP BY state ORDER BY state',
  )
  return Object.fromEntries(rows.map((row) => [row.state, row.count]))
}
