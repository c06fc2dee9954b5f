import type { Sql } from '../../../src/contract/database.ts'
import { countChunks, lockIndex } from './state.ts'

/** Ends passages with this edition; what only this edition had is deleted. */
export async function endChunks(tx: Sql, edition: number, chunkIds: number[]): Promise<void> {
  if (chunkIds.length === 0) return
  await countChunks(tx, { sign: -1, chunkIds })
  await tx.query('DELETE FROM chunk WHERE id = ANY($1::int[]) AND from_edition >= $2', [chunkIds, edition])
  await tx.query('UPDATE chunk SET to_edition = $2 WHERE id = ANY($1::int[])', [chunkIds, edition])
}

/** See {@link PassageIndex.retire}. */
export async function retirePages(tx: Sql, edition: number, pageIds: readonly number[]): Promise<void> {
  if (pageIds.length === 0) return
  await lockIndex(tx)
  const live = await tx.query<{ id: number }>(
    'SELECT id FROM chunk WHERE page_id = ANY($1::int[]) AND to_edition IS NULL',
    [pageIds],
  )
  await endChunks(
    tx,
    edition,
    live.map((row) => row.id),
  )
}

/** See {@link PassageIndex.forget}. */
export async function forgetPages(tx: Sql, pageIds: readonly number[]): Promise<void> {
  if (pageIds.length === 0) return
  await lockIndex(tx)
  const rows = await tx.query<{ id: number; live: boolean }>(
    'SELECT id, to_edition IS NULL AS live FROM chunk WHERE page_id = ANY($1::int[])',
    [pageIds],
  )
  await countChunks(tx, { sign: -1, chunkIds: rows.filter((row) => row.live).map((row) => row.id) })
  await tx.query('DELETE FROM chunk WHERE page_id = ANY($1::int[])', [pageIds])
}
