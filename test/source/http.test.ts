import { describe, expect, test } from 'vitest'
import { apiPath, nextLink, slices } from '../../knowledge/sources/confluence/http/pages.ts'
import { createHttp } from '../../knowledge/sources/confluence/index.ts'
import type { OutgoingInit } from '../../src/contract/outgoing.ts'
import { codeOf } from '../contract/source.suite.ts'
import { fakeClock } from './clock.ts'

const URL_OF_API = 'https://api.example/ex/confluence/1/wiki/api/v2/pages'
const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), {
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  })

/** A client whose outside gives these answers in turn; an Error is thrown. */
function client(answers: (() => Response | Error)[], options: { maxBytes?: number } = {}) {
  const sent: { url: string; init: OutgoingInit }[] = []
  const clock = fakeClock()
  const http = createHttp({
    outgoing: async (url, init) => {
      sent.push({ url, init })
      const answer = answers[Math.min(sent.length, answers.length) - 1]!()
      if (answer instanceof Error) throw answer
      return answer
    },
    clock,
    random: () => 0,
    ...options,
  })
  return { http, sent, clock }
}

const ask = { url: URL_OF_API, headers: { authorization: 'Bearer secret' } }

describe('one request', () => {
  test('waits as long as a 429 asks, and falls back to doubling pauses where it does not ask', async () => {
    const { http, clock } = client([
      () => json({}, { status: 429, headers: { 'retry-after': '50' } }),
      () => json({}, { status: 429 }),
      () => json({}, { status: 429 }),
      () => json({ ok: true }),
    ])
    expect((await http(ask)).json).toEqual({ ok: true })
    expect(clock.waits).toEqual([50_000, 500, 1000])
  })

  test('gives up on throttling, on a broken server and on the network with different codes, after bounded tries', async () => {
    const throttled = client([() => json({}, { status: 429 })])
    expect(await codeOf(throttled.http(ask))).toBe('confluence.rate_limited')
    expect(throttled.sent).toHaveLength(8)
    const broken = client([() => json({}, { status: 503 })])
    expect(await codeOf(broken.http(ask))).toBe('confluence.unavailable')
    expect(broken.sent).toHaveLength(4)
    const cut = client([() => new TypeError('fetch failed')])
    expect(await codeOf(cut.http(ask))).toBe('confluence.unavailable')
    expect(cut.sent).toHaveLength(4)
  })

  test('other errors are answers, and not tried again', async () => {
    const { http, sent } = client([() => json({ message: 'no' }, { status: 404 })])
    expect(await http(ask)).toMatchObject({ status: 404, json: { message: 'no' } })
    expect(sent).toHaveLength(1)
  })

  test('a sign-in page is no answer; JSON that is cut off is tried again', async () => {
    const page = client([
      () => new Response('<html>Log in</html>', { headers: { 'content-type': 'text/html' } }),
    ])
    expect(await codeOf(page.http(ask))).toBe('confluence.not_json')
    expect(page.sent).toHaveLength(1)
    const half = () => new Response('{"results": [', { headers: { 'content-type': 'application/json' } })
    expect((await client([half, () => json({ whole: 1 })]).http(ask)).json).toEqual({ whole: 1 })
    expect(await codeOf(client([half]).http(ask))).toBe('confluence.not_json')
  })

  test('stops receiving where an answer passes the limit, stated length or not', async () => {
    let pulled = 0
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            pulled += 1
            controller.enqueue(new Uint8Array(100_000).fill(32))
          },
        }),
        { headers: { 'content-type': 'application/json' } },
      )
    expect(await codeOf(client([endless], { maxBytes: 1_000_000 }).http(ask))).toBe(
      'confluence.page_too_large',
    )
    expect(pulled).toBeLessThan(20)
    const stated = () => json({}, { headers: { 'content-length': '50000000' } })
    expect(await codeOf(client([stated]).http(ask))).toBe('confluence.page_too_large')
  })

  test('a redirect on the same host is followed a few times, to another host never', async () => {
    const to = (location: string) => () => new Response(null, { status: 302, headers: { location } })
    const same = client([to('/elsewhere'), () => json({ ok: true })])
    expect((await same.http(ask)).json).toEqual({ ok: true })
    expect(same.sent[1]?.url).toBe('https://api.example/elsewhere')
    const other = client([to('https://evil.example/')])
    expect(await codeOf(other.http(ask))).toBe('confluence.redirected')
    expect(other.sent).toHaveLength(1)
    expect(await codeOf(client([to(URL_OF_API)]).http(ask))).toBe('confluence.redirected')
  })

  test('what is sent follows no redirect by itself and ends in time', async () => {
    const { http, sent } = client([() => json({})])
    await http(ask)
    expect(sent[0]?.init).toMatchObject({ method: 'GET', redirect: 'manual' })
    expect(sent[0]?.init.signal).toBeInstanceOf(AbortSignal)
  })

  test('errors name the place without its query, and no token', async () => {
    const error = await client([() => json({}, { status: 500 })])
      .http({ ...ask, url: `${URL_OF_API}?cursor=abc` })
      .catch((thrown: unknown) => String(thrown))
    expect(error).toContain('api.example/ex/confluence/1/wiki/api/v2/pages')
    expect(error).not.toMatch(/cursor|secret/)
  })
})

describe('paging', () => {
  test.each([
    ['/wiki/api/v2/spaces/1/pages?cursor=abc', '/wiki/api/v2/spaces/1/pages?cursor=abc'],
    ['/rest/api/search?next=true&cursor=_t_abc', '/wiki/rest/api/search?next=true&cursor=_t_abc'],
    ['/ex/confluence/07779958-e747/wiki/api/v2/pages?cursor=a', '/wiki/api/v2/pages?cursor=a'],
    ['https://shop.atlassian.net/wiki/api/v2/pages?cursor=a', '/wiki/api/v2/pages?cursor=a'],
    ['https://evil.example/wiki/api/v2/pages?cursor=a', '/wiki/api/v2/pages?cursor=a'],
  ])('%s leads to %s on the gateway', (next, path) => {
    expect(apiPath(next)).toBe(path)
  })

  test('the Link header of the last slice, rel="base", leads nowhere', () => {
    const answer = (link: string) => ({ status: 200, json: {}, headers: new Headers({ link }) })
    expect(nextLink(answer('<https://shop.atlassian.net/wiki>; rel="base"'))).toBeUndefined()
    expect(nextLink(answer('</wiki/api/v2/p?cursor=a>; rel="next", <https://x>; rel="base"'))).toBe(
      '/wiki/api/v2/p?cursor=a',
    )
  })

  test('a cursor that comes again, at whatever distance, ends the listing with an error', async () => {
    const cursors = ['a', 'b', 'c', 'a']
    let asked = 0
    const walk = async () => {
      const next = async () => ({
        status: 200,
        headers: new Headers(),
        json: { _links: { next: `/wiki/api/v2/pages?cursor=${cursors[asked++ % 4]!}` } },
      })
      for await (const _slice of slices('/wiki/api/v2/pages', next)) if (asked > 50) break
    }
    expect(await codeOf(walk())).toBe('confluence.cursor_repeats')
    expect(asked).toBe(4)
  })
})
