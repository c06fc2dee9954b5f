import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConnection } from '../../knowledge/store/connections.ts'
import { openTrace } from '../../src/main/traces.ts'
import { saveTrace } from '../../src/store/traces.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { fillSmall, SMALL } from './small-wiki.ts'
import { openWiki, type Kind, type WikiWorld } from './wiki.ts'

const HALF_HOUR = 1_800_000

describe.each<Kind>(['Cloud', 'Data Center'])('a wiki on %s, crawled end to end', (kind) => {
  let db: TestDatabase
  let world: WikiWorld
  beforeAll(async () => {
    db = await openTestDatabase()
  })
  afterAll(() => db.close())
  beforeEach(async () => {
    world = await openWiki(db, kind)
    fillSmall(world.double.wiki)
    await world.add('/display/HELP')
  })
  afterEach(() => world.close())

  /** Crawls, then forgets what was asked of the double and of the embedder. */
  async function trained(): Promise<void> {
    expect(await world.crawl()).toMatchObject({ state: 'done', counts: { listed: 7, trained: 7, failed: 0 } })
    world.double.requests.clear()
    world.embedded()
  }

  /** The page is neither found for its own word nor citable, and its version is still the one that was trained. */
  async function expectGone(id: string, word: string, state: string): Promise<void> {
    expect(await world.page(id)).toMatchObject({ state, citable: false, canBeCited: false, markdown: null })
    expect(await world.found(word)).not.toContain(id)
    for (const { text } of await world.candidates(word)) expect(text).not.toContain(word)
  }

  test('every page is found for what it says', async () => {
    await trained()
    expect((await world.found('which courier is bergamot'))[0]).toBe(SMALL.shipping)
    expect((await world.found('quince photograph'))[0]).toBe(SMALL.warranty)
    expect(await world.page(SMALL.express)).toMatchObject({
      canBeCited: true,
      ancestorIds: [SMALL.home, SMALL.shipping],
      labels: [],
    })
  })

  test('a single page is trained without its children', async () => {
    await world.add(`/pages/viewpage.action?pageId=${SMALL.shipping}`)
    expect(await world.crawl()).toMatchObject({ state: 'done', counts: { listed: 1, trained: 1 } })
    expect(await world.found('kumquat van')).toEqual([SMALL.shipping])
  })

  test('an unchanged wiki is listed, and nothing else', async () => {
    await trained()
    expect(await world.crawl()).toMatchObject({ state: 'done', counts: { unchanged: 7, fetched: 0 } })
    const { bodies, listings, entries } = world.double.requests
    expect(bodies).toBe(0)
    expect(listings).toBeGreaterThan(0)
    expect(entries.length).toBeLessThanOrEqual(5)
    expect(world.embedded()).toEqual([])
  })

  test('an edit fetches one page, and those that include it', async () => {
    await trained()
    world.double.wiki.edit(SMALL.shipping, { view: '<p>Parcels leave by durian bicycle.</p>' })
    expect(await world.crawl()).toMatchObject({
      state: 'done',
      counts: { fetched: 2, trained: 2, unchanged: 5 },
    })
    expect((await world.found('durian')).sort()).toEqual(
      expect.arrayContaining([SMALL.shipping, SMALL.gifts]),
    )
    for (const { text } of await world.candidates('bergamot')) expect(text).not.toContain('bergamot')
  })

  describe('changes that make no version', () => {
    test('a restriction', async () => {
      await trained()
      world.double.wiki.restrict(SMALL.returns, { groups: ['leads'] })
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { restricted: 1, fetched: 0 } })
      await expectGone(SMALL.returns, 'pomegranate', 'restricted')
    })

    test('a restriction of an ancestor, and of an included page', async () => {
      await trained()
      world.double.wiki.restrict(SMALL.shipping, { groups: ['leads'] })
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { restricted: 3, fetched: 0 } })
      await expectGone(SMALL.shipping, 'bergamot', 'restricted')
      await expectGone(SMALL.express, 'kumquat', 'restricted')
      await expectGone(SMALL.gifts, 'clementine', 'restricted')
    })

    test('a restriction that is lifted', async () => {
      world.double.wiki.restrict(SMALL.shipping, { users: ['somebody'] })
      expect(await world.crawl()).toMatchObject({ counts: { trained: 4, restricted: 3 } })
      world.double.wiki.unrestrict(SMALL.shipping)
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { trained: 3, restricted: 0 } })
      expect((await world.found('kumquat'))[0]).toBe(SMALL.express)
    })

    test('restricted pages where the admin has them trained', async () => {
      world.double.wiki.restrict(SMALL.shipping, { groups: ['leads'] })
      await world.add('/display/HELP', { trainRestricted: true })
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { trained: 7, restricted: 0 } })
      expect((await world.found('kumquat'))[0]).toBe(SMALL.express)
    })

    test('a label', async () => {
      await world.exclude('label', 'Draft')
      await trained()
      world.double.wiki.label(SMALL.care, 'draft')
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { excluded: 1, fetched: 0 } })
      await expectGone(SMALL.care, 'tamarind', 'excluded')
      world.double.wiki.unlabel(SMALL.care, 'draft')
      await world.crawl()
      expect((await world.found('tamarind'))[0]).toBe(SMALL.care)
    })

    test.each(['delete', 'archive', 'trash'] as const)('%s', async (leave) => {
      await trained()
      world.double.wiki[leave](SMALL.warranty)
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { gone: 1, fetched: 0 } })
      await expectGone(SMALL.warranty, 'quince', 'gone')
    })

    test('a page that left comes back', async () => {
      await trained()
      world.double.wiki.archive(SMALL.warranty)
      await world.crawl()
      world.double.wiki.restore(SMALL.warranty)
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { trained: 1 } })
      expect((await world.found('quince'))[0]).toBe(SMALL.warranty)
    })

    test('a move below an excluded page, and to another space', async () => {
      await world.exclude('subtree', SMALL.care)
      expect(await world.crawl()).toMatchObject({ counts: { trained: 6, excluded: 1 } })
      world.double.wiki.addSpace({ key: 'OTHER' })
      world.double.wiki.move(SMALL.returns, SMALL.care)
      world.double.wiki.moveToSpace(SMALL.warranty, 'OTHER')
      expect(await world.crawl()).toMatchObject({
        state: 'done',
        counts: { excluded: 2, gone: 1, fetched: 0 },
      })
      await expectGone(SMALL.returns, 'pomegranate', 'excluded')
      await expectGone(SMALL.warranty, 'quince', 'gone')
    })

    test('an included page that leaves takes its text along', async () => {
      await trained()
      expect(await world.found('bergamot')).toContain(SMALL.gifts)
      world.double.wiki.delete(SMALL.shipping)
      await world.crawl()
      await expectGone(SMALL.shipping, 'bergamot', 'gone')
      expect(await world.page(SMALL.gifts)).toMatchObject({ state: 'trained', canBeCited: true })
      expect((await world.page(SMALL.gifts)).markdown).not.toContain('bergamot')
      expect((await world.found('clementine'))[0]).toBe(SMALL.gifts)
    })

    test('an included page of a space that is not trained', async () => {
      const { wiki } = world.double
      wiki.addSpace({ key: 'OTHER' })
      const { id } = wiki.addPage({
        spaceKey: 'OTHER',
        title: 'Elsewhere',
        view: '<p>A lychee footnote.</p>',
      })
      wiki.edit(SMALL.care, { includes: [id] })
      await trained()
      wiki.edit(id, { view: '<p>A rambutan footnote.</p>' })
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { fetched: 1 } })
      expect((await world.found('rambutan'))[0]).toBe(SMALL.care)
      wiki.restrict(id, { groups: ['leads'] })
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { fetched: 0, restricted: 1 } })
      await expectGone(SMALL.care, 'rambutan', 'restricted')
    })
  })

  test('a new title keeps one page', async () => {
    await trained()
    const before = await world.page(SMALL.warranty)
    world.double.wiki.edit(SMALL.warranty, { title: 'Damaged jars' })
    expect(await world.crawl()).toMatchObject({ state: 'done', counts: { trained: 1, gone: 0 } })
    const after = await world.page(SMALL.warranty)
    expect(after).toMatchObject({ id: before.id, title: 'Damaged jars', canBeCited: true })
    const found = (await world.candidates('quince')).filter(({ pageId }) => pageId === before.id)
    expect(found.map(({ title }) => title)).toEqual(['Damaged jars'])
  })

  test('exclusions hold at once, without a crawl', async () => {
    await trained()
    await world.exclude('page', SMALL.care)
    await expectGone(SMALL.care, 'tamarind', 'excluded')
    await world.exclude('title', 'brok*')
    await expectGone(SMALL.warranty, 'quince', 'excluded')
    await world.exclude('subtree', SMALL.shipping)
    await expectGone(SMALL.express, 'kumquat', 'excluded')
    await expectGone(SMALL.gifts, 'clementine', 'excluded')
    expect(world.double.requests.entries).toEqual([])
    expect(await world.crawl()).toMatchObject({ state: 'done', counts: { excluded: 5, fetched: 0 } })
  })

  describe('traces', () => {
    /** Keeps a trace with what is found for a word now; returns its id. */
    async function traced(word: string): Promise<string> {
      const candidates = await world.candidates(word)
      expect(candidates[0]!.text).toContain(word)
      const part = {
        question: 'what?',
        intent: 'question',
        candidates,
        checks: [],
        outcome: 'handoff' as const,
      }
      const id = 't-found'
      const at = new Date().toISOString()
      await db.query('TRUNCATE trace')
      await saveTrace(db, { id, at, edition: 1, risk: 0.05, composer: 'none', parts: [part] })
      return id
    }
    const shown = async (id: string) => JSON.stringify((await openTrace(db, id)).parts)

    test.each<[string, () => Promise<unknown> | void]>([
      ['gone', () => world.double.wiki.delete(SMALL.returns)],
      ['restricted', () => world.double.wiki.restrict(SMALL.returns, { groups: ['leads'] })],
      ['excluded', () => world.exclude('page', SMALL.returns)],
    ])('do not show a page that is %s', async (why, takeAway) => {
      await trained()
      const id = await traced('pomegranate')
      expect(await openTrace(db, id)).not.toHaveProperty('takenAway')
      await takeAway()
      await world.crawl()
      expect(await shown(id)).not.toContain('pomegranate')
      expect(await shown(id)).not.toContain('Returns')
      const pageId = (await world.page(SMALL.returns)).id
      expect(await openTrace(db, id)).toMatchObject({ takenAway: [{ pageId, why }] })
    })

    test('show what an edit replaced, but not what was forgotten before the page came back', async () => {
      await trained()
      const { wiki } = world.double
      const id = await traced('pomegranate')
      wiki.edit(SMALL.returns, { view: '<p>Papaya slip.</p>' })
      await world.crawl()
      expect(await shown(id)).toContain('pomegranate')
      wiki.restrict(SMALL.returns, { groups: ['leads'] })
      await world.crawl()
      wiki.unrestrict(SMALL.returns)
      expect(await world.crawl()).toMatchObject({ counts: { trained: 1 } })
      expect(await shown(id)).not.toContain('pomegranate')
      expect(await openTrace(db, id)).toMatchObject({ takenAway: [{ why: 'trained again' }] })
    })
  })

  test('two sources over one page: it stays while one of them has it', async () => {
    await trained()
    const page = await world.add(`/pages/viewpage.action?pageId=${SMALL.returns}`)
    expect(await world.crawl(page)).toMatchObject({ state: 'done', counts: { unchanged: 1, fetched: 0 } })
    world.double.wiki.addSpace({ key: 'OTHER' })
    world.double.wiki.moveToSpace(SMALL.returns, 'OTHER')
    expect(await world.crawl(1)).toMatchObject({ state: 'done', counts: { gone: 0 } })
    expect((await world.found('pomegranate'))[0]).toBe(SMALL.returns)
    world.double.wiki.delete(SMALL.returns)
    expect(await world.crawl(page)).toMatchObject({ state: 'done', counts: { gone: 1 } })
    await expectGone(SMALL.returns, 'pomegranate', 'gone')
  })

  describe('bad days', () => {
    /** Nothing that was trained is lost. */
    async function expectAllThere(): Promise<void> {
      for (const id of Object.values(SMALL)) expect((await world.page(id)).canBeCited).toBe(true)
      expect((await world.found('pomegranate'))[0]).toBe(SMALL.returns)
    }
    const listing = /\/spaces\/\d+\/pages\?|\/rest\/api\/content\?/
    const body = /body-format=view|body\.view/
    const connection = () => readConnection(db, world.connectionId)
    const source = async () =>
      (
        await db.query<{ state: string; error_code: string | null }>('SELECT state, error_code FROM source')
      )[0]

    test('a listing that breaks deletes nothing', async () => {
      await trained()
      world.double.wiki.delete(SMALL.warranty)
      world.double.faults.inject({ kind: 'status', status: 500, on: listing, times: 99 })
      const crawl = await world.crawl()
      expect(crawl).toMatchObject({ state: 'failed', errorCode: 'confluence.unavailable' })
      expect(await source()).toEqual({ state: 'failed', error_code: 'confluence.unavailable' })
      await expectAllThere()
      world.double.faults.clear()
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { gone: 1 } })
      expect(await source()).toEqual({ state: 'trained', error_code: null })
    })

    test('too many requests, with and without the time to wait', async () => {
      world.double.faults.inject({ kind: 'rate-limit', retryAfter: 7, on: listing })
      world.double.faults.inject({ kind: 'rate-limit', on: body, times: 2 })
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { trained: 7 } })
      expect(world.clock.waits).toContain(7000)
      expect(world.clock.waits.length).toBe(3)
      expect(Math.max(...world.clock.waits)).toBeLessThan(HALF_HOUR)
    })

    test('too many requests without end', async () => {
      await trained()
      world.double.wiki.edit(SMALL.returns, { view: '<p>Papaya.</p>' })
      world.double.faults.inject({ kind: 'rate-limit', on: body, times: 9999 })
      expect(await world.crawl()).toMatchObject({ state: 'partial', errorCode: 'crawl.pages_failed' })
      expect(await world.page(SMALL.returns)).toMatchObject({ errorCode: 'confluence.rate_limited' })
      await expectAllThere()
    })

    test.each([
      ['a page of 50 MB', 'confluence.page_too_large'],
      ['a page that is not HTML', 'confluence.page_not_html'],
    ])('%s fails alone, and what was trained of it stays', async (_what, code) => {
      await trained()
      const { wiki, faults } = world.double
      wiki.edit(SMALL.returns, { view: code.endsWith('html') ? '%PDF-1.7 \u0001' : '<p>Papaya.</p>' })
      wiki.edit(SMALL.warranty, { view: '<p>A mangosteen photograph.</p>' })
      if (code.endsWith('large'))
        faults.inject({ kind: 'huge', bytes: 50_000_000, on: new RegExp(`/${SMALL.returns}\\?`) })
      const crawl = await world.crawl()
      expect(crawl).toMatchObject({ state: 'partial', counts: { failed: 1, trained: 1 } })
      expect(await world.page(SMALL.returns)).toMatchObject({ state: 'trained', errorCode: code })
      await expectAllThere()
      expect((await world.found('mangosteen'))[0]).toBe(SMALL.warranty)
      faults.clear()
      wiki.edit(SMALL.returns, { view: '<p>Papaya.</p>' })
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { trained: 1 } })
      expect(await world.page(SMALL.returns)).toMatchObject({ errorCode: null })
    })

    test('an empty page says so, and takes its old text away', async () => {
      await trained()
      world.double.wiki.edit(SMALL.returns, { view: '<p>&nbsp;</p>' })
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { empty: 1 } })
      expect(await world.page(SMALL.returns)).toMatchObject({
        state: 'empty',
        canBeCited: false,
        errorCode: 'confluence.page_empty',
      })
      expect(await world.found('pomegranate')).not.toContain(SMALL.returns)
    })

    test('a cycle of includes is trained, told, and not fetched for ever', async () => {
      const { wiki } = world.double
      wiki.edit(SMALL.care, { includes: [SMALL.warranty] })
      wiki.edit(SMALL.warranty, { includes: [SMALL.care] })
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { trained: 7 } })
      expect(await world.page(SMALL.care)).toMatchObject({
        state: 'trained',
        canBeCited: true,
        errorCode: 'confluence.include_cycle',
      })
      world.double.requests.clear()
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { unchanged: 7, fetched: 0 } })
      expect(world.double.requests.bodies).toBe(0)
    })

    test.each(['delete', 'archive'] as const)('%s between listing and fetching', async (leave) => {
      await trained()
      const { wiki, faults } = world.double
      wiki.edit(SMALL.returns, { view: '<p>Papaya.</p>' })
      const play = faults.play.bind(faults)
      faults.play = (call, handle) => {
        const fetching = call.path.endsWith(`/${SMALL.returns}`)
        if (fetching && wiki.pages.get(SMALL.returns)?.status === 'current') wiki[leave](SMALL.returns)
        return play(call, handle)
      }
      expect(await world.crawl()).toMatchObject({ state: 'partial', counts: { failed: 1, listed: 7 } })
      await expectGone(SMALL.returns, 'pomegranate', 'gone')
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { listed: 6, gone: 1 } })
    })

    test('a 404 of something before the wiki takes nothing away', async () => {
      await trained()
      world.double.wiki.edit(SMALL.returns, { view: '<p>Papaya.</p>' })
      world.double.faults.inject({ kind: 'status', status: 404, body: 'no such route', on: body, times: 99 })
      expect(await world.crawl()).toMatchObject({ state: 'partial', counts: { failed: 1 } })
      await expectAllThere()
    })

    test('credentials that die fail the crawl at the source, and lose nothing', async () => {
      await trained()
      world.double.wiki.edit(SMALL.returns, { view: '<p>Papaya.</p>' })
      world.double.faults.inject({
        kind: 'status',
        status: 401,
        body: { code: 401, message: 'Unauthorized' },
        on: /^(api|dc):/,
        times: 9999,
      })
      expect(await world.crawl()).toMatchObject({ state: 'failed', errorCode: 'confluence.token_refused' })
      expect(await source()).toEqual({ state: 'failed', error_code: 'confluence.token_refused' })
      expect(await connection()).toMatchObject({ state: 'broken', errorCode: 'confluence.token_refused' })
      await expectAllThere()
      world.double.faults.clear()
      expect(await world.crawl()).toMatchObject({ state: 'done', counts: { trained: 1 } })
      expect(await connection()).toMatchObject({ state: 'connected', errorCode: null, errorText: null })
    })

    test('a wiki that is down for a while does not break its connection', async () => {
      await trained()
      world.double.faults.inject({ kind: 'status', status: 500, on: listing, times: 99 })
      expect(await world.crawl()).toMatchObject({ state: 'failed', errorCode: 'confluence.unavailable' })
      expect(await connection()).toMatchObject({ state: 'connected', errorCode: null })
    })
  })
})
