import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { prepareChunks, passageIndex, type IndexedChunk } from '../../knowledge/retrieve/passages/index.ts'
import { claimCrawl, enqueueCrawl, readCrawl, type CrawlRow } from '../../knowledge/crawl/queue.ts'
import type { TrainingPorts } from '../../knowledge/crawl/ports.ts'
import { reviewPages } from '../../knowledge/crawl/review.ts'
import { runCrawl } from '../../knowledge/crawl/run.ts'
import { startCrawlWorker } from '../../knowledge/crawl/worker.ts'
import { publishedEdition } from '../../knowledge/publish/editions.ts'
import { citable } from '../../knowledge/store/citable.ts'
import { addExclusion, removeExclusion } from '../../knowledge/store/exclusions.ts'
import { pageStates, type PageState } from '../../knowledge/store/page-states.ts'
import { addSource, removeSource } from '../../knowledge/store/sources.ts'
import type { Embedder } from '../../src/contract/knowledge.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { ScriptedSource } from './scripted-source.ts'

// A crawl's own logic does not depend on what the vectors are.
const embedder: Embedder = {
  space: 'letters',
  dimensions: 26,
  embed: async (texts) =>
    texts.map((text) => {
      const vector = new Float32Array(26)
      for (const letter of text.toLowerCase()) vector[letter.charCodeAt(0) - 97]! += 1
      return vector
    }),
  countTokens: (text) => text.split(/\s+/).length,
  close: async () => {},
}

