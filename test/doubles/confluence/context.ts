import type { Page, Space } from './wiki/model.ts'
import { mayRead } from './wiki/rights.ts'
import type { Caller } from './wiki/rights.ts'
import type { Wiki } from './wiki/wiki.ts'
import type { Call, Reply } from './http.ts'
import type { Flavour } from './v1/flavour.ts'
import type { SearchIndex } from './v1/index.ts'

/** Oddities that the real service has shown now and then; each is off unless asked for. */
export interface Quirks {
  /** /pages/{id}/ancestors lists the page itself last. */
  ancestorsListSelf?: boolean
  /** export_view is refused by v2, as some report. */
  noExportView?: boolean
  /** Asking v1 to expand the ancestors' restrictions of these pages gives a 404. */
  brokenAncestorExpansion?: string[]
  /** Data Center: /descendant/page works; without, it is 501 as on real servers. */
  descendantPages?: boolean
}

/** What the handlers of one host work on. */
export interface Context {
  wiki: Wiki
  caller: Caller
  index: SearchIndex
  flavour: Flavour
  /** Base of all web addresses, such as https://shop.atlassian.net/wiki. */
  base: string
  siteName: string
  now: () => number
  /** IANA zone in which CQL reads its dates. */
  timeZone: string
  /** Largest page of a v1 list, whatever was asked for. */
  listCap: number
  quirks: Quirks
}

export type Params = Record<string, string>
export type Action = (context: Context, call: Call, params: Params) => Reply

export function visible(context: Context, page: Page): boolean {
  return mayRead(context.wiki, page, context.caller)
}

/** The page, when it exists and the caller may read it: 404 hides the difference. */
export function readable(
  context: Context,
  id: string | undefined,
  type: Page['type'] = 'page',
): Page | undefined {
  const page = context.wiki.pages.get(id ?? '')
  return page && page.type === type && visible(context, page) ? page : undefined
}

/** The space of a page. */
export function spaceOf(context: Context, key: string): Space {
  const space = context.wiki.spaces.get(key)
  if (!space) throw new Error(`The wiki has no space ${key}.`)
  return space
}

/** Every author and owner in the double is this person. */
export const AUTHOR = '557058:5f0c7a52-1d2b-4c3d-8e4f-a1b2c3d4e5f6'
