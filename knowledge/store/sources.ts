import type { Sql } from '../../src/contract/database.ts'
import type { Scope } from '../../src/contract/knowledge.ts'

/** A page, space or folder that an admin has added. */
export interface SourceRow {
  id: number
  connectionId: number
  siteUrl: string
  url: string
  name: string
  scope: Scope
  schedule: string | null
  trainRestricted: boolean
  /** What shoppers see of a page: its link, a public URL by template ({id}, {title}, {slug}), or the title alone. */
  citation: CitationPolicy
  state: string
  errorCode: string | null
  errorText: string | null
  lastCrawlAt: string | null
}

export type CitationPolicy = { show: 'link' } | { show: 'title' } | { show: 'template'; template: string }

const COLUMNS = `source.id, connection_id AS "connectionId", connection.site_url AS "siteUrl", source.url,
  source.name, scope, schedule, train_restricted AS "trainRestricted", citation, source.state,
  source.error_code AS "errorCode", source.error_text AS "errorText", last_crawl_at AS "lastCrawlAt"`

export async function listSources(db: Sql): Promise<SourceRow[]> {
  return db.query(
    `SELECT ${COLUMNS} FROM source JOIN connection ON connection.id = source.connection_id ORDER BY source.id`,
  )
}

export async function readSource(db: Sql, id: number): Promise<SourceRow | undefined> {
  const [row] = await db.query<SourceRow>(
    `SELECT ${COLUMNS} FROM source JOIN connection ON connection.id = source.connection_id WHERE source.id = $1`,
    [id],
  )
  return row
}

/** Adds a source, or changes the settings of the one that has this scope already. */
export async function addSource(
  db: Sql,
  source: {
    connectionId: number
    url: string
    name: string
    scope: Scope
    schedule?: string
    trainRestricted?: boolean
    citation?: CitationPolicy
  },
): Promise<{ id: number; added: boolean }> {
  const [row] = await db.query<{ id: number; added: boolean }>(
    `INSERT INTO source (connection_id, url, name, scope, schedule, train_restricted, citation)
     VALUES ($1, $2, $3, $4, $5, COALESCE($6, false), COALESCE($7::jsonb, '{"show":"link"}'))
     ON CONFLICT (connection_id, scope) DO UPDATE SET name = excluded.name, url = excluded.url,
       schedule = COALESCE($5, source.schedule),
       train_restricted = COALESCE($6, source.train_restricted),
       citation = COALESCE($7::jsonb, source.citation)
     RETURNING id, xmax = 0 AS added`,
    [
      source.connectionId,
      source.url,
      source.name,
      JSON.stringify(source.scope),
      source.schedule ?? null,
      source.trainRestricted ?? null,
      source.citation === undefined ? null : JSON.stringify(source.citation),
    ],
  )
  return row!
}

/** Removes a source. Its pages stay until `reviewPages` finds that no source has them. @returns whether it existed */
export async function removeSource(db: Sql, id: number): Promise<boolean> {
  return (await db.query('DELETE FROM source WHERE id = $1 RETURNING id', [id])).length > 0
}

/** Records how the last crawl of a source ended. */
export async function recordSourceState(
  db: Sql,
  id: number,
  state: string,
  error?: { code: string; text: string },
): Promise<void> {
  await db.query(
    `UPDATE source SET state = $2, error_code = $3, error_text = $4, last_crawl_at = now() WHERE id = $1`,
    [id, state, error?.code ?? null, error?.text ?? null],
  )
}
