import { afterAll, beforeAll, expect, test } from 'vitest'
import { startConfluence } from '../doubles/confluence/index.ts'
import type { ConfluenceDouble } from '../doubles/confluence/index.ts'
import { drain, reader } from './client.ts'
import type { Answer } from './client.ts'
import { ID, sampleWiki } from './sample.ts'

const V2 = '/wiki/api/v2'
let double: ConfluenceDouble
let get: (path: string) => Promise<Answer>

beforeAll(async () => {
  double = await startConfluence({ folder: sampleWiki() })
  get = async (path) => (await reader(double))(path.startsWith('/wiki') ? path : V2 + path)
})
afterAll(() => double.close())

const ids = (answer: Answer) => answer.body.results!.map(({ id }) => id)

test('spaces are found by key, archived ones are listed unless asked otherwise', async () => {
  expect((await get('/spaces?keys=INT')).body.results![0]).toMatchObject({
    id: '98309',
    homepageId: ID.internalHome,
  })
  expect(ids(await get('/spaces'))).toEqual(['98308', '98309', '98310'])
  expect(ids(await get('/spaces?status=current'))).toEqual(['98308', '98309'])
  expect(ids(await get('/spaces?keys=NOPE'))).toEqual([])
  expect((await get('/spaces/98308')).body.key).toBe('SHOP')
  expect((await get('/spaces/5')).status).toBe(404)
})

test('the pages of a space: archived by default, folders and blog posts never, bodies only when asked', async () => {
  const all = ids(await get('/spaces/98308/pages'))
  expect(all).toContain(ID.archived)
  expect(all).not.toContain(ID.folder)
  expect(all).not.toContain(ID.blog)
  const current = await get('/spaces/98308/pages?status=current')
  expect(ids(current)).not.toContain(ID.archived)
  expect(current.body.results![0]!.body).toEqual({})
  const stored = await get('/spaces/98308/pages?body-format=storage')
  expect(stored.body.results![0]!.body!.storage!.value).toBe('<p>About Shop help home.</p>')
  expect((await get('/spaces/98308/pages?body-format=view')).status).toBe(400)
  expect((await get('/spaces/98308/pages?limit=251')).status).toBe(400)
  expect((await get('/spaces/98308/pages?status=gone')).status).toBe(400)
})

test('paging: 25 by default, next links without the gateway prefix, and a Link header to the end', async () => {
  for (let count = 0; count < 30; count += 1) double.wiki.addPage({ spaceKey: 'INT', title: `Note ${count}` })
  const first = await get('/spaces/98309/pages')
  expect(first.body.results).toHaveLength(25)
  expect(first.body._links!.next).toMatch(/^\/wiki\/api\/v2\/spaces\/98309\/pages\?cursor=/)
  expect(first.headers.get('link')).toBe(
    `<${String(first.body._links!.next)}>; rel="next", <${double.siteUrl}/wiki>; rel="base"`,
  )
  const last = await get(String(first.body._links!.next))
  expect(last.body.results).toHaveLength(6)
  expect(last.body._links).toEqual({ base: `${double.siteUrl}/wiki` })
  expect(last.headers.get('link')).toBe(`<${double.siteUrl}/wiki>; rel="base"`)
  const all = await drain(get, '/spaces/98309/pages?limit=7&sort=-modified-date')
  expect(new Set(all.map(({ id }) => id)).size).toBe(31)
})

test('a cursor holds for its own query only, and a whole URL is none', async () => {
  const next = String((await get('/spaces/98309/pages?limit=5')).body._links!.next)
  const cursor = encodeURIComponent(new URLSearchParams(next.split('?')[1]).get('cursor') ?? '')
  expect((await get(`/spaces/98309/pages?limit=6&cursor=${cursor}`)).status).toBe(200)
  for (const path of [
    `/spaces/98308/pages?cursor=${cursor}`,
    `/spaces/98309/pages?status=current&cursor=${cursor}`,
    `/spaces/98309/pages?cursor=${encodeURIComponent(next)}`,
    '/spaces/98309/pages?cursor=abc',
  ]) {
    const refused = await get(path)
    expect(refused.status).toBe(400)
    expect(refused.body.errors![0]!.code).toBe('INVALID_REQUEST_PARAMETER')
  }
})

test('a page that vanishes between two slices does not hide another', async () => {
  const first = await get('/spaces/98309/pages?limit=10')
  const seen = ids(first)
  double.wiki.delete(String(seen[3]))
  const rest = await drain(get, String(first.body._links!.next))
  expect(seen.length + rest.length).toBe(31)
})

