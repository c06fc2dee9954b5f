import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeOtherSpaces } from '../../knowledge/embed/index.ts'
import { completeVectors } from '../../knowledge/retrieve/index.ts'
import { embedAnew } from '../../src/main/knowledge.ts'
import { createLog } from '../../src/log.ts'
import { countingEmbedder } from '../crawl/embedder.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { addPage, chunk, putChunks } from '../retrieve/pages.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const old = { ...countingEmbedder(), space: 'old' }
const another = countingEmbedder()

const stored = async () =>
  Object.fromEntries(
    (
      await db.query<{ space: string; vectors: number }>(
        'SELECT space, count(*)::int AS vectors FROM chunk_vector GROUP BY space',
      )
    ).map(({ space, vectors }) => [space, vectors]),
  )

test('a change of the embedder builds a second space beside the first, whole and once, and then drops the first', async () => {
  const passages = 40
  const page = { id: await addPage(db, 'Care'), title: 'Care' }
  const chunks = Array.from({ length: passages }, (_, at) => chunk(`Wash number ${at} by hand.`, at))
  await putChunks(db, old, 2, page, chunks)
  const seen: string[] = []
  expect(await completeVectors(db, another, (done, all) => seen.push(`${done} of ${all}`))).toBe(passages)
  expect(seen).toEqual(['32 of 40', '40 of 40'])
  expect(await stored()).toEqual({ old: 2 * passages, [another.space]: 2 * passages })
  expect(another.embedded).toContain('Care. Wash number 7 by hand.')

  // As if it had died half way: only what is missing is done.
  another.embedded.length = 0
  await db.query('DELETE FROM chunk_vector WHERE space = $1 AND chunk_id = (SELECT max(id) FROM chunk)', [
    another.space,
  ])
  await embedAnew({ embedder: another }, db, createLog('silent'))
  expect(another.embedded).toHaveLength(2)
  expect(await completeVectors(db, another)).toBe(0)

  // The same vectors as a crawl with this embedder would have stored.
  await putChunks(db, another, 3, page, [...chunks, chunk('Wash number 41 by hand.', passages)])
  const [same] = await db.query<{ texts: number }>(
    'SELECT count(DISTINCT hash)::int AS texts FROM chunk_vector WHERE part = $1',
    ['text'],
  )
  expect(same).toEqual({ texts: passages + 1 })
  expect(await removeOtherSpaces(db, another.space)).toBe(2 * passages)
  expect(await stored()).toEqual({ [another.space]: 2 * passages + 2 })
})
