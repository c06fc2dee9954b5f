import { afterAll, beforeAll, expect, test } from 'vitest'
import { startConfluence } from '../doubles/confluence/index.ts'
import type { ConfluenceDouble } from '../doubles/confluence/index.ts'
import { reader } from './client.ts'
import type { Answer, Json } from './client.ts'
import { ID, sampleWiki } from './sample.ts'

let double: ConfluenceDouble
let get: (path: string) => Promise<Answer>
let clock = Date.UTC(2026, 5, 1, 12)

beforeAll(async () => {
  double = await startConfluence({
    folder: sampleWiki(),
    now: () => clock,
    indexLag: 20_000,
    indexLinger: 60_000,
    timeZone: 'America/New_York',
  })
  get = async (path) => (await reader(double))(`/wiki/rest/api${path}`)
})
afterAll(() => double.close())

async function find(cql: string): Promise<string[]> {
  const { status, body } = await get(`/search?limit=100&cql=${encodeURIComponent(cql)}`)
  expect(status).toBe(200)
  return body.results!.map(({ content }) => String(content!.id))
}

test.each([
  ['space = INT and type = page', [ID.internalHome]],
  ['space="INT"', [ID.internalHome]],
  ['type = page and label = returns', [ID.returns]],
  [`id in (${ID.deep}, ${ID.banner})`, [ID.deep, ID.banner]],
  [`ancestor = ${ID.returns}`, [ID.exceptions, ID.deep]],
  [`parent = ${ID.folder}`, [ID.inFolder]],
  ['type = blogpost', [ID.blog]],
  ['label in ("public", "none") AND space.key = SHOP', [ID.returns]],
  ['title ~ "margins" order by title desc', [ID.below, ID.restricted]],
  [`space = SHOP and not (type = blogpost or id != ${ID.home})`, [ID.home]],
  ['text ~ "31 January"', [ID.banner]],
  ['title = "Returns 2019"', []],
  ['space = NOPE', []],
])('%s', async (cql, wanted) => {
  expect(await find(cql)).toEqual(wanted)
})

test.each(['', 'space =', 'colour = red', 'space = SHOP and', 'lastmodified >= "yesterday"', 'title > "a"'])(
  'the query «%s» is refused',
  async (cql) => {
    const refused = await get(`/search?cql=${encodeURIComponent(cql)}`)
    expect([refused.status, refused.body.statusCode]).toEqual([400, 400])
  },
)

test('dates have minute precision and are read in the configured zone', async () => {
  const at = (time: string) => find(`id = ${ID.home} and lastmodified >= "${time}"`)
  // The page changed at 09:00 UTC, which is 05:00 in New York.
  expect(await at('2026-04-02 05:00')).toEqual([ID.home])
  expect(await at('2026/04/02 05:01')).toEqual([])
  expect(await at('2026-04-02')).toEqual([ID.home])
  clock += 40 * 1000
  const { id } = double.wiki.addPage({ spaceKey: 'INT', title: 'Late in the minute' })
  clock += 120_000
  expect(await find(`id = ${id} and lastmodified >= "2026-06-01 08:00"`)).toEqual([id])
  expect(await find(`id = ${id} and lastmodified > "2026-06-01 08:00"`)).toEqual([])
  expect(await find(`id = ${id} and lastmodified >= now("-1h")`)).toEqual([id])
})

test('the index lags, and what is gone lingers', async () => {
  const { id } = double.wiki.addPage({ spaceKey: 'INT', title: 'Fresh' })
  expect(await find(`id = ${id}`)).toEqual([])
  clock += 21_000
  expect(await find(`id = ${id}`)).toEqual([id])
  double.wiki.label(id, 'new')
  expect(await find(`id = ${id} and label = new`)).toEqual([])
  clock += 21_000
  expect(await find(`id = ${id} and label = new`)).toEqual([id])
  double.wiki.delete(id)
  clock += 21_000
  expect(await find(`id = ${id}`)).toEqual([id])
  clock += 60_000
  expect(await find(`id = ${id}`)).toEqual([])
})

test('paging goes by cursor; start is ignored', async () => {
  const cql = encodeURIComponent('space = SHOP and type = page')
  const first = await get(`/search?limit=3&cql=${cql}`)
  expect((await get(`/search?limit=3&start=3&cql=${cql}`)).body.results).toEqual(first.body.results)
  const seen: unknown[] = []
  let next: string | undefined = `/rest/api/search?limit=3&cql=${cql}`
  while (next) {
    const { body }: Answer = await get(next.replace('/rest/api', ''))
    seen.push(...body.results!.map(({ content }) => content!.id))
    next = body._links!.next
  }
  expect(seen).toHaveLength(first.body.totalSize!)
  expect(new Set(seen).size).toBe(seen.length)
  const cursor = new URLSearchParams(String(first.body._links!.next).split('?')[1]).get('cursor') ?? ''
  expect((await get(`/search?cql=type%3Dpage&cursor=${encodeURIComponent(cursor)}`)).status).toBe(400)
})

