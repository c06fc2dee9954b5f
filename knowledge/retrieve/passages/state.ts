import type { Sql } from '../../../src/contract/database.ts'

/**
 * Takes the index for this transaction: writers of the statistics go one after another, which also rules out deadlocks
 * between them. Readers are not held up.
 */
export async function lockIndex(tx: Sql): Promise<void> {
  await tx.query('UPDATE index_state SET revision = revision + 1')
}

export interface Change {
  /** +1 when passages come in, -1 when they go. */
  sign: 1 | -1
  chunkIds: number[]
}

/** Keeps document frequencies, the number of passages and their length right. Before the rows of those that go are deleted. */
export async function countChunks(tx: Sql, change: Change): Promise<void> {
  if (change.chunkIds.length === 0) return
  await tx.query(
    `WITH changed AS (
       SELECT term_id, count(*)::int AS times FROM posting WHERE chunk_id = ANY($1::int[]) GROUP BY term_id
     ), counted AS (
       UPDATE term SET df = df + $2 * changed.times FROM changed WHERE term.id = changed.term_id
     )
     UPDATE index_state SET chunks = index_state.chunks + $2 * own.chunks, length = index_state.length + $2 * own.length
     FROM (SELECT count(*) AS chunks, coalesce(sum(length), 0) AS length FROM chunk WHERE id = ANY($1::int[])) AS own`,
    [change.chunkIds, change.sign],
  )
}

/** Counts everything anew, for repair and after an edition was undone. Reads the whole index. */
export async function recount(tx: Sql): Promise<void> {
  await lockIndex(tx)
  await tx.query(
    `UPDATE term SET df = coalesce(own.df, 0) FROM term AS every LEFT JOIN (
       SELECT term_id, count(*)::int AS df FROM posting JOIN chunk ON chunk.id = chunk_id
       WHERE to_edition IS NULL GROUP BY term_id
     ) AS own ON own.term_id = every.id
     WHERE term.id = every.id AND term.df IS DISTINCT FROM coalesce(own.df, 0)`,
  )
  await tx.query(
    `UPDATE index_state SET chunks = own.chunks, length = own.length
     FROM (SELECT count(*) AS chunks, coalesce(sum(length), 0) AS length FROM chunk WHERE to_edition IS NULL) AS own`,
  )
}
