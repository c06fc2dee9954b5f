import type { Sql } from '../../src/contract/database.ts'
import type { Converted, PageStub, SourcePage } from '../../src/contract/knowledge.ts'

/** A page as the crawler knows it. */
export interface KnownPage {
  id: number
  connectionId: number
  externalId: string
  title: string
  url: string
  spaceKey: string | null
  parentId: string | null
  ancestorIds: string[]
  labels: string[]
  /** Included pages by id, with the version that was trained. */
  includes: Record<string, number>
  restricted: boolean
  version: number
  updatedAt: string | null
  state: 'new' | 'trained' | 'empty' | 'failed' | 'excluded' | 'restricted' | 'gone'
  citable: boolean
  trainedVersion: number | null
  contentHash: string | null
  memberships: { sourceId: number; trainRestricted: boolean }[]
}

const COLUMNS = `
  page.id, page.connection_id AS "connectionId", page.external_id AS "externalId", page.title, page.url,
  page.space_key AS "spaceKey", page.parent_id AS "parentId", page.ancestor_ids AS "ancestorIds", page.labels,
  page.includes, page.restricted, page.version, page.updated_at AS "updatedAt", page.state, page.citable,
  page.trained_version AS "trainedVersion", page.content_hash AS "contentHash",
  COALESCE((SELECT jsonb_agg(jsonb_build_object('sourceId', source.id, 'trainRestricted', source.train_restricted))
            FROM source_page JOIN source ON source.id = source_page.source_id
            WHERE source_page.page_id = page.id), '[]') AS memberships`

/** Pages by what selects them; without a filter all of them. */
export async function readPages(
  db: Sql,
  filter: {
    ids?: readonly number[]
    sourceId?: number
    connectionId?: number
    externalIds?: readonly string[]
  } = {},
): Promise<KnownPage[]> {
  return db.query<KnownPage>(
    `SELECT ${COLUMNS} FROM page
     WHERE ($1::int[] IS NULL OR page.id = ANY($1))
       AND ($2::int IS NULL OR page.id IN (SELECT page_id FROM source_page WHERE source_id = $2))
       AND ($3::int IS NULL OR page.connection_id = $3)
       AND ($4::text[] IS NULL OR page.external_id = ANY($4))
     ORDER BY page.id`,
    [filter.ids ?? null, filter.sourceId ?? null, filter.connectionId ?? null, filter.externalIds ?? null],
  )
}

/**
 * Records what a listing showed: new pages appear, known ones get their current place, title, labels and restrictions.
 * Two statements, whatever the number of pages.
 */
export async function recordListing(
  tx: Sql,
  listing: { connectionId: number; sourceId: number; crawlId: number; stubs: readonly PageStub[] },
): Promise<void> {
  const { connectionId, sourceId, crawlId, stubs } = listing
  await recordStubs(tx, connectionId, stubs)
  await tx.query(
    `INSERT INTO source_page (source_id, page_id, seen_crawl)
     SELECT $1, page.id, $2 FROM page WHERE page.connection_id = $3 AND page.external_id = ANY($4)
     ON CONFLICT (source_id, page_id) DO UPDATE SET seen_crawl = excluded.seen_crawl`,
    [sourceId, crawlId, connectionId, stubs.map((stub) => stub.id)],
  )
}

/** Records the current place, title, labels, restrictions and version of pages, whether or not a source lists them. */
export async function recordStubs(tx: Sql, connectionId: number, stubs: readonly PageStub[]): Promise<void> {
  await tx.query(
    `INSERT INTO page (connection_id, external_id, title, url, space_key, parent_id, ancestor_ids, labels,
                       restricted, version, updated_at, state)
     SELECT $1, id, title, url, "spaceKey", "parentId", ARRAY(SELECT jsonb_array_elements_text("ancestorIds")),
            ARRAY(SELECT jsonb_array_elements_text(labels)), restricted, version, "updatedAt", 'new'
     FROM jsonb_to_recordset($2::jsonb) AS stub (id text, title text, url text, "spaceKey" text, "parentId" text,
       "ancestorIds" jsonb, labels jsonb, restricted boolean, version int, "updatedAt" timestamptz)
     ON CONFLICT (connection_id, external_id) DO UPDATE SET
       title = excluded.title, url = excluded.url, space_key = excluded.space_key,
       parent_id = excluded.parent_id, ancestor_ids = excluded.ancestor_ids, labels = excluded.labels,
       restricted = excluded.restricted, version = excluded.version, updated_at = excluded.updated_at`,
    [connectionId, JSON.stringify(stubs)],
  )
}