test('long slices are cut without a word, and the answer repeats the limit that was asked for', async () => {
  const tight = await startConfluence({ folder: sampleWiki(), listCap: 4 })
  const ask = await reader(tight)
  const { body } = await ask('/wiki/rest/api/search?cql=type%3Dpage&limit=1000')
  expect(body).toMatchObject({ limit: 1000, size: 4 })
  expect(body.results).toHaveLength(4)
  expect(body._links!.next).toContain('cursor=')
  const { access_token } = tight.tokens(['search:confluence'])
  const status = async (extra: string) => {
    const url = `${tight.apiUrl}/ex/confluence/${tight.cloudId}/wiki/rest/api/search?cql=type%3Dpage&${extra}`
    const response = await fetch(url, { headers: { authorization: `Bearer ${access_token}` } })
    return [response.status, (await response.text()).length > 0]
  }
  expect(await status('limit=abc')).toEqual([404, false])
  expect(await status('limit=-1')).toEqual([400, true])
  expect(await status('start=99')).toEqual([200, true])
  await tight.close()
})

test('only names below content. are expanded by search', async () => {
  const cql = encodeURIComponent(`id = ${ID.restricted}`)
  const bare = await get(`/search?cql=${cql}&expand=version,metadata.labels`)
  expect(bare.body.results![0]!.content).not.toHaveProperty('version')
  const names = [
    'content.restrictions.read.restrictions.user',
    'content.restrictions.read.restrictions.group',
    'content.metadata.labels',
    'content.version',
    'content.ancestors',
  ]
  const { body } = await get(`/search?cql=${cql}&expand=${names.join(',')}`)
  const content = body.results![0]!.content as Json & { restrictions: object; ancestors: Json[] }
  expect(content.version).toMatchObject({ number: 3, when: '2026-04-02T09:00:00.000Z' })
  expect(content.ancestors.map(({ id }) => id)).toEqual([ID.home])
  expect(content.metadata).toMatchObject({ labels: { results: [], size: 0 } })
  expect(content.restrictions).toMatchObject({
    read: {
      operation: 'read',
      restrictions: {
        user: { results: [], size: 0 },
        group: { results: [{ type: 'group', name: 'management' }] },
      },
    },
  })
})

test('restrictions of a page are its own; empty means inherited', async () => {
  const own = await get(`/content/${ID.restricted}/restriction/byOperation/read`)
  expect(own.body).toMatchObject({
    operation: 'read',
    restrictions: { group: { size: 1 }, user: { size: 0 } },
  })
  const inherited = await get(`/content/${ID.below}/restriction/byOperation/read`)
  expect(inherited.body).toMatchObject({ restrictions: { group: { size: 0 }, user: { size: 0 } } })
  const both = await get(`/content/${ID.restricted}/restriction/byOperation`)
  expect(both.body).toMatchObject({ read: { operation: 'read' }, update: { operation: 'update' } })
  expect((await get('/content/5/restriction/byOperation/read')).status).toBe(404)
})

test('content by id expands several bodies at once; the trash and the archive are hidden', async () => {
  const { body } = await get(`/content/${ID.returns}?expand=body.view,body.storage,version,space`)
  expect(body.body).toMatchObject({
    view: { representation: 'view' },
    storage: { representation: 'storage' },
  })
  expect(body).toMatchObject({ space: { key: 'SHOP', id: 98308 }, version: { number: 3 } })
  expect((await get(`/content/${ID.archived}`)).status).toBe(404)
  expect((await get(`/content/${ID.archived}?status=any`)).body.status).toBe('archived')
})

test('search wants its own scope', async () => {
  const narrow = await reader(double, ['read:page:confluence'])
  expect((await narrow('/wiki/rest/api/search?cql=type%3Dpage')).status).toBe(401)
})

test('expanding restrictions of ancestors fails on the pages it is said to fail on', async () => {
  const odd = await startConfluence({ folder: sampleWiki(), quirks: { brokenAncestorExpansion: [ID.deep] } })
  const ask = await reader(odd)
  const cql = `/wiki/rest/api/search?cql=${encodeURIComponent(`id = ${ID.deep}`)}`
  expect((await ask(`${cql}&expand=content.ancestors.restrictions.read.restrictions.user`)).status).toBe(404)
  expect((await ask(`${cql}&expand=content.ancestors`)).status).toBe(200)
  await odd.close()
})
