import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localEmbedder } from '../../knowledge/embed/index.ts'
import { passageIndex } from '../../knowledge/retrieve/passages/index.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { addPage, chunk, putChunks } from './pages.ts'

describe('passage index', () => {
  const embedder = localEmbedder()
  let db: TestDatabase
  beforeAll(async () => {
    db = await openTestDatabase()
  })
  afterAll(async () => {
    await embedder.close()
    await db.close()
  })

  const statistics = async () => {
    const [state] = await db.query<{ chunks: number; length: number }>(
      'SELECT chunks, length FROM index_state',
    )
    const terms = await db.query<{ term: string; df: number }>(
      'SELECT term, df FROM term WHERE df <> 0 ORDER BY term',
    )
    return { ...state, df: Object.fromEntries(terms.map(({ term, df }) => [term, df])) }
  }
  const live = (edition: number) =>
    db.query<{ text: string }>(
      `SELECT text FROM chunk WHERE from_edition <= $1 AND (to_edition IS NULL OR to_edition > $1) ORDER BY page_id, ordinal`,
      [edition],
    )

  it('keeps unchanged passages, ends vanished ones, and counts right through every change', async () => {
    const page = { id: await addPage(db, 'Returns'), title: 'Returns' }
    const other = { id: await addPage(db, 'Sizes'), title: 'Sizes' }
    await putChunks(db, embedder, 2, page, [chunk('Send it back.', 0), chunk('Keep the box.', 1)])
    await putChunks(db, embedder, 2, other, [chunk('Rings and boxes.', 0)])
    const result = await putChunks(db, embedder, 3, page, [
      chunk('Bring the bill.', 0),
      chunk('Keep the box.', 1),
    ])
    expect(result).toEqual({ added: 1, kept: 1, ended: 1 })
    expect((await live(2)).map((row) => row.text)).toEqual([
      'Send it back.',
      'Keep the box.',
      'Rings and boxes.',
    ])
    expect((await live(3)).map((row) => row.text)).toEqual([
      'Bring the bill.',
      'Keep the box.',
      'Rings and boxes.',
    ])

    const counted = await statistics()
    expect(counted.df).toMatchObject({ return: 2, box: 2, bring: 1 })
    expect(counted.df).not.toHaveProperty('send')
    expect(counted.chunks).toBe(3)
    await db.transaction((tx) => passageIndex.recount(tx))
    expect(await statistics()).toEqual(counted)

    await db.transaction((tx) => passageIndex.retire(tx, 4, [other.id]))
    expect((await statistics()).df).toMatchObject({ box: 1 })
    expect(await live(3)).toHaveLength(3)
    await db.transaction((tx) => passageIndex.forget(tx, [page.id, other.id]))
    expect(await statistics()).toEqual({ chunks: 0, length: 0, df: {} })
    expect(await live(2)).toEqual([])
    expect(await db.query('SELECT 1 FROM posting UNION ALL SELECT 1 FROM chunk_vector')).toEqual([])
  })

  it('replaces what a staged edition had written before', async () => {
    const page = { id: await addPage(db, 'Care'), title: 'Care' }
    await putChunks(db, embedder, 7, page, [chunk('Wash cold.')])
    await putChunks(db, embedder, 7, page, [chunk('Wash warm.')])
    expect((await live(7)).map((row) => row.text)).toEqual(['Wash warm.'])
    expect(await db.query('SELECT text FROM chunk')).toEqual([{ text: 'Wash warm.' }])
  })

  it('bears a page without passages and a passage without words', async () => {
    const page = { id: await addPage(db, 'Empty'), title: 'Empty' }
    expect(await putChunks(db, embedder, 8, page, [])).toEqual({ added: 0, kept: 0, ended: 0 })
    expect(await putChunks(db, embedder, 8, page, [chunk('\0 …')])).toMatchObject({ added: 1 })
  })
})
