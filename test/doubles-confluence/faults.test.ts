import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startConfluence } from '../doubles/confluence/index.ts'
import type { ConfluenceDouble } from '../doubles/confluence/index.ts'
import { reader } from './client.ts'
import type { Answer } from './client.ts'
import { ID, sampleWiki } from './sample.ts'

const PAGES = '/wiki/api/v2/spaces/98308/pages'
let double: ConfluenceDouble
let get: (path: string) => Promise<Answer>

beforeAll(async () => {
  double = await startConfluence({ folder: sampleWiki() })
  get = await reader(double)
})
afterEach(() => double.faults.clear())
afterAll(() => double.close())

test('429 at the nth request that matches, with and without Retry-After', async () => {
  double.faults.inject({ kind: 'rate-limit', retryAfter: 7, on: /\/pages/, nth: 2 })
  double.faults.inject({ kind: 'rate-limit', on: /\/spaces\?/ })
  expect((await get(PAGES)).status).toBe(200)
  const limited = await get(PAGES)
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7'])
  expect((await get(PAGES)).status).toBe(200)
  const bare = await get('/wiki/api/v2/spaces')
  expect([bare.status, bare.headers.get('retry-after')]).toEqual([429, null])
})

test('server errors for as long as asked, then well again', async () => {
  double.faults.inject({ kind: 'status', status: 500, times: 2 })
  const statuses = [(await get(PAGES)).status, (await get(PAGES)).status, (await get(PAGES)).status]
  expect(statuses).toEqual([500, 500, 200])
})

test('a dropped connection, garbage and a sign-in page', async () => {
  double.faults.inject({ kind: 'drop' })
  await expect(get(PAGES)).rejects.toThrow('fetch failed')
  double.faults.inject({ kind: 'garbage' })
  await expect(get(PAGES)).rejects.toThrow(SyntaxError)
  double.faults.inject({ kind: 'html' })
  await expect(get(PAGES)).rejects.toThrow(SyntaxError)
})

test('a cursor that repeats', async () => {
  double.faults.inject({ kind: 'repeat-cursor', on: /\/pages/ })
  const first = await get(`${PAGES}?limit=2`)
  const second = await get(String(first.body._links!.next))
  const third = await get(String(second.body._links!.next))
  expect(third.body.results).toEqual(second.body.results)
  expect(third.body._links!.next).toBe(second.body._links!.next)
  expect(third.headers.get('link')).toContain(`<${second.body._links!.next}>; rel="next"`)
  double.faults.inject({ kind: 'repeat-cursor', on: /\/search/ })
  const hits = await get('/wiki/rest/api/search?limit=2&cql=type%3Dpage')
  const next = `/wiki${hits.body._links!.next}`
  expect(`/wiki${(await get(next)).body._links!.next}`).toBe(next)
})

test('a page of 50 MB, a slow answer, a missing scope', async () => {
  double.faults.inject({ kind: 'huge', bytes: 50_000_000 })
  const { body } = await get(`/wiki/api/v2/pages/${ID.home}?body-format=view`)
  expect(body.body!.view!.value.length).toBeGreaterThan(49_999_000)
  double.faults.inject({ kind: 'slow', ms: 120, times: 1 })
  const before = performance.now()
  await get(PAGES)
  expect(performance.now() - before).toBeGreaterThan(100)
  double.faults.inject({ kind: 'scope' })
  expect(await get(PAGES)).toMatchObject({
    status: 401,
    body: { message: 'Unauthorized; scope does not match' },
  })
})

test('the log counts listings, bodies and points', async () => {
  double.requests.clear()
  await get('/wiki/api/v2/spaces')
  await get(`${PAGES}?status=current`)
  await get(`/wiki/api/v2/pages/${ID.home}`)
  await get(`/wiki/api/v2/pages/${ID.home}?body-format=view`)
  expect(double.requests).toMatchObject({ listings: 2, bodies: 1, points: 4 + 9 + 2 + 2 })
  expect(double.requests.matching(/\/pages\/\d+$/)).toHaveLength(2)
  expect(double.requests.entries[1]).toMatchObject({
    server: 'api',
    method: 'GET',
    status: 200,
    query: { status: 'current' },
    cost: 9,
  })
})

test('points: counted by object, refused when used up, given back at the full hour', async () => {
  let clock = Date.UTC(2026, 5, 1, 10, 40)
  const poor = await startConfluence({ folder: sampleWiki(), quota: 20, now: () => clock })
  const ask = await reader(poor)
  const first = await ask(PAGES)
  expect(first.headers.get('x-ratelimit-remaining')).toBe(String(20 - 1 - first.body.results!.length))
  expect(first.headers.get('x-ratelimit-nearlimit')).toBe('false')
  expect(first.headers.get('x-ratelimit-reset')).toBe('2026-06-01T11:00:00Z')
  expect((await ask(PAGES)).headers.get('x-ratelimit-nearlimit')).toBe('true')
  const refused = await ask(PAGES)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1200'])
  expect(refused.headers.get('ratelimit-policy')).toBe('"global-app-quota";q=20;w=3600')
  clock += 20 * 60_000
  expect((await ask(PAGES)).status).toBe(200)
  await poor.close()
})
