import type { Sql } from '../../src/contract/database.ts'
import { bytesVector, exactVectorText } from './vector-text.ts'

/** What a passage's units are known by: the hash of the line as it is compared. */
export interface UnitVector {
  hash: string
  vector: Float32Array
}

/** Those of these lines of these passages that have vectors, by hash. One statement. */
export async function storedUnits(
  db: Sql,
  space: string,
  lines: readonly { chunkId: number; hash: string }[],
): Promise<Map<string, Float32Array>> {
  const rows = await db.query<StoredRow>(
    `SELECT hash, vector_send(embedding) AS embedding FROM unit_vector
     WHERE chunk_id = ANY($1::int[]) AND space = $2 AND hash = ANY($3::text[])`,
    [[...new Set(lines.map(({ chunkId }) => chunkId))], space, [...new Set(lines.map(({ hash }) => hash))]],
  )
  return new Map(rows.map((row) => [row.hash, bytesVector(row.embedding)]))
}

interface StoredRow {
  hash: string
  embedding: Buffer
}

/** Passages of the published edition `c` on pages `p` that shoppers may be shown. */
const LIVE = `c.from_edition <= published.edition_id
  AND (c.to_edition IS NULL OR c.to_edition > published.edition_id) AND p.citable`

/** The vectors of the next passages below this one, newest first; `last` is where to go on, undefined at the end. */
export async function unitsBelow(
  db: Sql,
  space: string,
  below: number,
  chunks: number,
): Promise<{ units: UnitVector[]; last: number | undefined }> {
  const rows = await db.query<StoredRow & { chunkId: number }>(
    `WITH next AS (
       SELECT c.id FROM published, unit_progress done JOIN chunk c ON c.id = done.chunk_id JOIN page p ON p.id = c.page_id
       WHERE done.space = $1 AND done.claimed_until IS NULL AND c.id < $2 AND ${LIVE} ORDER BY c.id DESC LIMIT $3
     )
     SELECT next.id AS "chunkId", hash, vector_send(embedding) AS embedding
     FROM next LEFT JOIN unit_vector u ON u.chunk_id = next.id AND u.space = $1`,
    [space, below, chunks],
  )
  return {
    // A passage of headings alone has none.
    units: rows.flatMap(({ hash, embedding }) =>
      embedding === null ? [] : [{ hash, vector: bytesVector(embedding) }],
    ),
    last: rows.length === 0 ? undefined : Math.min(...rows.map(({ chunkId }) => chunkId)),
  }
}

export interface DuePassage {
  id: number
  /** Of its page. */
  title: string
  text: string
  /** False where another process was quicker. */
  mine: boolean
}

const CLAIM_SECONDS = 120

/**
 * Claims the next passages above this one whose units have no vectors yet, for two minutes, so that processes do not do the
 * same work. Empty when none is left. Rows that somebody else holds are passed over, never waited for.
 */
export async function claimUnits(
  db: Sql,
  space: string,
  above: number,
  chunks: number,
): Promise<DuePassage[]> {
  return db.query<DuePassage>(
    `WITH due AS (
       SELECT c.id, p.title, c.text FROM published, chunk c JOIN page p ON p.id = c.page_id
       WHERE c.id > $2 AND ${LIVE} AND NOT EXISTS (
         SELECT FROM unit_progress w WHERE w.chunk_id = c.id AND w.space = $1
           AND (w.claimed_until IS NULL OR w.claimed_until > now())
       )
       ORDER BY c.id LIMIT $3 FOR NO KEY UPDATE OF c SKIP LOCKED
     ), claimed AS (
       INSERT INTO unit_progress AS w (chunk_id, space, claimed_until)
       SELECT id, $1, now() + interval '${CLAIM_SECONDS} seconds' FROM due
       ON CONFLICT (chunk_id, space) DO UPDATE SET claimed_until = excluded.claimed_until
         WHERE w.claimed_until <= now()
       RETURNING chunk_id
     )
     SELECT due.id, due.title, due.text, claimed.chunk_id IS NOT NULL AS mine
     FROM due LEFT JOIN claimed ON claimed.chunk_id = due.id ORDER BY due.id`,
    [space, above, chunks],
  )
}

/**
 * Stores the vectors of one passage and marks it done; nothing when it was deleted meanwhile. One passage at a time: who deletes pages
 * takes their rows in any order, and could deadlock with one that held several.
 */
export async function saveUnits(
  db: Sql,
  space: string,
  chunkId: number,
  units: readonly UnitVector[],
): Promise<void> {
  await db.query(
    `WITH kept AS MATERIALIZED (SELECT id FROM chunk WHERE id = $1 FOR KEY SHARE),
     stored AS (
       INSERT INTO unit_vector (chunk_id, space, hash, embedding)
       SELECT kept.id, $2, fresh.hash, fresh.embedding::vector
       FROM kept, unnest($3::text[], $4::text[]) AS fresh (hash, embedding)
       ON CONFLICT DO NOTHING
     )
     INSERT INTO unit_progress (chunk_id, space, claimed_until) SELECT id, $2, NULL FROM kept
     ON CONFLICT (chunk_id, space) DO UPDATE SET claimed_until = NULL`,
    [chunkId, space, units.map(({ hash }) => hash), units.map(({ vector }) => exactVectorText(vector))],
  )
}

/** Gives claimed passages back, so that the next who looks need not wait for the claim to end. */
export async function releaseUnits(db: Sql, space: string, chunkIds: readonly number[]): Promise<void> {
  if (chunkIds.length === 0) return
  await db.query(
    'DELETE FROM unit_progress WHERE space = $1 AND chunk_id = ANY($2::int[]) AND claimed_until IS NOT NULL',
    [space, chunkIds],
  )
}

/**
 * What decides whether there may be work: it changes with every crawl and publishing, and while somebody has claims that
 * are not done with.
 */
export async function unitsState(db: Sql, space: string): Promise<{ state: string; claims: boolean }> {
  const [row] = await db.query<{ state: string; claims: boolean }>(
    `SELECT revision || ':' || edition_id AS state,
       EXISTS (SELECT FROM unit_progress WHERE space = $1 AND claimed_until IS NOT NULL) AS claims
     FROM index_state, published`,
    [space],
  )
  return row!
}