test('one page: every body format, labels, versions, web links', async () => {
  const plain = await get(`/pages/${ID.returns}`)
  expect(plain.body).toMatchObject({
    body: {},
    parentId: ID.home,
    parentType: 'page',
    version: { number: 3 },
  })
  expect(plain.body).not.toHaveProperty('labels')
  expect(plain.body._links).toMatchObject({
    webui: `/spaces/SHOP/pages/${ID.returns}/Returns+%26+refunds`,
    base: `${double.siteUrl}/wiki`,
  })
  for (const format of ['storage', 'view', 'export_view', 'styled_view']) {
    const { body } = await get(`/pages/${ID.returns}?body-format=${format}`)
    expect(body.body![format]).toMatchObject({ representation: format })
    expect(body.body![format]!.value).toContain('after delivery.')
  }
  expect((await get(`/pages/${ID.returns}?body-format=markdown`)).status).toBe(400)
  const { body } = await get(`/pages/${ID.returns}?include-labels=true`)
  expect(body.labels!.results.map(({ name }) => name)).toEqual(['public', 'returns'])
  expect(ids(await get(`/pages/${ID.returns}/labels`))).toHaveLength(2)
  const home = (await get(`/pages/${ID.home}`)).body
  expect([home.parentId, home._links!.webui]).toEqual([null, '/spaces/SHOP/overview'])
})

test('404 for what is unknown, a folder asked for as a page, and a page asked for as a folder', async () => {
  expect((await get('/pages/1234567890')).body).toEqual({
    errors: [
      { status: 404, code: 'NOT_FOUND', title: 'Cannot find a page with id [1234567890]', detail: null },
    ],
  })
  expect((await get(`/pages/${ID.folder}`)).status).toBe(404)
  expect((await get(`/folders/${ID.returns}`)).status).toBe(404)
  expect((await get('/pages/abc')).status).toBe(400)
  expect((await get('/nothing')).status).toBe(404)
})

test('the tree: ancestors root first, children of all kinds, descendants through folders', async () => {
  const above = (await get(`/pages/${ID.deep}/ancestors`)).body.results
  expect(above).toEqual([ID.home, ID.returns, ID.exceptions].map((id) => ({ id, type: 'page' })))
  const children = (await get(`/pages/${ID.home}/direct-children`)).body.results!
  expect(children.map(({ type }) => type)).toEqual(expect.arrayContaining(['page', 'folder', 'whiteboard']))
  const below = await drain(get, `/pages/${ID.home}/descendants?limit=3`)
  expect(below.find(({ id }) => id === ID.inFolder)).toMatchObject({
    parentId: ID.folder,
    depth: 2,
    type: 'page',
  })
  expect(below.find(({ id }) => id === ID.deep)).toMatchObject({ parentId: ID.exceptions, depth: 3 })
  expect(below.map(({ id }) => id)).not.toContain(ID.archived)
  expect((await get(`/pages/${ID.home}/descendants?depth=6`)).status).toBe(400)
  expect(ids(await get(`/pages/${ID.home}/descendants?depth=1`))).not.toContain(ID.deep)
  expect(ids(await get(`/folders/${ID.folder}/direct-children`))).toEqual([ID.inFolder])
  expect((await get(`/folders/${ID.folder}`)).body).toMatchObject({ title: 'Care', parentId: ID.home })
})

test('the title filter also finds parts of titles', async () => {
  expect(ids(await get('/pages?title=return&space-id=98308'))).toEqual([
    ID.returns,
    ID.exceptions,
    ID.archived,
  ])
  expect(ids(await get(`/pages?id=${ID.home},${ID.deep}`))).toEqual([ID.home, ID.deep])
})

test('blog posts are apart from pages', async () => {
  const { body } = await get(`/blogposts/${ID.blog}?body-format=view`)
  expect(body._links!.webui).toBe(`/spaces/SHOP/blog/2026/03/19/${ID.blog}/We+moved`)
  expect((await get(`/pages/${ID.blog}`)).status).toBe(404)
})

const shown = (html: string) =>
  `<div class="conf-macro output-block" data-hasbody="false" data-macro-name="include">${html}</div>`

test('included text is rendered as it is now, and its edit does not change the including page', async () => {
  const marked = await get(`/pages/${ID.returns}?body-format=view`)
  expect(marked.body.body!.view!.value).toContain(
    `delivery.</p>${shown('<p>Extended until 31 January.</p>')}<p>End.`,
  )
  const unmarked = await get(`/pages/${ID.exceptions}?body-format=view`)
  expect(unmarked.body.body!.view!.value).toBe(
    `<p>About Return exceptions.</p>${shown('<p>Extended until 31 January.</p>')}`,
  )
  const stored = await get(`/pages/${ID.returns}?body-format=storage`)
  expect(stored.body.body!.storage!.value).toContain('30 days<br />after')
  expect(stored.body.body!.storage!.value).toContain('<ri:page ri:content-title="Holiday banner" />')
  double.wiki.edit(ID.banner, { view: '<p>Extended until 5 January.</p>' })
  const after = await get(`/pages/${ID.returns}?body-format=view`)
  expect(after.body.body!.view!.value).toContain('5 January')
  expect(after.body.version!.number).toBe(3)
  double.wiki.edit(ID.banner, { view: `<div data-include="${ID.returns}"></div>` })
  const cycle = await get(`/pages/${ID.returns}?body-format=view`)
  expect(cycle.body.body!.view!.value).toContain('Unable to render {include}')
})

