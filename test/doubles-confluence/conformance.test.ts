import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startConfluence } from '../doubles/confluence/index.ts'
import type { ConfluenceDouble } from '../doubles/confluence/index.ts'
import type { Page } from '../doubles/confluence/index.ts'
import { connect, getJson, postToken, reader } from './client.ts'
import type { Answer, Json } from './client.ts'
import { fields, recordedAnswer, recordedDir, recordedFile, WHY_SKIPPED } from './recorded.ts'

const skip = recordedDir === undefined ? ` (skipped: ${WHY_SKIPPED})` : ''
let double: ConfluenceDouble
let get: (path: string) => Promise<Answer>

interface RecordedPage extends Json {
  parentType: Page['parentType']
  position: number
  createdAt: string
  version: { number: number; createdAt: string }
}

function recordedPages(): RecordedPage[] {
  const path = '/wiki/api/v2/pages'
  const { results = [] } = recordedAnswer('pages.test.json', path, double.siteUrl).body
  // Live documents, which the double has not, are another kind of page with links of their own.
  return results.filter((page) => page.subtype !== 'live') as RecordedPage[]
}

describe.skipIf(recordedDir === undefined)(`answers as recorded${skip}`, () => {
  beforeAll(async () => {
    double = await startConfluence({ timeZone: 'UTC' })
    const spaces =
      recordedAnswer('spaces.test.json', '/wiki/api/v2/spaces', double.siteUrl).body.results ?? []
    const keys = new Map<unknown, string>()
    for (const space of spaces) {
      keys.set(space.id, space.key ?? '')
      double.wiki.addSpace({ ...(space as object), key: space.key ?? '' })
    }
    for (const page of recordedPages())
      double.wiki.addPage({
        id: page.id ?? '',
        title: page.title ?? '',
        spaceKey: keys.get(page.spaceId) ?? '',
        parentId: page.parentId ?? null,
        parentType: page.parentType,
        position: page.position,
        createdAt: page.createdAt,
        updatedAt: page.version.createdAt,
        version: page.version.number,
        storage: page.body?.storage?.value ?? '',
      })
    get = await reader(double)
  })
  afterAll(() => double.close())

  test('spaces, whole', async () => {
    const path = '/wiki/api/v2/spaces'
    const recorded = recordedAnswer('spaces.test.json', path, double.siteUrl)
    const answer = await get(`${path}?limit=250`)
    expect(answer.body).toEqual(recorded.body)
    expect(answer.headers.get('link')).toBe(recorded.headers.link)
    expect(answer.headers.get('content-type')).toBe(recorded.headers['content-type'])
  })

  test('the pages of a space with storage bodies, whole', async () => {
    const path = '/wiki/api/v2/spaces/294916/pages'
    const recorded = recordedAnswer('list-space-pages.test.json', path, double.siteUrl)
    const answer = await get(`${path}?body-format=storage`)
    const same = new Set(answer.body.results!.map(({ id }) => id))
    const results = (recorded.body.results as RecordedPage[]).filter(({ id }) => same.has(id))
    expect(results.length).toBeGreaterThan(5)
    expect({
      ...answer.body,
      results: answer.body.results!.filter((page) => results.some(({ id }) => id === page.id)),
    }).toEqual({ ...recorded.body, results })
    expect(answer.headers.get('link')).toBe(recorded.headers.link)
  })

  test('all pages with storage bodies, whole', async () => {
    const { body } = await get('/wiki/api/v2/pages?body-format=storage&limit=100')
    expect(body.results).toEqual(recordedPages())
  })

  test('one page, whole but for the parts that the double never includes', async () => {
    const path = '/wiki/api/v2/pages/98400'
    const { body } = recordedAnswer('get-page.test.json', path, double.siteUrl)
    const { likes: _l, operations: _o, versions: _v, properties: _p, ...rest } = body
    expect((await get(`${path}?body-format=storage&include-labels=true`)).body).toEqual(rest)
  })

  test('a blog post, field by field', async () => {
    double.wiki.addPage({ type: 'blogpost', spaceKey: 'MFS', title: 'News', id: '13467649' })
    const path = '/wiki/api/v2/blogposts/13467649'
    const { body } = recordedAnswer('get-blog-post.test.json', path, double.siteUrl)
    expect(fields((await get(`${path}?body-format=storage`)).body)).toEqual(fields(body))
  })

  test('search: the hits as recorded, and the form of what is around them', async () => {
    const path = '/wiki/rest/api/search'
    const { body: recorded } = recordedAnswer('search-content.test.json', path, double.siteUrl)
    const { body } = await get(`${path}?cql=type%3Dpage&limit=5`)
    expect(fields(body)).toEqual(fields(recorded))
    expect(body).toMatchObject({ start: 0, limit: 5, size: 5, cqlQuery: 'type = page' })
    expect(String(body._links!.next)).toMatch(
      /^\/rest\/api\/search\?next=true&cursor=_t_[^&]+_h_W10%3D&limit=5&start=5&cql=type%3Dpage$/,
    )
    const { body: all } = await get(`${path}?cql=type%3Dpage&limit=100`)
    for (const { excerpt: _excerpt, ...hit } of recorded.results!)
      expect(all.results!.find(({ content }) => content!.id === hit.content!.id)).toMatchObject(hit)
  })

  test('accessible-resources, field by field', async () => {
    const { access_token } = await connect(double)
    const { body } = await getJson(`${double.apiUrl}/oauth/token/accessible-resources`, access_token)
    expect(fields(body)).toEqual(fields(recordedFile('oauth/accessible-resources.recorded.json').response))
  })

  test.each([
    ['v2-404-notfound.json', 1, '/wiki/api/v2/pages/1234567890'],
    ['v2-404-notfound.json', 0, '/wiki/api/v2/nothing/at/all'],
    ['v2-400-cursor.json', undefined, '/wiki/api/v2/pages?cursor=https%3A%2F%2Fsite%2Fwiki%2Fapi'],
    ['v1-restriction-empty.json', undefined, '/wiki/rest/api/content/98400/restriction'],
    ['v1-404-ancestor-restriction-expand.json', 1, '/wiki/rest/api/content/12345'],
  ])('%s %s', async (file, variant, path) => {
    const recorded = recordedFile(`errors-and-auth/${file}`)
    const wanted = variant === undefined ? recorded.body : (recorded.variants as Json[])[variant]
    expect(await get(path)).toMatchObject({ status: recorded.status })
    expect((await get(path)).body).toEqual(wanted)
  })

  test('ancestors, children and descendants, field by field', async () => {
    const recorded = recordedFile('errors-and-auth/v2-descendants-and-ancestors.json')
    for (const part of ['ancestors', 'direct-children', 'descendants']) {
      const id = part === 'ancestors' ? '295083' : '295028'
      const { body } = await get(`/wiki/api/v2/pages/${id}/${part}`)
      expect(fields(body)).toEqual(fields(recorded[part]))
    }
  })

  test('a missing scope', async () => {
    const recorded = recordedFile('errors-and-auth/gateway-401-scope.json')
    const answer = await (await reader(double, ['read:space:confluence']))('/wiki/api/v2/pages')
    expect([answer.status, answer.body]).toEqual([recorded.status, recorded.body])
  })

  test('token errors', async () => {
    const [dead, , secret] = recordedFile('errors-and-auth/oauth-token-errors.json').variants as Json[]
    const given = { grant_type: 'refresh_token', refresh_token: 'dead' }
    const refused = await postToken(double, given)
    expect([refused.status, await refused.json()]).toEqual([dead!.status, dead!.body])
    const wrong = await postToken(double, { ...given, client_secret: 'wrong' })
    expect([wrong.status, await wrong.json()]).toEqual([secret!.status, secret!.body])
  })

  test.each(['site-403-bearer.json', 'site-403-bad-basic-v1.json'])(
    "the site's own host: %s",
    async (file) => {
      const recorded = recordedFile(`errors-and-auth/${file}`)
      const token = file.includes('bearer') ? (await connect(double)).access_token : undefined
      const answer = await getJson(`${double.siteUrl}/wiki/rest/api/content/98400`, token)
      expect([answer.status, answer.body]).toEqual([recorded.status, recorded.body])
    },
  )

  test('the headers of a used-up quota', async () => {
    const recorded = recordedFile('errors-and-auth/429-headers.json')
    const poor = await startConfluence({ quota: 1 })
    const ask = await reader(poor)
    await ask('/wiki/api/v2/spaces')
    const answer = await ask('/wiki/api/v2/spaces')
    expect(answer.status).toBe(429)
    for (const name of Object.keys(recorded.headers as object)) expect(answer.headers.has(name)).toBe(true)
    await poor.close()
  })

  test('a page of a Data Center, field by field', async () => {
    const recorded = recordedFile('errors-and-auth/dc-v1-page-shape.json').body
    const url = `${double.dcUrl}/rest/api/content/98400?expand=body.view,version`
    const { body } = await getJson(url, double.dcToken)
    const own = (field: string) => !/\.space\.|_expandable\.space:|body\._expandable/.test(field)
    expect(fields(body).filter(own)).toEqual(fields(recorded).filter(own))
  })
})
