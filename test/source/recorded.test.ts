import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nextLink, apiPath } from '../../knowledge/sources/confluence/http/pages.ts'
import { hitShape, listOf, pageShape, spaceShape } from '../../knowledge/sources/confluence/cloud/shapes.ts'
import { read } from '../../knowledge/sources/confluence/wiki/read.ts'
import { lacksScope, refusal } from '../../knowledge/sources/confluence/wiki/refusal.ts'
import { ownRestriction } from '../../knowledge/sources/confluence/wiki/rights.ts'
import { sharedDir } from '../shared.ts'

const folder = join(sharedDir() ?? '', 'confluence', 'json')
const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))

interface Exchange {
  response: unknown
  status: number
  headers: Record<string, string>
}

/** The exchanges of a recording, whatever their addresses; several of one address stand in a list. */
function exchanges(name: string): Exchange[] {
  const { api } = json(`nango-recorded-2026/${name}.test.json`) as {
    api: { get: Record<string, Exchange | Exchange[]> }
  }
  return Object.values(api.get).flat()
}

const present = sharedDir() !== undefined && existsSync(folder)

// Skipped where the recorded answers are not beside the project.
describe.skipIf(!present)('answers recorded from the real service', () => {
  test.each([
    ['list-space-pages', pageShape],
    ['list-pages', pageShape],
    ['list-spaces', spaceShape],
    ['search-content', hitShape],
  ] as const)('%s is read', (name, shape) => {
    const all = exchanges(name)
    expect(all.length).toBeGreaterThan(0)
    for (const { response } of all) expect(read(listOf(shape), response).results.length).toBeGreaterThan(0)
  })

  test('every next link is on the API, and Link headers without one lead nowhere', () => {
    const names = ['list-space-pages', 'list-pages', 'list-spaces', 'search-content', 'pages']
    const links = names
      .flatMap(exchanges)
      .map(({ response, headers, status }) =>
        nextLink({ status, json: response, headers: new Headers(headers) }),
      )
    const next = links.filter((link) => link !== undefined)
    expect(next.length).toBeGreaterThan(0)
    expect(next.length).toBeLessThan(links.length)
    for (const link of next) expect(apiPath(link)).toMatch(/^\/wiki\/(api\/v2|rest\/api)\/.*cursor=/)
  })

  test('restrictions that are not expanded tell nothing; both lists empty tell that there are none', () => {
    expect(ownRestriction({})).toBeUndefined()
    const { body } = json('errors-and-auth/v1-restriction-empty.json') as { body: { results: unknown[] } }
    expect(ownRestriction(body.results[0])).toBe(false)
  })

  test('recorded refusals have codes', () => {
    const answer = (status: number, body: unknown) => ({ status, json: body, headers: new Headers() })
    const scope = json('errors-and-auth/gateway-401-scope.json') as { body: unknown }
    expect(lacksScope(answer(401, scope.body))).toBe(true)
    expect(
      refusal(answer(401, scope.body), { kind: 'page', scope: 'read:page:confluence' }).message,
    ).toContain('read:page:confluence')
    const missing = json('errors-and-auth/v2-404-notfound.json') as { variants: unknown[] }
    for (const body of missing.variants)
      expect(refusal(answer(404, body), { kind: 'page', id: '1' })).toMatchObject({
        code: 'confluence.page_not_found',
        details: { definite: true },
      })
    const gateway = refusal(answer(404, { code: 404, message: 'Not Found' }), { kind: 'page', id: '1' })
    expect(gateway.details.definite).toBe(false)
  })
})
