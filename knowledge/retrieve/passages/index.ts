import type { Sql } from '../../../src/contract/database.ts'
import type { Chunk, Embedder } from '../../../src/contract/knowledge.ts'
import { embedCached } from '../../embed/cache.ts'
import { optimise } from './optimise.ts'
import { putPage } from './put.ts'
import { forgetPages, retirePages } from './remove.ts'
import { recount } from './state.ts'
import { passageTexts } from './text.ts'

export interface IndexedPage {
  /** page.id */
  id: number
  title: string
}

/** A passage with its vectors, as {@link prepareChunks} makes it. */
export interface IndexedChunk extends Chunk {
  space: string
  textVector: Float32Array
  titleVector: Float32Array
}

/** Embeds a page's passages for {@link PassageIndex.put}: cached by content, outside of any transaction. */
export async function prepareChunks(
  db: Sql,
  embedder: Embedder,
  page: { title: string },
  chunks: readonly Chunk[],
): Promise<IndexedChunk[]> {
  const texts = chunks.map((chunk) => passageTexts(page.title, chunk))
  const vectors = await embedCached(
    db,
    embedder,
    texts.flatMap(({ text, title }) => [text, title]),
  )
  return chunks.map((chunk, index) => ({
    ...chunk,
    space: embedder.space,
    textVector: vectors[index * 2]!,
    titleVector: vectors[index * 2 + 1]!,
  }))
}

/**
 * What the crawler writes to search. Every method but `optimise` runs inside the caller's transaction and takes turns with other
 * writers; statistics stay right with each call. A page's `citable` decides beside this whether it may be found.
 */
export interface PassageIndex {
  /**
   * Makes `chunks` the page's passages from `edition` on. Unchanged passages are kept as they are, vanished ones end with
   * `edition` (an edition staged but not yet published may be written again and again).
   */
  put(
    tx: Sql,
    edition: number,
    page: IndexedPage,
    chunks: readonly IndexedChunk[],
  ): Promise<{ added: number; kept: number; ended: number }>
  /** Ends all passages of these pages with `edition`; earlier editions still have them. */
  retire(tx: Sql, edition: number, pageIds: readonly number[]): Promise<void>
  /** Deletes all passages of these pages at once, from every edition. Also before rows of `page` are deleted. */
  forget(tx: Sql, pageIds: readonly number[]): Promise<void>
  /** Counts the statistics anew; after an edition was undone, and for repair. */
  recount(tx: Sql): Promise<void>
  /** After a crawl: builds the vector indexes of spaces that have grown, and lets the planner see the new sizes. */
  optimise(db: Sql): Promise<void>
}

export const passageIndex: PassageIndex = {
  put: putPage,
  retire: retirePages,
  forget: forgetPages,
  recount,
  optimise,
}
