import { TributaryError } from '../../../../src/contract/errors.ts'
import { shapes } from './shapes.ts'

/** What an address of the wiki means, before anybody was asked. */
export type WikiAddress =
  | { kind: 'page'; id: string; key?: string }
  | { kind: 'blog'; id: string; key: string }
  | { kind: 'blogByTitle'; key: string; title: string; day: string }
  | { kind: 'pageByTitle'; key: string; title: string }
  | { kind: 'space'; key: string }
  | { kind: 'folder'; id: string; key: string }
  /** A tiny link names content of any type. */
  | { kind: 'tiny'; id: string }

/**
 * Reads an address that a person pasted. Titles, queries and anchors that do not decide are ignored.
 * @param base the wiki's own address: https://shop.atlassian.net/wiki, or a Data Center's with its context path
 * @throws confluence.not_a_url, confluence.foreign_site, confluence.no_body, confluence.url_unknown
 */
export function parseWikiUrl(pasted: string, base: string): WikiAddress {
  const text = pasted.trim()
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new TributaryError('confluence.not_a_url', 'This is not the address of a web page.')
  const own = new URL(base)
  if (url.host.toLowerCase() !== own.host.toLowerCase())
    throw new TributaryError(
      'confluence.foreign_site',
      `The address is on ${url.host}, this wiki on ${own.host}.`,
      {
        details: { host: url.host, site: own.host },
      },
    )
  const context = own.pathname.replace(/\/+$/, '')
  if (!`${url.pathname}/`.startsWith(`${context}/`)) throw unknown(url)
  const path = url.pathname.slice(context.length).split('/').filter(Boolean).map(decode)
  for (const shape of shapes) {
    const address = shape(path, url.searchParams)
    if (address === 'no_body')
      throw new TributaryError('confluence.no_body', `A ${path[2]} has no text that could be trained.`, {
        details: { type: path[2] },
      })
    if (address) return address
  }
  throw unknown(url)
}

/** Titles in addresses have + for a space; a broken escape stays as it is. */
function decode(part: string): string {
  const spaced = part.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

function unknown(url: URL): TributaryError {
  return new TributaryError(
    'confluence.url_unknown',
    `No page, space or folder is known by ${url.pathname}.`,
    {
      details: { path: url.pathname },
    },
  )
}
