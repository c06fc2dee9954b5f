import { afterAll, beforeAll, expect, test } from 'vitest'
import { startConfluence } from '../doubles/confluence/index.ts'
import type { ConfluenceDouble } from '../doubles/confluence/index.ts'
import { getJson } from './client.ts'
import type { Answer } from './client.ts'
import { ID, sampleWiki } from './sample.ts'

let double: ConfluenceDouble
let get: (path: string) => Promise<Answer>

beforeAll(async () => {
  double = await startConfluence({
    folder: sampleWiki(),
    caller: { readsRestricted: false },
    dc: { contextPath: '/confluence', listCap: 4, offsetMinutes: -210 },
  })
  get = (path) => getJson(`${double.dcUrl}/rest/api${path}`, double.dcToken)
})
afterAll(() => double.close())

test('a personal access token is needed, and there is no v2', async () => {
  expect(double.dcUrl.endsWith('/confluence')).toBe(true)
  expect((await getJson(`${double.dcUrl}/rest/api/space/SHOP`)).status).toBe(401)
  expect((await getJson(`${double.dcUrl}/rest/api/space/SHOP`, 'wrong')).status).toBe(401)
  expect((await fetch(`${double.dcUrl}/api/v2/spaces`)).status).toBe(404)
})

test('spaces by key, pages by space and exact title', async () => {
  expect((await get('/space/SHOP?expand=homepage')).body).toMatchObject({
    id: 98308,
    homepage: { id: ID.home },
  })
  expect((await get('/space/NOPE')).body).toMatchObject({ statusCode: 404 })
  const byTitle = await get('/content?spaceKey=SHOP&title=Wool+care&type=page')
  expect(byTitle.body.results!.map(({ id }) => id)).toEqual([ID.inFolder])
  expect((await get('/content?spaceKey=SHOP&title=Wool')).body.size).toBe(0)
})

test('paging by offset with a silent cap', async () => {
  const seen: unknown[] = []
  for (let start = 0, more = true; more;) {
    const { body } = await get(`/content?spaceKey=SHOP&limit=100&start=${start}`)
    expect(body.limit).toBe(4)
    seen.push(...body.results!.map(({ id }) => id))
    start += body.size!
    more = body._links!.next !== undefined
  }
  expect(seen).toHaveLength(6)
  const search = await get(`/search?limit=2&start=2&cql=${encodeURIComponent('space = SHOP')}`)
  expect(search.body).toMatchObject({ start: 2, limit: 2, size: 2 })
})

test('one page with all that a crawler expands; times carry the offset of the server', async () => {
  const names =
    'body.view,body.export_view,version,ancestors,space,metadata.labels,restrictions.read.restrictions.group'
  const { body } = await get(`/content/${ID.returns}?expand=${names}`)
  expect(body).toMatchObject({
    version: { number: 3, when: '2026-04-02T05:30:00.000-03:30' },
    ancestors: [{ id: ID.home }],
    space: { key: 'SHOP' },
    metadata: { labels: { results: [{ name: 'public' }, { name: 'returns' }] } },
    restrictions: { read: { restrictions: { group: { results: [] } } } },
    _links: {
      base: double.dcUrl,
      context: '/confluence',
      webui: `/pages/viewpage.action?pageId=${ID.returns}`,
    },
  })
  expect(body.body!.view!.value).toContain('30 days')
  expect((await get(`/content/${ID.home}`)).body).toMatchObject({
    _links: { webui: '/display/SHOP/Shop+help+home' },
  })
})

test('404 for what may not be read, children page by page, no descendants', async () => {
  expect((await get(`/content/${ID.restricted}`)).body).toMatchObject({
    statusCode: 404,
    reason: 'Not Found',
  })
  expect((await get(`/content/${ID.below}`)).status).toBe(404)
  const children = await get(`/content/${ID.returns}/child/page`)
  expect(children.body.results!.map(({ id }) => id)).toEqual([ID.exceptions])
  expect((await get(`/content/${ID.returns}/descendant/page`)).status).toBe(501)
  expect((await get(`/content/${ID.returns}/label`)).body.size).toBe(2)
})

test('addresses that people paste lead to the page', async () => {
  const open = async (path: string) => (await fetch(double.dcUrl + path)).text()
  expect(await open('/display/SHOP/Wool+care')).toContain('About Wool care')
  expect(await open(`/pages/viewpage.action?pageId=${ID.inFolder}`)).toContain('About Wool care')
  expect(await open('/pages/viewpage.action?spaceKey=SHOP&title=Wool%20care')).toContain('About Wool care')
  const { body } = await get(`/content/${ID.inFolder}`)
  expect(await open(body._links!.tinyui!)).toContain('About Wool care')
  expect(await open('/display/SHOP')).toContain('Wool care</a>')
  expect(await open(`/pages/viewpage.action?pageId=${ID.restricted}`)).toContain('Page not found')
})

test('throttling by 403, as some proxies do, is a fault to inject', async () => {
  double.faults.inject({ kind: 'status', status: 403, on: /^dc:/, body: { message: 'Forbidden' } })
  expect((await get('/space/SHOP')).status).toBe(403)
  expect((await get('/space/SHOP')).status).toBe(200)
})
