import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHttp, serverSource } from '../../knowledge/sources/confluence/index.ts'
import { codeOf, runListing } from '../contract/source.suite.ts'
import { connectCloud } from './cloud.ts'
import { fakeClock } from './clock.ts'
import { cloudWorld, serverWorld } from './worlds.ts'
import type { ConfluenceWorld } from './worlds.ts'

const MB = 1_000_000

describe.each([
  ['Cloud', cloudWorld, /\/pages\/\d+\?/],
  ['Data Center', serverWorld, /\/content\/\d+\?/],
] as const)('bad input on %s', (_name, open, onePage) => {
  let world: ConfluenceWorld
  beforeEach(async () => {
    world = await open()
  })
  afterEach(() => world.close())
  const stubOf = async (id: string) => (await runListing(world.source, world.all)).pages.get(id)!

  test('a page of 50 MB is refused, and the next one is fetched', async () => {
    const [big, small] = [world.add({ title: 'Big' }), world.add({ title: 'Small' })]
    const stubs = [await stubOf(big), await stubOf(small)]
    world.double.faults.inject({ kind: 'huge', bytes: 50 * MB, on: onePage })
    expect(await codeOf(world.source.fetch(stubs[0]!))).toBe('confluence.page_too_large')
    expect((await world.source.fetch(stubs[1]!)).body.value).toContain('Small')
  })

  test('a body that is not HTML', async () => {
    const id = world.add({ title: 'A file', html: '%PDF-1.7 \u0001\u0002' })
    expect(await codeOf(world.source.fetch(await stubOf(id)))).toBe('confluence.page_not_html')
    const binary = world.add({ title: 'Bytes', html: 'a\0b' })
    expect(await codeOf(world.source.fetch(await stubOf(binary)))).toBe('confluence.page_not_html')
  })

  test('an empty page says so, and has an empty body', async () => {
    const id = world.add({ title: 'Empty', html: '<p> &nbsp; </p>' })
    const page = await world.source.fetch(await stubOf(id))
    expect(page.problems).toMatchObject([{ code: 'confluence.page_empty' }])
    expect(page.body.value).not.toMatch(/\w{6}/)
  })

  test('a cycle of includes is fetched, and told', async () => {
    const [first, second] = [world.add({ title: 'First' }), world.add({ title: 'Second' })]
    world.double.wiki.edit(first, { view: '<p>One</p>', includes: [second] })
    world.double.wiki.edit(second, { view: '<p>Two</p>', includes: [first] })
    const page = await world.source.fetch(await stubOf(first))
    expect(page.problems).toMatchObject([{ code: 'confluence.include_cycle' }])
    expect(page.includes).toEqual([second])
    expect(page.body.value).toContain('One')
  })

  test('a page that includes itself names no include, but the fault', async () => {
    const id = world.add({ title: 'Self' })
    world.double.wiki.edit(id, { view: '<p>One</p>', includes: [id] })
    const page = await world.source.fetch(await stubOf(id))
    expect(page.includes).toEqual([])
    expect(page.problems?.[0]).toMatchObject({ code: 'confluence.include_cycle' })
  })

  test('a sign-in page instead of the API', async () => {
    world.add({ title: 'Page' })
    world.double.faults.inject({ kind: 'html', on: /^(api|dc):/, times: 99 })
    const listed = await runListing(world.source, world.all)
    expect(listed).toMatchObject({ complete: false, errors: [{ code: 'confluence.not_json' }] })
  })

  test('a space that is not there fails the listing; it never counts as empty', async () => {
    const scope = { mode: 'space', spaceId: '999', spaceKey: 'NOPE' } as const
    const listed = await runListing(world.source, scope)
    expect(listed).toMatchObject({ complete: false, errors: [{ code: 'confluence.space_not_found' }] })
  })

  test('an archived space is refused when it is added, and emptied when it was trained', async () => {
    const id = world.add({ title: 'Old' })
    world.double.wiki.archiveSpace('HELP')
    const [url] = world.addresses(id).all
    expect(await codeOf(world.source.resolve(url!))).toBe('confluence.space_not_found')
    expect(await runListing(world.source, world.all)).toEqual({
      pages: new Map(),
      complete: true,
      errors: [],
    })
  })

  test('an archived page is refused when it is added', async () => {
    const id = world.add({ title: 'UK delivery' })
    world.archive(id)
    const codes = await Promise.all(world.addresses(id).page.map((url) => codeOf(world.source.resolve(url))))
    for (const code of codes) expect(code).toMatch(/^confluence\.page_not_(current|found)$/)
  })
})

