/**
 * Defects that other connectors have had, each held against this one. Archived pages, single-page mode and the first 250
 * pages are in the contract suite as well.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runListing } from '../contract/source.suite.ts'
import { cloudWorld, serverWorld } from './worlds.ts'
import type { ConfluenceWorld } from './worlds.ts'

let world: ConfluenceWorld
afterEach(() => world.close())
const list = () => runListing(world.source, world.all)

describe.each([
  ['Cloud', cloudWorld],
  ['Data Center', serverWorld],
] as const)('%s', (_name, open) => {
  beforeEach(async () => {
    world = await open()
  })

  test('one page in the trash does not end the load of the others', async () => {
    const ids = ['a', 'b', 'c'].map((title) => world.add({ title }))
    world.trash(ids[1]!)
    const listed = await list()
    expect([...listed.pages.keys()]).toEqual([ids[0], ids[2]])
    expect(listed.complete).toBe(true)
  })

  test('an empty restriction means everybody, not nobody', async () => {
    const id = world.add({ title: 'Open' })
    world.double.wiki.restrict(id, { users: [], groups: [] })
    expect((await list()).pages.get(id)?.restricted).toBe(false)
  })

  test('a restriction to one person counts as one to a group does', async () => {
    const id = world.add({ title: 'Mine' })
    world.double.wiki.restrict(id, { users: ['anna'] })
    expect((await list()).pages.get(id)?.restricted).toBe(true)
  })

  test('a restriction that is lifted opens the pages below again', async () => {
    const top = world.add({ title: 'Top' })
    const leaf = world.add({ title: 'Leaf', parentId: top })
    world.restrict(top)
    expect((await list()).pages.get(leaf)?.restricted).toBe(true)
    world.double.wiki.unrestrict(top)
    expect((await list()).pages.get(leaf)?.restricted).toBe(false)
  })

  test('a page moved below a restricted one is restricted, without a new version', async () => {
    const top = world.add({ title: 'Top' })
    const leaf = world.add({ title: 'Leaf' })
    world.restrict(top)
    expect((await list()).pages.get(leaf)?.restricted).toBe(false)
    world.move(leaf, top)
    expect((await list()).pages.get(leaf)).toMatchObject({ restricted: true, version: 1, ancestorIds: [top] })
  })

  test('a page moved to another space leaves this one', async () => {
    world.double.wiki.addSpace({ id: '65540', key: 'TEAM' })
    const id = world.add({ title: 'Moved' })
    world.double.wiki.moveToSpace(id, 'TEAM')
    expect(await list()).toMatchObject({ pages: new Map(), complete: true })
  })

  test('more than 1,000 pages, with the cap that the service puts on its lists', async () => {
    for (let at = 0; at < 1030; at += 1) world.add({ title: `Page ${at}` })
    expect((await list()).pages.size).toBe(1030)
  })
})

describe('Cloud alone', () => {
  beforeEach(async () => {
    world = await cloudWorld({ indexLag: 20_000, indexLinger: 60_000 })
  })

  test('only current pages are asked for, and others that come all the same are left out', async () => {
    const ids = ['Current', 'Archived'].map((title) => world.add({ title }))
    const page = (id: string, status: string) => ({
      id,
      title: status,
      status,
      spaceId: '65538',
      parentId: null,
      version: { number: 1, createdAt: '2026-06-01T00:00:00.000Z' },
    })
    const body = { results: [page(ids[0]!, 'current'), page(ids[1]!, 'archived')] }
    world.double.requests.clear()
    world.double.faults.inject({ kind: 'status', status: 200, body, on: /\/spaces\/\d+\/pages/ })
    expect([...(await list()).pages.keys()]).toEqual([ids[0]])
    const asked = world.double.requests.matching(/\/spaces\/\d+\/pages/)
    expect(asked.map(({ query }) => query.status)).toEqual(['current'])
  })

  test('a title that is part of another leads to its own page', async () => {
    world.add({ title: 'UK delivery at Christmas' })
    const id = world.add({ title: 'UK delivery' })
    const { scope } = await world.source.resolve(`${world.double.publicUrl}/wiki/display/HELP/UK+delivery`)
    expect(scope).toMatchObject({ pageId: id })
    const folded = await world.source.resolve(`${world.double.publicUrl}/wiki/display/HELP/uk+Delivery`)
    expect(folded.scope).toMatchObject({ pageId: id })
  })

  test('what search still knows of a page that is gone brings nothing back', async () => {
    const id = world.add({ title: 'Gone' })
    await list()
    world.trash(id)
    expect(await list()).toEqual({ pages: new Map(), complete: true, errors: [] })
  })

  test('a page that search does not know yet is asked about, and never taken as open unseen', async () => {
    const top = world.add({ title: 'New and restricted' })
    const leaf = world.add({ title: 'Below', parentId: top })
    const open = world.add({ title: 'New and open' })
    world.restrict(top)
    world.label(leaf, 'wool')
    const { pages, complete } = await list()
    expect(complete).toBe(true)
    expect([top, leaf, open].map((id) => pages.get(id)?.restricted)).toEqual([true, true, false])
    expect(pages.get(leaf)?.labels).toEqual(['wool'])
  })

  test('what search says of an older version is not believed', async () => {
    await world.close()
    let now = Date.now()
    world = await cloudWorld({ indexLag: 20_000, now: () => now })
    const id = world.add({ title: 'Page' })
    now += 30_000
    expect((await list()).pages.get(id)).toMatchObject({ restricted: false, labels: [] })
    world.restrict(id)
    world.label(id, 'internal')
    world.edit(id, { html: '<p>Now secret.</p>' })
    expect((await list()).pages.get(id)).toMatchObject({ restricted: true, labels: ['internal'], version: 2 })
  })

  test('when the wiki does not tell a restriction, the page counts as restricted', async () => {
    const id = world.add({ title: 'Unknown' })
    world.double.faults.inject({ kind: 'status', status: 404, on: /restriction\/byOperation/, times: 99 })
    expect((await list()).pages.get(id)?.restricted).toBe(true)
  })

  test('when the wiki cannot be asked, the page is not listed as open, nor concluded to be gone', async () => {
    const [id, other] = [world.add({ title: 'Unlucky' }), world.add({ title: 'Lucky' })]
    world.double.faults.inject({
      kind: 'status',
      status: 503,
      on: new RegExp(`content/${id}/restriction`),
      times: 99,
    })
    const listed = await list()
    expect(listed.complete).toBe(false)
    expect([...listed.pages.keys()]).toEqual([other])
  })
})

describe('folders on Cloud', () => {
  /** A page, in it a folder, in it a folder six deep, in the last a page. */
  async function nested(): Promise<{ folder: string; top: string; leaf: string; beside: string }> {
    world = await cloudWorld()
    const { wiki } = world.double
    const top = world.add({ title: 'Top' })
    const folder = wiki.addContainer({ spaceKey: 'HELP', title: 'Folder', parentId: top }).id
    let parentId = folder
    for (let depth = 0; depth < 6; depth += 1)
      parentId = wiki.addContainer({ spaceKey: 'HELP', title: `Folder ${depth}`, parentId }).id
    const leaf = world.add({ title: 'Leaf', parentId })
    return { folder, top, leaf, beside: world.add({ title: 'Beside', parentId: top }) }
  }

  test('pages in folders are not skipped by a space, and know all that stands above them', async () => {
    const { top, folder, leaf } = await nested()
    const ancestorIds = (await list()).pages.get(leaf)!.ancestorIds
    expect(ancestorIds.slice(0, 2)).toEqual([top, folder])
    expect(ancestorIds).toHaveLength(8)
  })

  test('a folder holds everything below it, deeper than one call reaches, and nothing beside it', async () => {
    const { folder, leaf } = await nested()
    const { scope, name } = await world.source.resolve(
      `${world.double.publicUrl}/wiki/spaces/HELP/folder/${folder}`,
    )
    expect(name).toBe('Folder')
    const listed = await runListing(world.source, scope)
    expect(listed.complete).toBe(true)
    expect([...listed.pages.keys()]).toEqual([leaf])
  })

  test('a restriction reaches through folders, from outside the scope too', async () => {
    const { folder, top, leaf } = await nested()
    world.restrict(top)
    expect((await list()).pages.get(leaf)?.restricted).toBe(true)
    const inFolder = await runListing(world.source, { mode: 'folder', folderId: folder })
    expect(inFolder.pages.get(leaf)?.restricted).toBe(true)
    const alone = await runListing(world.source, { mode: 'page', pageId: leaf })
    expect(alone.pages.get(leaf)?.restricted).toBe(true)
  })

  test('ancestors that list the page itself last are read right', async () => {
    world = await cloudWorld({ quirks: { ancestorsListSelf: true } })
    const top = world.add({ title: 'Top' })
    const folder = world.double.wiki.addContainer({ spaceKey: 'HELP', title: 'F', parentId: top }).id
    const page = world.add({ title: 'Leaf', parentId: folder })
    expect((await list()).pages.get(page)).toMatchObject({ ancestorIds: [top, folder], restricted: false })
  })
})