describe('crawl', () => {
  let db: TestDatabase
  let source: ScriptedSource
  let ports: TrainingPorts
  let sourceId: number
  let connectionId: number

  beforeAll(async () => {
    db = await openTestDatabase()
    ports = {
      cut: async ({ body: { value: text } }) => ({
        converted: { markdown: text, losses: [] },
        chunks:
          text === '' ? [] : [{ ordinal: 0, headingPath: [], text, tokens: embedder.countTokens(text) }],
      }),
      prepare: (title, chunks) => prepareChunks(db, embedder, { title }, chunks),
      put: (tx, edition, page, prepared) => passageIndex.put(tx, edition, page, prepared as IndexedChunk[]),
      forget: (tx, ids) => passageIndex.forget(tx, ids),
      optimise: () => passageIndex.optimise(db),
    }
  })
  afterAll(() => db.close())

  beforeEach(async () => {
    await db.query('TRUNCATE connection, exclusion RESTART IDENTITY CASCADE')
    const [connection] = await db.query<{ id: number }>(
      `INSERT INTO connection (kind, site_url, name) VALUES ('confluence-cloud', 'https://wiki.example', 'w') RETURNING id`,
    )
    connectionId = connection!.id
    const added = await addSource(db, {
      connectionId,
      url: 'https://wiki.example/spaces/S',
      name: 'S',
      scope: { mode: 'space', spaceId: '1', spaceKey: 'S' },
    })
    sourceId = added.id
    source = new ScriptedSource([
      { id: '1', title: 'Returns', text: 'Within thirty days.' },
      { id: '2', title: 'Shipping', text: 'Two days in Germany.' },
      { id: '3', title: 'Pilots', text: 'For pilots.', labels: ['draft'] },
      { id: '4', title: 'Secret', text: 'Staff only.', restricted: true },
    ])
  })

  async function crawl(owner = 'one'): Promise<CrawlRow> {
    await enqueueCrawl(db, sourceId, 'demand')
    const claimed = (await claimCrawl(db, owner))!
    await runCrawl({ db, openSource: async () => source, ports, owner }, claimed)
    return (await readCrawl(db, claimed.id))!
  }

  async function page(id: string): Promise<PageState> {
    return (await pageStates(db, sourceId)).find((state) => state.externalId === id)!
  }

  async function passages(): Promise<string[]> {
    const rows = await db.query<{ text: string }>(
      'SELECT text FROM chunk WHERE to_edition IS NULL ORDER BY text',
    )
    return rows.map((row) => row.text)
  }

  it('trains what may be trained, and publishes it', async () => {
    const before = await publishedEdition(db)
    const done = await crawl()
    expect(done).toMatchObject({ state: 'done', counts: { listed: 4, trained: 3, restricted: 1, failed: 0 } })
    expect(await publishedEdition(db)).toBeGreaterThan(before)
    expect(await page('4')).toMatchObject({ state: 'restricted', citable: false })
    expect(source.fetched).not.toContain('4')
    expect(await passages()).toEqual(['For pilots.', 'Two days in Germany.', 'Within thirty days.'])
  })

  it('fetches only what changed, and publishes nothing when nothing did', async () => {
    await crawl()
    const edition = await publishedEdition(db)
    source.fetched.length = 0
    expect(await crawl()).toMatchObject({ counts: { unchanged: 3, fetched: 0 } })
    expect(source.fetched).toEqual([])
    expect(await publishedEdition(db)).toBe(edition)
    source.edit('2', 'Three days in Germany.')
    await crawl()
    expect(source.fetched).toEqual(['2'])
    expect(await passages()).toContain('Three days in Germany.')
    expect(await passages()).not.toContain('Two days in Germany.')
  })

  it('forgets what a complete listing lacks, and nothing after an incomplete one', async () => {
    await crawl()
    const id = (await page('1')).id
    source.breakAfter = 1
    expect(await crawl()).toMatchObject({ state: 'partial', errorCode: 'internal.unexpected' })
    expect(await passages()).toHaveLength(3)
    source.breakAfter = undefined
    source.pages.delete('1')
    expect(await crawl()).toMatchObject({ state: 'done', counts: { gone: 1 } })
    expect(await passages()).not.toContain('Within thirty days.')
    expect(await citable(db, [{ pageId: id }])).toBe(false)
  })

  it('notices a restriction and a label that came without a new version', async () => {
    await addExclusion(db, { sourceId: null, kind: 'label', pattern: 'internal' })
    await crawl()
    source.touch('1', { restricted: true })
    source.touch('2', { labels: ['Internal'] })
    source.fetched.length = 0
    await crawl()
    expect(await page('1')).toMatchObject({ state: 'restricted', citable: false })
    expect(await page('2')).toMatchObject({ state: 'excluded', citable: false })
    expect(await passages()).toEqual(['For pilots.'])
    source.touch('1', { restricted: false })
    await crawl()
    expect(source.fetched).toEqual(['1'])
    expect(await passages()).toContain('Within thirty days.')
  })

  it('fetches a page again when one that it includes was edited', async () => {
    source.touch('1', { includes: ['2'] })
    await crawl()
    source.fetched.length = 0
    source.edit('2', 'Four days in Germany.')
    await crawl()
    expect(source.fetched.sort()).toEqual(['1', '2'])
    source.fetched.length = 0
    await crawl()
    expect(source.fetched).toEqual([])
  })

  it('watches included pages that no source lists, and ends cycles', async () => {
    source.pages.set('out1', { id: 'out1', title: 'Elsewhere', text: 'x', includes: ['1'] })
    source.touch('1', { includes: ['out1'] })
    await crawl()
    source.fetched.length = 0
    source.edit('out1', 'y')
    await crawl()
    expect(source.fetched).toEqual(['1'])
    source.touch('out1', { restricted: true })
    await crawl()
    expect(await page('1')).toMatchObject({ state: 'restricted', citable: false })
  })

  it('does not show the text of a restricted page through one that includes it', async () => {
    source.touch('2', { includes: ['4'] })
    await crawl()
    expect(await page('2')).toMatchObject({ state: 'restricted', citable: false })
    expect((await page('2')).errorText).toContain('includes the page "Secret"')
    expect(await passages()).not.toContain('Two days in Germany.')
  })

  it('excludes at once, by title, subtree and id, and takes back with the next crawl', async () => {
    source.touch('2', { ancestorIds: ['1'], parentId: '1' })
    await crawl()
    const forget = ports.forget
    const title = await addExclusion(db, { sourceId: null, kind: 'title', pattern: 'pil*' })
    expect(await reviewPages(db, forget)).toHaveLength(1)
    const subtree = await addExclusion(db, { sourceId, kind: 'subtree', pattern: '1' })
    expect(await reviewPages(db, forget)).toHaveLength(2)
    expect(await passages()).toEqual([])
    await removeExclusion(db, title.id)
    await removeExclusion(db, subtree.id)
    await crawl()
    expect(await passages()).toHaveLength(3)
  })

  it('keeps a page that a second source has when the first is removed', async () => {
    await crawl()
    const second = await addSource(db, {
      connectionId,
      url: 'https://wiki.example/1',
      name: 'Returns',
      scope: { mode: 'page', pageId: '1' },
    })
    const first = sourceId
    sourceId = second.id
    await crawl()
    await removeSource(db, first)
    await reviewPages(db, ports.forget)
    expect(await passages()).toEqual(['Within thirty days.'])
  })

  it('goes on past a page that fails, and keeps what was trained of it', async () => {
    await crawl()
    source.edit('1', 'Within forty days.')
    source.edit('2', 'Five days in Germany.')
    source.failing.set('1', new TributaryError('crawl.pages_failed', 'too large'))
    expect(await crawl()).toMatchObject({ state: 'partial', counts: { trained: 1, failed: 1 } })
    expect(await page('1')).toMatchObject({ state: 'trained', citable: true, errorText: 'too large' })
    expect(await passages()).toContain('Within thirty days.')
    expect(await passages()).toContain('Five days in Germany.')
  })

  it('is gone on with by another process when its runner died, without fetching again', async () => {
    await enqueueCrawl(db, sourceId, 'demand')
    const claimed = (await claimCrawl(db, 'dies'))!
    let fetches = 0
    source.onFetch = async () => {
      // The runner stops hearing of anything after the first page: as if it had been killed.
      if (++fetches > 1) {
        await db.query(`UPDATE crawl SET lease_owner = 'other', lease_until = now() - interval '1 second'`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const context = { db, openSource: async () => source, ports, concurrency: 1 }
    expect(await runCrawl({ ...context, owner: 'dies' }, claimed)).toBe('running')
    expect(await passages()).toHaveLength(1)
    source.onFetch = () => {}
    const again = (await claimCrawl(db, 'lives'))!
    expect(again.id).toBe(claimed.id)
    source.fetched.length = 0
    expect(await runCrawl({ ...context, owner: 'lives' }, again)).toBe('done')
    expect(source.fetched).toHaveLength(2)
    expect(await passages()).toHaveLength(3)
  })

  it('publishes what a runner trained that died before publishing', async () => {
    const before = await publishedEdition(db)
    await crawl()
    const edition = await publishedEdition(db)
    // What a death between the last page and its publishing leaves behind.
    await db.query('UPDATE published SET edition_id = $1', [before])
    await db.query(`UPDATE edition SET state = 'staged' WHERE id = $1`, [edition])
    expect(await crawl()).toMatchObject({ state: 'done', counts: { fetched: 0, unchanged: 3 } })
    expect(await publishedEdition(db)).toBe(edition)
  })

  it('makes one run of each tick, and one crawl at a time', async () => {
    const tick = '2026-01-01T04:00:00.000Z'
    const ids = await Promise.all([1, 2, 3].map(() => enqueueCrawl(db, sourceId, 'schedule', tick)))
    expect(ids.filter((id) => id !== undefined)).toHaveLength(1)
    await enqueueCrawl(db, sourceId, 'demand')
    expect(await claimCrawl(db, 'one')).toBeDefined()
    expect(await claimCrawl(db, 'two')).toBeUndefined()
  })

  it('is run by a worker that nobody told anything else', async () => {
    const id = (await enqueueCrawl(db, sourceId, 'demand'))!
    const worker = startCrawlWorker({ db, openSource: async () => source, ports, pollMs: 20 })
    await expect.poll(async () => (await readCrawl(db, id))!.state, { timeout: 20_000 }).toBe('done')
    await worker.stop()
  })
})
