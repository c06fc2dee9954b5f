import type { Sql } from '../../../src/contract/database.ts'
import { hashText } from '../../embed/cache.ts'
import { vectorText } from '../../embed/vector-text.ts'
import type { IndexedChunk, IndexedPage } from './index.ts'
import { endChunks } from './remove.ts'
import { countChunks, lockIndex } from './state.ts'
import { passageHash, passageTerms, passageTexts } from './text.ts'

interface Fresh {
  chunk: IndexedChunk
  hash: string
  counts: Map<string, number>
  length: number
}

/** See {@link PassageIndex.put}. */
export async function putPage(
  tx: Sql,
  edition: number,
  page: IndexedPage,
  chunks: readonly IndexedChunk[],
): Promise<{ added: number; kept: number; ended: number }> {
  await lockIndex(tx)
  const live = await tx.query<{ id: number; ordinal: number; content_hash: string }>(
    'SELECT id, ordinal, content_hash FROM chunk WHERE page_id = $1 AND to_edition IS NULL ORDER BY ordinal, id',
    [page.id],
  )
  const unmatched = new Map<string, number[]>()
  for (const row of live)
    unmatched.set(row.content_hash, [...(unmatched.get(row.content_hash) ?? []), row.id])
  const fresh: Fresh[] = []
  const kept: { id: number; ordinal: number }[] = []
  for (const chunk of chunks) {
    const hash = passageHash(page.title, chunk)
    const id = unmatched.get(hash)?.shift()
    if (id === undefined) fresh.push({ chunk, hash, ...passageTerms(page.title, chunk) })
    else kept.push({ id, ordinal: chunk.ordinal })
  }
  const ended = [...unmatched.values()].flat()
  await endChunks(tx, edition, ended)
  const places = new Map(live.map((row) => [row.id, row.ordinal]))
  await reorder(
    tx,
    kept.filter((row) => places.get(row.id) !== row.ordinal),
  )
  await addChunks(tx, edition, page, fresh)
  return { added: fresh.length, kept: kept.length, ended: ended.length }
}

async function reorder(tx: Sql, rows: { id: number; ordinal: number }[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `UPDATE chunk SET ordinal = moved.ordinal FROM unnest($1::int[], $2::int[]) AS moved (id, ordinal)
     WHERE chunk.id = moved.id`,
    [rows.map((row) => row.id), rows.map((row) => row.ordinal)],
  )
}

async function addChunks(tx: Sql, edition: number, page: IndexedPage, fresh: Fresh[]): Promise<void> {
  if (fresh.length === 0) return
  const rows = await tx.query<{ id: number }>(
    `INSERT INTO chunk (page_id, from_edition, ordinal, title, heading_path, text, tokens, length, content_hash)
     SELECT $1, $2, ordinal, $3, ARRAY(SELECT jsonb_array_elements_text(heading_path)), text, tokens, length, hash
     FROM jsonb_to_recordset($4::jsonb) AS fresh
       (ordinal int, heading_path jsonb, text text, tokens int, length int, hash text, place int)
     ORDER BY place RETURNING id`,
    [page.id, edition, page.title, JSON.stringify(fresh.map(row))],
  )
  const ids = rows.map(({ id }) => id).sort((a, b) => a - b)
  await addPostings(tx, fresh, ids)
  await addVectors(tx, page, fresh, ids)
  await countChunks(tx, { sign: 1, chunkIds: ids })
}

function row({ chunk, hash, length }: Fresh, place: number): Record<string, unknown> {
  // PostgreSQL's text cannot hold the character NUL.
  const clean = (text: string) => text.replaceAll('\0', '')
  return {
    place,
    ordinal: chunk.ordinal,
    heading_path: chunk.headingPath.map(clean),
    text: clean(chunk.text),
    tokens: chunk.tokens,
    length,
    hash,
  }
}

async function addPostings(tx: Sql, fresh: Fresh[], ids: number[]): Promise<void> {
  const vocabulary = new Set(fresh.flatMap(({ counts }) => [...counts.keys()]))
  await tx.query('INSERT INTO term (term) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
    [...vocabulary],
  ])
  const words: string[] = []
  const chunkIds: number[] = []
  const counts: number[] = []
  const lengths: number[] = []
  fresh.forEach((entry, index) => {
    for (const [term, count] of entry.counts) {
      words.push(term)
      chunkIds.push(ids[index]!)
      counts.push(Math.min(count, 32_767))
      lengths.push(entry.length)
    }
  })
  await tx.query(
    `INSERT INTO posting (term_id, chunk_id, count, length)
     SELECT term.id, fresh.chunk_id, fresh.count, fresh.length
     FROM unnest($1::text[], $2::int[], $3::int[], $4::int[]) AS fresh (term, chunk_id, count, length)
     JOIN term ON term.term = fresh.term`,
    [words, chunkIds, counts, lengths],
  )
}

async function addVectors(tx: Sql, page: IndexedPage, fresh: Fresh[], ids: number[]): Promise<void> {
  await tx.query(
    `INSERT INTO chunk_vector (chunk_id, space, part, embedding, hash)
     SELECT chunk_id, space, part, embedding::vector, hash
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[])
       AS fresh (chunk_id, space, part, embedding, hash)`,
    [
      fresh.flatMap((_, index) => [ids[index]!, ids[index]!]),
      fresh.flatMap(({ chunk }) => [chunk.space, chunk.space]),
      fresh.flatMap(() => ['text', 'title']),
      fresh.flatMap(({ chunk }) => [vectorText(chunk.textVector), vectorText(chunk.titleVector)]),
      fresh.flatMap(({ chunk }) => {
        const { text, title } = passageTexts(page.title, chunk)
        return [hashText(text), hashText(title)]
      }),
    ],
  )
}
