import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { readConnection } from '../../knowledge/store/connections.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { fillSmall, SMALL } from './small-wiki.ts'
import { openWiki, type WikiWorld } from './wiki.ts'

const TWO_HOURS = 7_200_000

let db: TestDatabase
let world: WikiWorld
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())
beforeEach(async () => {
  world = await openWiki(db, 'Cloud')
  fillSmall(world.double.wiki)
  await world.add('/spaces/HELP')
  await world.crawl()
})
afterEach(() => world.close())

async function expectAllThere(): Promise<void> {
  for (const id of Object.values(SMALL)) expect((await world.page(id)).canBeCited).toBe(true)
  expect((await world.found('pomegranate'))[0]).toBe(SMALL.returns)
}

const connection = () => readConnection(db, world.connectionId)
const sourceState = async () =>
  (await db.query<{ state: string; code: string }>('SELECT state, error_code AS code FROM source'))[0]

test('a folder is trained with all below it, and nothing beside it', async () => {
  const { wiki } = world.double
  const folder = wiki.addContainer({ spaceKey: 'HELP', title: 'Recipes', parentId: SMALL.home })
  const inside = wiki.addPage({
    spaceKey: 'HELP',
    title: 'Tart',
    parentId: folder.id,
    view: '<p>Rhubarb.</p>',
  })
  const below = wiki.addPage({
    spaceKey: 'HELP',
    title: 'Crust',
    parentId: inside.id,
    view: '<p>Sorghum.</p>',
  })
  await world.add(`/spaces/HELP/folder/${folder.id}`)
  expect(await world.crawl()).toMatchObject({ state: 'done', counts: { listed: 2, trained: 2 } })
  expect((await world.found('sorghum'))[0]).toBe(below.id)
  world.double.requests.clear()
  world.embedded()
  expect(await world.crawl()).toMatchObject({ state: 'done', counts: { unchanged: 2 } })
  expect(world.double.requests.bodies).toBe(0)
  expect(world.embedded()).toEqual([])
  wiki.restrict(inside.id, { groups: ['bakers'] })
  expect(await world.crawl()).toMatchObject({ state: 'done', counts: { restricted: 2, fetched: 0 } })
  expect(await world.found('sorghum')).not.toContain(below.id)
  wiki.unrestrict(inside.id)
  await world.crawl()
  wiki.move(inside.id, SMALL.home)
  expect(await world.crawl()).toMatchObject({ state: 'done', counts: { listed: 0, gone: 2 } })
  expect(await world.page(below.id)).toMatchObject({ state: 'gone', canBeCited: false })
})

test('a homepage address in page mode trains the homepage alone', async () => {
  await world.add('/spaces/HELP/overview', { mode: 'page' })
  expect(await world.crawl()).toMatchObject({ state: 'done', counts: { listed: 1 } })
})

test.each([
  ['of pages', /\/spaces\/\d+\/pages\?/],
  ['of the search', /\/rest\/api\/search/],
])('a cursor %s that repeats ends the listing and deletes nothing', async (_what, on) => {
  const { wiki, faults } = world.double
  for (let page = 1; page <= 260; page++)
    wiki.addPage({ spaceKey: 'HELP', title: `More ${page}`, status: 'current' })
  await world.exclude('title', 'More *')
  wiki.delete(SMALL.warranty)
  faults.inject({ kind: 'repeat-cursor', on })
  const crawl = await world.crawl()
  expect(crawl.errorCode).toBe('confluence.cursor_repeats')
  expect(['partial', 'failed']).toContain(crawl.state)
  expect(await sourceState()).toEqual({ state: crawl.state, code: 'confluence.cursor_repeats' })
  expect(crawl.counts.gone).toBe(0)
  await expectAllThere()
  faults.clear()
  expect(await world.crawl()).toMatchObject({ state: 'done', counts: { gone: 1, excluded: 260 } })
})

test('a listing that breaks in the middle trains what came, and deletes nothing', async () => {
  const { wiki, faults } = world.double
  for (let page = 1; page <= 260; page++)
    wiki.addPage({ spaceKey: 'HELP', title: `More ${page}`, status: 'current' })
  await world.exclude('title', 'More *')
  wiki.edit(SMALL.returns, { view: '<p>Papaya.</p>' })
  wiki.delete(SMALL.warranty)
  faults.inject({ kind: 'status', status: 500, on: /\/spaces\/\d+\/pages\?.*cursor=/, times: 99 })
  expect(await world.crawl()).toMatchObject({
    state: 'partial',
    errorCode: 'confluence.unavailable',
    counts: { gone: 0, trained: 1 },
  })
  expect((await world.found('papaya'))[0]).toBe(SMALL.returns)
  expect((await world.page(SMALL.warranty)).canBeCited).toBe(true)
})

test('a missing scope fails the crawl at the source', async () => {
  world.double.faults.inject({ kind: 'scope', on: /\/rest\/api\/search/, times: 99 })
  expect(await world.crawl()).toMatchObject({ state: 'failed', errorCode: 'confluence.missing_scope' })
  expect(await sourceState()).toEqual({ state: 'failed', code: 'confluence.missing_scope' })
  expect(await connection()).toMatchObject({ state: 'broken', errorCode: 'confluence.missing_scope' })
  await expectAllThere()
})

test('a grant that is revoked while pages are fetched ends the crawl, not page after page', async () => {
  const { wiki, double } = { wiki: world.double.wiki, double: world.double }
  for (let page = 1; page <= 30; page++) wiki.addPage({ spaceKey: 'HELP', title: `More ${page}` })
  const record = double.requests.record.bind(double.requests)
  double.requests.clear()
  double.requests.record = (call, reply) => {
    record(call, reply)
    if (double.requests.bodies === 10) double.revokeGrants()
  }
  const crawl = await world.crawl()
  expect(crawl).toMatchObject({ state: 'failed', errorCode: 'confluence.grant_revoked' })
  expect(await connection()).toMatchObject({ state: 'broken', errorCode: 'confluence.grant_revoked' })
  expect(crawl.counts.failed).toBe(0)
  expect(crawl.counts.trained).toBeGreaterThanOrEqual(9)
  // What was trained before is published.
  const [staged] = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM edition WHERE state = 'staged'`,
  )
  expect(staged!.count).toBe(0)
  await expectAllThere()
})

test('a wrong secret fails the crawl at the source', async () => {
  world.clock.advance(TWO_HOURS)
  world.app.clientSecret = 'mistyped'
  expect(await world.crawl()).toMatchObject({ state: 'failed', errorCode: 'confluence.wrong_secret' })
  expect(await sourceState()).toEqual({ state: 'failed', code: 'confluence.wrong_secret' })
  expect(await connection()).toMatchObject({ state: 'broken', errorCode: 'confluence.wrong_secret' })
  await expectAllThere()
  world.app.clientSecret = world.double.app.clientSecret
  expect(await world.crawl()).toMatchObject({ state: 'done', counts: { unchanged: 7 } })
  expect(await connection()).toMatchObject({ state: 'connected', errorCode: null, errorText: null })
})

test('tokens are rotated, sealed and kept between crawls', async () => {
  const stored = async () => (await db.query<{ secret: Buffer }>('SELECT secret FROM connection'))[0]!.secret
  const before = await stored()
  world.clock.advance(TWO_HOURS)
  expect(await world.crawl()).toMatchObject({ state: 'done' })
  const after = await stored()
  expect(after.equals(before)).toBe(false)
  expect(after.toString('latin1')).not.toMatch(/accessToken|refreshToken/)
})