test('times of a server with an offset are told in UTC', async () => {
  world = await serverWorld({ dc: { offsetMinutes: -330 } })
  const id = world.add({ title: 'Page' })
  const { updatedAt } = world.double.wiki.page(id)
  expect((await list()).pages.get(id)?.updatedAt).toBe(updatedAt)
})

test('Data Center lists that are capped below what was asked for are read to their end', async () => {
  world = await serverWorld({ dc: { listCap: 7 } })
  for (let at = 0; at < 50; at += 1) world.add({ title: `Page ${at}` })
  expect(await list()).toMatchObject({ complete: true, pages: { size: 50 } })
})

test('a blog post is one page by its own address', async () => {
  world = await cloudWorld()
  const { wiki, publicUrl } = world.double
  const { id } = wiki.addPage({
    spaceKey: 'HELP',
    title: 'Opening',
    type: 'blogpost',
    view: '<p>We open.</p>',
  })
  const { scope, url } = await world.source.resolve(
    `${publicUrl}/wiki/spaces/HELP/blog/2026/11/02/${id}/Opening`,
  )
  const stub = (await runListing(world.source, scope)).pages.get(id)!
  expect((await world.source.fetch(stub)).body.value).toContain('We open.')
  expect((await world.source.resolve(url)).scope).toEqual(scope)
  expect((await list()).pages.has(id)).toBe(false)
})