describe('bad input on Cloud alone', () => {
  test('a page without right and a page that is not there read the same, and say both', async () => {
    const world = await cloudWorld({ caller: { readsRestricted: false } })
    const id = world.add({ title: 'Secret' })
    world.restrict(id)
    const [url] = world.addresses(id).page
    const error = await world.source.resolve(url!).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'confluence.page_not_found' })
    expect(String(error)).toMatch(/does not exist, or the connected account may not see it/)
    await world.close()
  })

  test('a missing scope is named and not asked for again by refreshing', async () => {
    const world = await cloudWorld()
    world.add({ title: 'Page' })
    world.double.requests.clear()
    world.double.faults.inject({ kind: 'scope', on: /\/rest\/api\/search/, times: 99 })
    const listed = await runListing(world.source, world.all)
    expect(listed.complete).toBe(false)
    expect(listed.errors[0]).toMatchObject({
      code: 'confluence.missing_scope',
      details: { scope: 'read:content-details:confluence' },
    })
    expect(world.double.requests.matching(/oauth\/token$/)).toEqual([])
    expect(world.double.requests.matching(/search/)).toHaveLength(1)
    await world.close()
  })

  test('a revoked grant fails the listing with its own code', async () => {
    const world = await cloudWorld()
    world.add({ title: 'Page' })
    world.double.revokeGrants()
    const listed = await runListing(world.source, world.all)
    expect(listed).toMatchObject({ complete: false, errors: [{ code: 'confluence.grant_revoked' }] })
    await world.close()
  })

  test('a token that dies early is refreshed once, and the listing goes on', async () => {
    const world = await cloudWorld()
    world.add({ title: 'Page' })
    world.double.requests.clear()
    const unauthorized = {
      kind: 'status',
      status: 401,
      body: { code: 401, message: 'Unauthorized' },
    } as const
    world.double.faults.inject({ ...unauthorized, on: /\/spaces\// })
    expect((await runListing(world.source, world.all)).complete).toBe(true)
    expect(world.double.requests.matching(/oauth\/token$/)).toHaveLength(1)
    world.double.faults.inject({ ...unauthorized, on: /\/spaces\//, times: 99 })
    expect(await runListing(world.source, world.all)).toMatchObject({
      complete: false,
      errors: [{ code: 'confluence.token_refused' }],
    })
    await world.close()
  })

  test.each([
    ['of the page listing', /\/spaces\/\d+\/pages/],
    ['of the search', /\/rest\/api\/search/],
  ])('a cursor %s that repeats ends the listing with an error', async (_which, on) => {
    const world = await cloudWorld()
    for (let at = 0; at < 600; at += 1) world.add({ title: `Page ${at}` })
    world.double.faults.inject({ kind: 'repeat-cursor', on })
    const listed = await runListing(world.source, world.all)
    expect(listed).toMatchObject({ complete: false, errors: [{ code: 'confluence.cursor_repeats' }] })
    expect(world.double.requests.listings).toBeLessThan(10)
    await world.close()
  })

  test.each(['whiteboard', 'database', 'embed'])('a %s has no body', async (type) => {
    const world = await cloudWorld()
    const work = world.source.resolve(`${world.double.publicUrl}/wiki/spaces/HELP/${type}/77`)
    expect(await codeOf(work)).toBe('confluence.no_body')
    await world.close()
  })

  test('when export_view is refused and view is empty, storage format is used', async () => {
    const world = await cloudWorld({ quirks: { noExportView: true } })
    const id = world.double.wiki.addPage({
      spaceKey: 'HELP',
      title: 'Unrendered',
      view: '',
      storage: '<p>Only here.</p>',
    }).id
    const stub = (await runListing(world.source, world.all)).pages.get(id)!
    expect((await world.source.fetch(stub)).body).toEqual({ format: 'storage', value: '<p>Only here.</p>' })
    await world.close()
  })
})

describe('bad input on Data Center alone', () => {
  test('a wrong token', async () => {
    const world = await serverWorld()
    const clock = fakeClock()
    const http = createHttp({ outgoing: fetch, clock })
    const source = serverSource(http, { baseUrl: world.double.dcUrl, token: 'wrong' }, clock)
    expect(await codeOf(source.resolve(`${world.double.dcUrl}/display/HELP`))).toBe(
      'confluence.token_refused',
    )
    await world.close()
  })

  test('a server that throttles by 403 is asked again', async () => {
    const world = await serverWorld()
    world.add({ title: 'Page' })
    world.double.faults.inject({ kind: 'status', status: 403, on: /^dc:/, times: 2 })
    expect((await runListing(world.source, world.all)).complete).toBe(true)
    world.double.faults.inject({ kind: 'status', status: 403, on: /^dc:/, times: 99 })
    const listed = await runListing(world.source, world.all)
    expect(listed).toMatchObject({ complete: false, errors: [{ code: 'confluence.not_permitted' }] })
    await world.close()
  })
})

test('a bearer that is sent to the site itself is refused; the source never does', async () => {
  const world = await cloudWorld()
  world.add({ title: 'Page' })
  await runListing(world.source, world.all)
  expect(world.double.requests.entries.filter(({ server }) => server === 'site')).toEqual([])
  await world.close()
})

test('two spaces of one wiki are two sources over one connection', async () => {
  const world = await cloudWorld()
  world.double.wiki.addSpace({ id: '65540', key: 'TEAM', name: 'Team' })
  const here = world.add({ title: 'Here' })
  const there = world.double.wiki.addPage({ spaceKey: 'TEAM', title: 'There' }).id
  const { source } = await connectCloud(world.double)
  const team = await source.resolve(`${world.double.publicUrl}/wiki/spaces/TEAM`)
  expect([...(await runListing(source, team.scope)).pages.keys()]).toEqual([there])
  expect([...(await runListing(source, world.all)).pages.keys()]).toEqual([here])
  await world.close()
})
