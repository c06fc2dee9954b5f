import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localEmbedder } from '../../knowledge/embed/index.ts'
import type { CrawlRow } from '../../knowledge/crawl/queue.ts'
import { createReader, shippedReader } from '../../src/answer/read/index.ts'
import type { Embedder } from '../../src/contract/knowledge.ts'
import { openWiki, type WikiWorld } from '../crawl/wiki.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { readDocument } from '../doubles/confluence/wiki/loadHtml.ts'
import { sharedDir } from '../shared.ts'

interface Question {
  id: string
  text: string
  pages: string[]
}

const PAGES = 82
/**
 * Of thirty questions that were written before the first of them was asked: the target. 27 are reached, without
 * having tuned anything to these pages.
 */
const FOUND_FIRST = 26
const MINUTES = 60_000

const shared = sharedDir()
const folder = join(shared ?? '', 'confluence', 'view')
const questions = readFileSync(new URL('questions.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Question)

describe.skipIf(!shared)('pages that nobody here wrote (skipped without the shared data)', () => {
  let db: TestDatabase
  let embedder: Embedder
  let world: WikiWorld
  let crawl: CrawlRow
  beforeAll(async () => {
    db = await openTestDatabase()
    embedder = localEmbedder()
    world = await openWiki(db, 'Cloud', {
      folder,
      embedder,
      reader: createReader(embedder, shippedReader()),
    })
    await world.add('/spaces/WIKI')
    crawl = await world.crawl()
  }, 15 * MINUTES)
  afterAll(async () => {
    await world?.close()
    await embedder?.close()
    await db?.close()
  })

  /** Ids of the pages that say what stands in this file, word for word. */
  function idsOf(path: string): string[] {
    const { view } = readDocument(readFileSync(join(folder, path), 'utf8'), path)
    return [...world.double.wiki.pages.values()].filter((page) => page.view === view).map(({ id }) => id)
  }

  test('all are crawled', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.html'),
    )
    expect(files).toHaveLength(PAGES)
    expect(crawl).toMatchObject({ state: 'done', errorCode: null, counts: { listed: PAGES, failed: 0 } })
    expect(crawl.counts.trained! + crawl.counts.empty!).toBe(PAGES)
  })

  test('each has Markdown, or says why not', async () => {
    const silent: string[] = []
    for (const id of world.double.wiki.pages.keys()) {
      const { state, markdown, losses, errorCode, canBeCited } = await world.page(id)
      expect(canBeCited).toBe(state === 'trained')
      if (state !== 'trained' && losses === 0 && errorCode !== 'confluence.page_empty') silent.push(id)
      if (state === 'trained' && !markdown) silent.push(id)
    }
    expect(silent).toEqual([])
  })

  test('a second crawl asks for listings alone', async () => {
    world.double.requests.clear()
    expect(await world.crawl()).toMatchObject({ state: 'done', counts: { unchanged: PAGES, fetched: 0 } })
    expect(world.double.requests.bodies).toBe(0)
  })

  test('questions find their page first', async () => {
    const missed: string[] = []
    for (const { id, text, pages } of questions) {
      const wanted = pages.flatMap(idsOf)
      const found = await world.found(text)
      if (!wanted.includes(found[0] ?? '')) {
        const place = found.findIndex((page) => wanted.includes(page)) + 1
        missed.push(`${id} (${place === 0 ? 'not found' : `place ${place}`})`)
      }
    }
    const first = questions.length - missed.length
    console.log(
      `real pages: ${first} of ${questions.length} questions find their page first; missed: ${missed.join(', ') || 'none'}`,
    )
    expect(first).toBeGreaterThanOrEqual(FOUND_FIRST)
  })
})