/** What asking for a page by its id did not find: no version is 0, so what includes the page is trained again. */
export async function recordUnreadable(
  db: Sql,
  connectionId: number,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return
  await db.query('UPDATE page SET version = 0 WHERE connection_id = $1 AND external_id = ANY($2::text[])', [
    connectionId,
    externalIds,
  ])
}

/** Lets a crawl that is gone on with see every page anew. */
export async function forgetSeen(tx: Sql, sourceId: number, crawlId: number): Promise<void> {
  await tx.query('UPDATE source_page SET seen_crawl = 0 WHERE source_id = $1 AND seen_crawl = $2', [
    sourceId,
    crawlId,
  ])
}

/** Takes the pages out of the source that its complete listing did not show. @returns their ids */
export async function dropUnseen(tx: Sql, sourceId: number, crawlId: number): Promise<number[]> {
  const rows = await tx.query<{ page_id: number }>(
    'DELETE FROM source_page WHERE source_id = $1 AND seen_crawl <> $2 RETURNING page_id',
    [sourceId, crawlId],
  )
  return rows.map((row) => row.page_id)
}

/**
 * Takes pages away from shoppers at once, in every edition. What made them up is dropped too, so that a page which
 * comes back is trained anew. The passages themselves are deleted by the index.
 */
export async function withdrawPages(
  tx: Sql,
  pages: readonly { id: number; state: string; why: string }[],
): Promise<void> {
  if (pages.length === 0) return
  await tx.query(
    `UPDATE page SET state = gone.state, citable = false, trained_version = NULL, content_hash = NULL,
       markdown = NULL, losses = '[]', error_code = NULL, error_text = gone.why
     FROM jsonb_to_recordset($1::jsonb) AS gone (id int, state text, why text) WHERE page.id = gone.id`,
    [JSON.stringify(pages)],
  )
}

export interface Training {
  pageId: number
  page: SourcePage
  converted: Converted
  contentHash: string
  includes: Record<string, number>
  state: 'trained' | 'empty'
  /** What is wrong with the page all the same, such as a cycle of includes. */
  problem?: { code: string; text: string }
}

/** Records what a page was trained from. */
export async function recordTraining(tx: Sql, training: Training): Promise<void> {
  const { stub, body } = training.page
  await tx.query(
    `UPDATE page SET state = $2, citable = $3, trained_version = $4, version = $4, content_hash = $5,
       body_format = $6, markdown = $7, losses = $8, includes = $9, title = $10, url = $11, labels = $12,
       error_code = $13, error_text = $14, crawled_at = now()
     WHERE id = $1`,
    [
      training.pageId,
      training.state,
      training.state === 'trained',
      stub.version,
      training.contentHash,
      body.format,
      training.converted.markdown,
      JSON.stringify(training.converted.losses),
      JSON.stringify(training.includes),
      stub.title,
      stub.url,
      stub.labels,
      training.problem?.code ?? null,
      training.problem?.text ?? null,
    ],
  )
}

/** Records why a page could not be trained. What was trained of it before stays. */
export async function recordFailure(
  db: Sql,
  pageId: number,
  failure: { code: string; text: string },
): Promise<void> {
  await db.query(
    `UPDATE page SET error_code = $2, error_text = $3, crawled_at = now(),
       state = CASE WHEN citable THEN state ELSE 'failed' END
     WHERE id = $1`,
    [pageId, failure.code, failure.text],
  )
}

/** Lets the next crawl fetch and train all pages of these sources again. */
export async function retrain(db: Sql, sourceIds: readonly number[]): Promise<void> {
  await db.query(
    `UPDATE page SET trained_version = NULL
     WHERE id IN (SELECT page_id FROM source_page WHERE source_id = ANY($1))`,
    [sourceIds],
  )
}
