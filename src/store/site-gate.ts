import type { Sql } from '../contract/database.ts'

/** What a site's gate was fitted on. */
export interface FittedOn {
  /** Questions made from the corpus. */
  questions: number
  labels: number
  passages: number
  /** The model whose answers to the labels were looked at, whether they told something or not. */
  composer?: string
  /** When that model could not be reached: ISO 8601 with zone. What was known of it before is kept. */
  composerFailedAt?: string
  /** Hash of the shipped weights it started from, and of the rules that models compose by: with others it is of no use. */
  base: string
}

/** A gate of the site's own; `Weights` is the gate's business. */
export interface SiteGate<Weights> {
  id: number
  weights: Weights
  fittedOn: FittedOn
  edition: number
}

export async function newestSiteGate<Weights>(db: Sql): Promise<SiteGate<Weights> | undefined> {
  const [row] = await db.query<SiteGate<Weights>>(
    'SELECT id, weights, fitted_on AS "fittedOn", edition FROM site_gate ORDER BY id DESC LIMIT 1',
  )
  return row
}

/** Earlier ones are kept: a trace can be told from the gate of its time. */
export async function saveSiteGate(
  db: Sql,
  gate: { weights: unknown; fittedOn: FittedOn },
  index: IndexState,
): Promise<void> {
  await db.query(
    'INSERT INTO site_gate (weights, fitted_on, index_revision, edition) VALUES ($1, $2, $3, $4)',
    [JSON.stringify(gate.weights), JSON.stringify(gate.fittedOn), index.revision, index.edition],
  )
}

export interface IndexState {
  revision: number
  edition: number
  /** Passages that shoppers' questions can find. */
  passages: number
}

export async function indexState(db: Sql): Promise<IndexState> {
  const [row] = await db.query<IndexState>(
    `SELECT revision::float8, edition_id AS edition, (
       SELECT count(*)::int FROM chunk
       WHERE from_edition <= edition_id AND (to_edition IS NULL OR to_edition > edition_id)
     ) AS passages FROM index_state, published`,
  )
  return row!
}

/** Passages that came after an edition. */
export async function passagesSince(db: Sql, edition: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM chunk, published
     WHERE from_edition > $1 AND from_edition <= edition_id AND (to_edition IS NULL OR to_edition > edition_id)`,
    [edition],
  )
  return row!.count
}
