import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tinyCode, tinyId } from '../../knowledge/sources/confluence/wiki/tiny.ts'
import { parseWikiUrl } from '../../knowledge/sources/confluence/wiki/url.ts'
import type { WikiAddress } from '../../knowledge/sources/confluence/wiki/url.ts'
import { TributaryError } from '../../src/contract/errors.ts'

const BASE = 'https://shop.atlassian.net/wiki'

const page = (id: string, key?: string): WikiAddress => ({ kind: 'page', id, ...(key ? { key } : {}) })
const titled = (key: string, title: string): WikiAddress => ({ kind: 'pageByTitle', key, title })

const MEANT: [string, WikiAddress][] = [
  ['/spaces/HELP/pages/131104', page('131104', 'HELP')],
  ['/spaces/HELP/pages/131104/', page('131104', 'HELP')],
  ['/spaces/HELP/pages/131104/UK+delivery?focusedCommentId=7#Times', page('131104', 'HELP')],
  ['/spaces/HELP/pages/131104/Title%2Fwith%2Fslashes', page('131104', 'HELP')],
  ['/spaces/HELP/pages/edit-v2/131104?draftShareId=x', page('131104', 'HELP')],
  ['/spaces/HELP/pages/131104/edit', page('131104', 'HELP')],
  ['/pages/edit-v2/131104', page('131104')],
  ['/pages/131104/edit', page('131104')],
  ['/pages/viewpage.action?pageId=131104', page('131104')],
  ['/pages/viewpage.action?spaceKey=HELP&title=UK+delivery', titled('HELP', 'UK delivery')],
  ['/pages/resumedraft.action?draftId=131104', page('131104')],
  ['/pages/viewpageattachments.action?pageId=131104', page('131104')],
  ['/spaces/~557058%3Aab12/pages/131104/Mine', page('131104', '~557058:ab12')],
  ['/spaces/HELP', { kind: 'space', key: 'HELP' }],
  ['/spaces/HELP/', { kind: 'space', key: 'HELP' }],
  ['/spaces/HELP/overview?homepageId=131072', { kind: 'space', key: 'HELP' }],
  ['/spaces/HELP/pages', { kind: 'space', key: 'HELP' }],
  ['/spaces/~557058:ab12', { kind: 'space', key: '~557058:ab12' }],
  ['/spaces/viewspace.action?key=HELP', { kind: 'space', key: 'HELP' }],
  ['/display/HELP', { kind: 'space', key: 'HELP' }],
  ['/display/~anna', { kind: 'space', key: '~anna' }],
  ['/display/HELP/UK+delivery', titled('HELP', 'UK delivery')],
  ['/display/HELP/Caf%C3%A9+%2B+more', titled('HELP', 'Café + more')],
  ['/display/HELP/100%+wool', titled('HELP', '100% wool')],
  [
    '/display/HELP/2026/11/02/Opening',
    { kind: 'blogByTitle', key: 'HELP', day: '2026-11-02', title: 'Opening' },
  ],
  ['/spaces/HELP/blog/2026/11/02/131900/Opening', { kind: 'blog', id: '131900', key: 'HELP' }],
  ['/spaces/HELP/folder/131600', { kind: 'folder', id: '131600', key: 'HELP' }],
  ['/x/gIAB', { kind: 'tiny', id: '98432' }],
  ['/x/gIAB/', { kind: 'tiny', id: '98432' }],
]

const REFUSED: [string, string][] = [
  ['131104', 'confluence.not_a_url'],
  ['spaces/HELP', 'confluence.not_a_url'],
  ['javascript:alert(1)', 'confluence.not_a_url'],
  ['', 'confluence.not_a_url'],
  ['https://other.atlassian.net/wiki/spaces/HELP', 'confluence.foreign_site'],
  ['https://shop.atlassian.net.evil.example/wiki/spaces/HELP', 'confluence.foreign_site'],
  ['https://shop.atlassian.net/jira/software/projects/HELP', 'confluence.url_unknown'],
  ['https://shop.atlassian.net/wikis/spaces/HELP', 'confluence.url_unknown'],
  [`${BASE}/home`, 'confluence.url_unknown'],
  [`${BASE}/spaces/HELP/pages/abc`, 'confluence.url_unknown'],
  [`${BASE}/spaces/HELP/blog`, 'confluence.url_unknown'],
  [`${BASE}/pages/viewpage.action?pageId=abc`, 'confluence.url_unknown'],
  [`${BASE}/pages/viewpage.action`, 'confluence.url_unknown'],
  [`${BASE}/x/`, 'confluence.url_unknown'],
  [`${BASE}/x/not*base64`, 'confluence.url_unknown'],
  [`${BASE}/spaces/HELP/whiteboard/131700`, 'confluence.no_body'],
  [`${BASE}/spaces/HELP/database/131701`, 'confluence.no_body'],
  [`${BASE}/spaces/HELP/embed/131702`, 'confluence.no_body'],
]

function codeOf(pasted: string): string {
  try {
    return parseWikiUrl(pasted, BASE).kind
  } catch (error) {
    return error instanceof TributaryError ? error.code : 'other'
  }
}

describe('addresses', () => {
  test.each(MEANT)('%s', (path, meant) => {
    expect(parseWikiUrl(`${BASE}${path}`, BASE)).toEqual(meant)
    expect(parseWikiUrl(`  ${BASE}${path}\n`, BASE)).toEqual(meant)
  })

  test.each(REFUSED)('%s is refused', (pasted, code) => {
    expect(codeOf(pasted)).toBe(code)
  })

  test.each(['http://wiki.shop.example:8090', 'https://shop.example/confluence', 'https://shop.example/a/b'])(
    'Data Center at %s',
    (base) => {
      expect(parseWikiUrl(`${base}/display/HELP/UK+delivery`, base)).toEqual(titled('HELP', 'UK delivery'))
      expect(parseWikiUrl(`${base}/pages/viewpage.action?pageId=7`, base)).toEqual(page('7'))
    },
  )

  test('whatever is pasted, the answer is an address or one of the known codes', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom('spaces', 'pages', 'display', 'x', 'HELP', '%', '123'))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.webQueryParameters(), (parts, query) => {
        expect(codeOf(`${BASE}/${parts.join('/')}?${query}`)).not.toBe('other')
      }),
    )
  })
})

describe('tiny links', () => {
  test('codes of recorded pages', () => {
    // From recorded answers of Cloud and Data Center.
    expect(tinyId('gIAB')).toBe('98432')
    expect(tinyId('YYAB')).toBe('98401')
    expect(tinyId('1Yg3Cw')).toBe('188188885')
    expect(tinyId('1pPNBw')).toBe('130913238')
  })

  test('round trip for every id', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: (1n << 64n) - 1n }), (id) => {
        expect(tinyId(tinyCode(id.toString()))).toBe(id.toString())
      }),
    )
  })

  test('- stands for / and _ for +, unlike in base64url', () => {
    const id = Buffer.from('+/+/AAAAAAA=', 'base64').readBigUInt64LE().toString()
    expect(tinyCode(id)).toBe('_-_-')
    expect(tinyId('_-_-')).toBe(id)
  })
})
