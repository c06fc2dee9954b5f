import type { Sql } from '../../src/contract/database.ts'

/**
 * Opens the edition that crawls write to. There is at most one staged edition: crawls run one after the other, and one
 * that takes over from a crawl that died goes on in its edition.
 */
export async function stageEdition(tx: Sql, note: string): Promise<number> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('tributary.edition'))`)
  const staged = await stagedEdition(tx)
  if (staged !== undefined) return staged
  const [created] = await tx.query<{ id: number }>(
    `INSERT INTO edition (state, note) VALUES ('staged', $1) RETURNING id`,
    [note],
  )
  return created!.id
}

/** The edition that was opened and not published yet, perhaps by a crawl that died. */
export async function stagedEdition(db: Sql): Promise<number | undefined> {
  const [staged] = await db.query<{ id: number }>(
    `SELECT id FROM edition WHERE state = 'staged' ORDER BY id DESC LIMIT 1`,
  )
  return staged?.id
}

/** Makes a staged edition the one that shoppers are answered from: one row changes. */
export async function publishEdition(tx: Sql, edition: number): Promise<void> {
  await tx.query(`UPDATE edition SET state = 'published', published_at = now() WHERE id = $1`, [edition])
  await tx.query('UPDATE published SET edition_id = $1 WHERE edition_id < $1', [edition])
}

/** The edition that shoppers are answered from. */
export async function publishedEdition(db: Sql): Promise<number> {
  const [row] = await db.query<{ edition_id: number }>('SELECT edition_id FROM published')
  return row!.edition_id
}