test('an include that the view shows rendered already is rendered anew', async () => {
  const frozen = `<p>Before</p><div class="conf-macro" data-macro-name="include"><div>Old</div><div/></div><p>After</p>`
  const banner = double.wiki.addPage({
    spaceKey: 'SHOP',
    title: 'Cut-off',
    view: '<p>Order by 20 December.</p>',
  })
  const { id } = double.wiki.addPage({
    spaceKey: 'SHOP',
    title: 'Gifts',
    view: frozen,
    includes: [banner.id],
  })
  const value = async (format: string) =>
    (await get(`/pages/${id}?body-format=${format}`)).body.body![format]!.value
  expect(await value('view')).toBe(`<p>Before</p>${shown('<p>Order by 20 December.</p>')}<p>After</p>`)
  expect(await value('storage')).toMatch(
    /^<p>Before<\/p><ac:structured-macro ac:name="include"[^]*<p>After<\/p>$/,
  )
})

test('an edit raises the version and keeps the old one; labels, restrictions and moves do not', async () => {
  const { version } = double.wiki.page(ID.inFolder)
  double.wiki.label(ID.inFolder, 'wool')
  double.wiki.restrict(ID.inFolder, { groups: ['staff'] })
  double.wiki.unrestrict(ID.inFolder)
  double.wiki.move(ID.inFolder, ID.returns)
  expect((await get(`/pages/${ID.inFolder}`)).body).toMatchObject({
    parentId: ID.returns,
    parentType: 'page',
    version: { number: version },
  })
  double.wiki.edit(ID.inFolder, { view: '<p>Cold wash.</p>', title: 'Wool' })
  expect((await get(`/pages/${ID.inFolder}`)).body).toMatchObject({
    title: 'Wool',
    version: { number: version + 1 },
  })
  const old = await get(`/pages/${ID.inFolder}?version=${version}&body-format=view`)
  expect(old.body).toMatchObject({ title: 'Wool care', body: { view: { value: '<p>About Wool care.</p>' } } })
})

test('what is archived or trashed is still given by its id, with its status; what is deleted is not', async () => {
  const { id } = double.wiki.addPage({ spaceKey: 'SHOP', title: 'Short-lived', parentId: ID.home })
  const child = double.wiki.addPage({ spaceKey: 'SHOP', title: 'Child', parentId: id })
  double.wiki.trash(id)
  expect((await get(`/pages/${id}`)).body.status).toBe('trashed')
  expect((await get(`/pages/${id}?status=current`)).status).toBe(404)
  expect((await get(`/pages/${child.id}`)).body.parentId).toBe(ID.home)
  double.wiki.delete(id)
  expect((await get(`/pages/${id}`)).status).toBe(404)
})

test('each endpoint wants its scope, and nothing writes', async () => {
  const few = await reader(double, ['read:space:confluence'])
  expect((await few(`${V2}/spaces`)).status).toBe(200)
  for (const path of [
    '/pages',
    `/pages/${ID.home}/descendants`,
    `/folders/${ID.folder}`,
    `/pages/${ID.home}/ancestors`,
  ])
    expect(await few(V2 + path)).toMatchObject({
      status: 401,
      body: { code: 401, message: 'Unauthorized; scope does not match' },
    })
})

test('a caller without the right sees neither the page nor what is below it', async () => {
  const narrow = await startConfluence({ folder: sampleWiki(), caller: { readsRestricted: false } })
  const see = await reader(narrow)
  for (const id of [ID.restricted, ID.below]) expect((await see(`${V2}/pages/${id}`)).status).toBe(404)
  const listed = ids(await see(`${V2}/spaces/98308/pages`))
  expect(listed).not.toContain(ID.below)
  const search = `/wiki/rest/api/search?cql=${encodeURIComponent(`id in (${ID.below}, ${ID.home})`)}`
  const found = async () => (await see(search)).body.results!.map(({ content }) => content!.id)
  expect(await found()).toEqual([ID.home])
  const children = (await see(`${V2}/pages/${ID.home}/descendants`)).body.results!
  expect(children.map(({ id }) => id)).not.toContain(ID.below)
  narrow.wiki.restrict(ID.restricted, { groups: ['confluence-users'] })
  expect(await found()).toEqual([ID.home, ID.below])
  expect((await see(`${V2}/pages/${ID.below}`)).status).toBe(200)
  await narrow.close()
})
