import type { Sql } from '../../src/contract/database.ts'
import type { Chunk, Embedder } from '../../src/contract/knowledge.ts'
import { passageIndex, prepareChunks } from '../../knowledge/retrieve/passages/index.ts'
import type { TestDatabase } from '../database.ts'

/** A passage under the page's title alone. */
export const chunk = (text: string, ordinal = 0, headingPath: string[] = []): Chunk => ({
  ordinal,
  headingPath,
  text,
  tokens: text.split(' ').length,
})

/** A citable page; returns its id. */
export async function addPage(db: Sql, title: string): Promise<number> {
  const [connection] = await db.query<{ id: number }>(
    `INSERT INTO connection (kind, site_url, name) VALUES ('test', 'https://wiki.example', 'test')
     ON CONFLICT (kind, site_url) DO UPDATE SET name = 'test' RETURNING id`,
  )
  const [page] = await db.query<{ id: number }>(
    `INSERT INTO page (connection_id, external_id, title, url, version, state, citable)
     VALUES ($1, $2, $2, 'https://wiki.example/' || $2, 1, 'trained', true) RETURNING id`,
    [connection!.id, title],
  )
  return page!.id
}

export async function putChunks(
  db: TestDatabase,
  embedder: Embedder,
  edition: number,
  page: { id: number; title: string },
  chunks: Chunk[],
) {
  const prepared = await prepareChunks(db, embedder, page, chunks)
  return db.transaction((tx) => passageIndex.put(tx, edition, page, prepared))
}
