import type { Database } from '../../src/contract/database.ts'
import type { Chunk, Embedder } from '../../src/contract/knowledge.ts'
import { passageIndex, prepareChunks } from '../retrieve/index.ts'
import type { LabelledPassage } from './folder.ts'

/** Pages written in one transaction. */
const BATCH = 50

/**
 * Puts passages into an empty index as a crawl would, one page for each of their groups, in the published edition.
 * Returns the passages' ids by the ids of the chunks they became.
 */
export async function loadPassages(
  db: Database,
  embedder: Embedder,
  passages: readonly LabelledPassage[],
): Promise<Map<number, string>> {
  const pages = Map.groupBy(passages, (passage) => passage.page)
  const keys = [...pages.keys()]
  const pageIds = await addPages(db, keys, pages)
  const prepared = new Map<string, Awaited<ReturnType<typeof prepareChunks>>>()
  for (const [key, own] of pages) {
    const chunks = own.map((passage, ordinal) => asChunk(embedder, passage, ordinal))
    prepared.set(key, await prepareChunks(db, embedder, { title: own[0]!.title }, chunks))
  }
  const [published] = await db.query<{ edition_id: number }>('SELECT edition_id FROM published')
  for (let at = 0; at < keys.length; at += BATCH) {
    await db.transaction(async (tx) => {
      for (const key of keys.slice(at, at + BATCH)) {
        const page = { id: pageIds.get(key)!, title: pages.get(key)![0]!.title }
        await passageIndex.put(tx, published!.edition_id, page, prepared.get(key)!)
      }
    })
  }
  await passageIndex.optimise(db)
  const rows = await db.query<{ id: number; key: string; ordinal: number }>(
    'SELECT chunk.id, page.external_id AS key, chunk.ordinal FROM chunk JOIN page ON page.id = chunk.page_id',
  )
  return new Map(rows.map((row) => [row.id, pages.get(row.key)![row.ordinal]!.id]))
}

function asChunk(embedder: Embedder, passage: LabelledPassage, ordinal: number): Chunk {
  return {
    ordinal,
    headingPath: passage.headings,
    text: passage.text,
    tokens: embedder.countTokens(passage.text),
  }
}

async function addPages(
  db: Database,
  keys: string[],
  pages: Map<string, LabelledPassage[]>,
): Promise<Map<string, number>> {
  const [connection] = await db.query<{ id: number }>(
    `INSERT INTO connection (kind, site_url, name) VALUES ('labelled', 'labelled:set', 'labelled set') RETURNING id`,
  )
  const rows = await db.query<{ id: number; external_id: string }>(
    `INSERT INTO page (connection_id, external_id, title, url, version, state, citable)
     SELECT $1, key, title, 'labelled:' || key, 1, 'trained', true FROM unnest($2::text[], $3::text[]) AS page (key, title)
     RETURNING id, external_id`,
    [connection!.id, keys, keys.map((key) => pages.get(key)![0]!.title)],
  )
  return new Map(rows.map((row) => [row.external_id, row.id]))
}
