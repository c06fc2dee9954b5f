import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { embedCached } from '../../knowledge/embed/index.ts'
import { passageIndex } from '../../knowledge/retrieve/index.ts'
import { embeddingUpkeep } from '../../src/main/knowledge.ts'
import { countingEmbedder } from '../crawl/embedder.ts'
import { clearKnowledge } from '../crawl/wiki.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { addPage, chunk, putChunks } from '../retrieve/pages.ts'

const HOUR_MS = 3_600_000

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
beforeEach(() => clearKnowledge(db))
afterAll(() => db.close())

const embedder = countingEmbedder()
const sweep = (hours: number) =>
  embeddingUpkeep(db, embedder.space).run(new Date(Date.now() + hours * HOUR_MS))

/** Which of these texts would have to be embedded again. */
async function unknown(...texts: string[]): Promise<string[]> {
  embedder.embedded.length = 0
  await embedCached(db, embedder, texts)
  return embedder.embedded.splice(0)
}

test('a forgotten page’s vectors leave the cache, those that passages have stay', async () => {
  const gone = { id: await addPage(db, 'Gone'), title: 'Care' }
  const kept = { id: await addPage(db, 'Kept'), title: 'Care' }
  const edition = 1
  await putChunks(db, embedder, edition, gone, [chunk('Secret words.', 0), chunk('Said on both.', 1)])
  await putChunks(db, embedder, edition, kept, [chunk('Said on both.', 0), chunk('Public words.', 1)])
  await db.transaction((tx) => passageIndex.forget(tx, [gone.id]))
  expect(await sweep(25)).toMatchObject({ removed: 1 })
  expect(await unknown('Care', 'Care. Public words.', 'Care. Said on both.')).toEqual([])
  expect(await unknown('Care. Secret words.')).toEqual(['Care. Secret words.'])
})

test('what was embedded today and is not stored yet stays, so that a crawl can be gone on with', async () => {
  await unknown('Just embedded.')
  expect(await sweep(1)).toEqual({ removed: 0 })
  expect(await unknown('Just embedded.')).toEqual([])
  expect(await sweep(25)).toMatchObject({ removed: 1 })
  expect(await unknown('Just embedded.')).toEqual(['Just embedded.'])
})

test('a large cache is emptied whole', async () => {
  await db.query(
    `INSERT INTO embedding_cache (space, hash, embedding)
     SELECT 'old', n::text, '[1]' FROM generate_series(1, 1200) AS n`,
  )
  expect(await sweep(25)).toMatchObject({ removed: 1200 })
})
