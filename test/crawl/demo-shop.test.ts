import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { loadShop, traps } from '../demo-shop/load.ts'
import { openWiki, type Kind, type WikiWorld } from './wiki.ts'

const folder = fileURLToPath(new URL('../demo-shop/', import.meta.url))
const help = loadShop().pages.filter((page) => page.spaceKey === 'HELP')
const current = help.filter((page) => page.status === 'current')

describe.each<Kind>(['Cloud', 'Data Center'])('the demo shop on %s', (kind) => {
  let db: TestDatabase
  let world: WikiWorld
  beforeAll(async () => {
    db = await openTestDatabase()
    world = await openWiki(db, kind, { folder })
    await world.exclude('label', 'draft')
    await world.add('/display/HELP')
  })
  afterAll(async () => {
    await world.close()
    await db.close()
  })

  test('every page that may be trained is, and no other', async () => {
    const crawl = await world.crawl()
    expect(crawl).toMatchObject({
      state: 'done',
      errorCode: null,
      counts: {
        listed: current.length,
        trained: current.length - 3,
        excluded: 1,
        restricted: 2,
        failed: 0,
        empty: 0,
      },
    })
    for (const { id, title } of current) {
      const kept = [traps.draft, traps.restricted, traps.restrictedByParent].some((trap) => trap === id)
      expect(await world.page(id)).toMatchObject({ title, canBeCited: !kept })
    }
    const [rows] = await db.query<{ ids: string[] }>('SELECT array_agg(external_id) AS ids FROM page')
    expect(rows!.ids).not.toContain(traps.archived)
    expect(rows!.ids).not.toContain(traps.trashed)
    expect(rows!.ids.every((id) => help.some((page) => page.id === id))).toBe(true)
  })

  test('what could not be converted is told, and nothing else is lost', async () => {
    expect((await world.page(traps.macros)).losses).toBeGreaterThan(0)
    expect((await world.page('131101')).markdown).toContain('|')
  })

  test('a page that shows another is found for it, until that one is kept back', async () => {
    expect((await world.page(traps.including)).includes).toHaveProperty(traps.included)
    await world.exclude('page', traps.included)
    expect(await world.page(traps.including)).toMatchObject({ state: 'excluded', canBeCited: false })
  })

  test('the second crawl asks for listings alone', async () => {
    world.double.requests.clear()
    world.embedded()
    const crawl = await world.crawl()
    expect(crawl).toMatchObject({
      state: 'done',
      counts: { unchanged: current.length - 5, fetched: 0, excluded: 3 },
    })
    expect(world.double.requests.bodies).toBe(0)
    expect(world.embedded()).toEqual([])
  })
})
