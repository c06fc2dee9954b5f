import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localEmbedder } from '../../knowledge/embed/index.ts'
import { createRetriever, passageIndex } from '../../knowledge/retrieve/index.ts'
import type { Database } from '../../src/contract/database.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { addPage, chunk, putChunks } from './pages.ts'

const PAGES: Record<string, string[]> = {
  'Returns policy': [
    'You can return items within 30 days.',
    'Refunds reach your card within five working days.',
  ],
  'Delivery to Switzerland': ['Delivery to Switzerland takes four days and costs CHF 9.00.'],
  'Wool care': ['Wash merino at 30 degrees in the wool programme, inside out.'],
  'Head torches': ['The battery of the head torch is charged by USB-C and lasts 14 hours.'],
  'Gift vouchers': ['A voucher is valid for three years from the day it is bought.'],
}

describe('retriever', () => {
  const embedder = localEmbedder()
  let db: TestDatabase
  let edition: number
  const pages = new Map<string, number>()
  beforeAll(async () => {
    db = await openTestDatabase()
    const [published] = await db.query<{ edition_id: number }>('SELECT edition_id FROM published')
    edition = published!.edition_id
    for (const [title, texts] of Object.entries(PAGES)) {
      const id = await addPage(db, title)
      pages.set(title, id)
      await putChunks(
        db,
        embedder,
        edition,
        { id, title },
        texts.map((text, ordinal) => chunk(text, ordinal)),
      )
    }
  })
  afterAll(async () => {
    await embedder.close()
    await db.close()
  })

  const first = async (text: string, history?: { role: 'user' | 'agent'; text: string }[]) => {
    const found = await createRetriever(db, embedder).retrieve({ text, ...(history ? { history } : {}) })
    return found.candidates[0]?.title
  }

  it.each([
    ['how long do I have to send something back', 'Returns policy'],
    ['when do i get my mony back', 'Returns policy'],
    ['what does shipping to zurich cost', 'Delivery to Switzerland'],
    ['how do I wsh my merno jumper', 'Wool care'],
    ['does the headlamp have a batery', 'Head torches'],
    ['when does my gift card expire', 'Gift vouchers'],
  ])('finds the page for "%s"', async (question, title) => {
    expect(await first(question)).toBe(title)
  })

  it('understands a follow-up by what was asked before', async () => {
    const history = [{ role: 'user' as const, text: 'tell me about your head torch' }]
    expect(await first('how long does it last?', history)).toBe('Head torches')
  })

  it('searches for one question made of a follow-up and the one before it, and tells which', async () => {
    const retriever = createRetriever(db, embedder)
    const asked = async (before: string, text: string) =>
      retriever.retrieve({ text, history: [{ role: 'user', text: before }] })
    const replaced = await asked('what does delivery to Germany cost', 'and to Zurich?')
    expect(replaced.query).toBe('what does delivery to Zurich cost')
    expect(replaced.candidates[0]?.title).toBe('Delivery to Switzerland')
    expect(replaced.words.map(({ surface }) => surface)).toEqual(['delivery', 'zurich', 'cost'])
    const changed = await asked('how long does delivery to Switzerland take', 'what about gift vouchers?')
    expect(changed.query).toBe('gift vouchers?')
    expect(changed.candidates[0]?.title).toBe('Gift vouchers')
  })

  it('gives the same answer twice, with every signal a number', async () => {
    const retriever = createRetriever(db, embedder)
    const one = await retriever.retrieve({ text: 'returning a parcel' })
    const two = await retriever.retrieve({ text: 'returning a parcel' })
    expect(one).toEqual(two)
    const signals = one.candidates.flatMap((candidate) => Object.values(candidate.signals))
    expect(signals.length).toBeGreaterThan(20)
    expect(signals.every(Number.isFinite)).toBe(true)
  })

  it('takes two statements, and two more after the index has changed', async () => {
    let statements = 0
    const counting: Database = {
      embedded: db.embedded,
      get asyncCommit() {
        return this
      },
      transaction: (work) => db.transaction(work),
      query: (text, values) => (statements++, db.query(text, values)),
    }
    const retriever = createRetriever(counting, embedder)
    await retriever.retrieve({ text: 'returns' })
    expect(statements).toBe(4)
    await retriever.retrieve({ text: 'vouchers' })
    expect(statements).toBe(6)
  })

  it('bears empty, endless and wordless questions', async () => {
    const retriever = createRetriever(db, embedder)
    for (const text of ['', '???', '🙂', 'refund '.repeat(20_000), "'; DROP TABLE chunk; --", '\0']) {
      const found = await retriever.retrieve({ text })
      expect(found.candidates.every((candidate) => Number.isFinite(candidate.score))).toBe(true)
    }
  })

  it('keeps to the pages it is told', async () => {
    const only = pages.get('Wool care')!
    const found = await createRetriever(db, embedder).retrieve({ text: 'refund', pageIds: [only] })
    expect(new Set(found.candidates.map((candidate) => candidate.pageId))).toEqual(new Set([only]))
  })

  it('never finds what is staged, retired or not citable', async () => {
    const id = await addPage(db, 'Pumpkins')
    await putChunks(db, embedder, edition + 1, { id, title: 'Pumpkins' }, [chunk('Pumpkins are carved.')])
    expect(await first('pumpkins')).not.toBe('Pumpkins')
    await putChunks(db, embedder, edition, { id, title: 'Pumpkins' }, [chunk('Pumpkins are hollow.')])
    expect(await first('pumpkins')).toBe('Pumpkins')
    await db.query('UPDATE page SET citable = false WHERE id = $1', [id])
    expect(await first('pumpkins')).not.toBe('Pumpkins')
    await db.query('UPDATE page SET citable = true WHERE id = $1', [id])
    await db.transaction((tx) => passageIndex.retire(tx, edition, [id]))
    expect(await first('pumpkins')).not.toBe('Pumpkins')
  })
})
