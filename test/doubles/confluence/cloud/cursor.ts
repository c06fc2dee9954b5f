import { createHmac, randomBytes } from 'node:crypto'
import type { Call, Reply } from '../http.ts'
import { invalid, Refused } from './errors.ts'

const secret = randomBytes(16)

/** Where an item stands in the order of its list. */
export type SortKey = [string | number, string]

interface Cursor {
  after: SortKey
  bound: string
}

/** A cursor holds for the query that it was made for, and for no other. */
function binding(path: string, query: URLSearchParams): string {
  const rest = [...query].filter(([name]) => name !== 'cursor' && name !== 'limit' && name !== 'start').sort()
  return createHmac('sha256', secret)
    .update(JSON.stringify([path, rest]))
    .digest('base64url')
    .slice(0, 16)
}

/** Paths as the links of the API write them, without the gateway's prefix. */
export function publicPath(call: Call): string {
  return call.path.replace(/^\/ex\/confluence\/[^/]+/, '')
}

export function writeCursor(call: Call, after: SortKey): string {
  const cursor: Cursor = { after, bound: binding(publicPath(call), call.query) }
  return Buffer.from(JSON.stringify(cursor)).toString('base64')
}

/** Reads the cursor of a call; refuses a foreign one, and a whole URL taken for one. */
export function readCursor(call: Call): SortKey | undefined {
  const given = call.query.get('cursor')
  if (given === null || given === '') return undefined
  try {
    const cursor = JSON.parse(Buffer.from(given, 'base64').toString()) as Cursor
    if (cursor.bound === binding(publicPath(call), call.query)) return cursor.after
  } catch {
    // Not one of ours: refused below like any other.
  }
  throw new Refused(invalid('cursor', 'Cursor'))
}

/** The limit asked for, within what the endpoint allows. */
export function readLimit(call: Call, max = 250, fallback = 25): number {
  const given = call.query.get('limit')
  if (given === null) return fallback
  const limit = Number(given)
  if (!Number.isInteger(limit) || limit < 1 || limit > max)
    throw new Refused(invalid('limit', `Integer between 1 and ${max}`))
  return limit
}

export interface Slice<T> {
  items: T[]
  /** Address of the next slice in the API's own form. */
  next: string | undefined
}

export function isAfter(key: SortKey, after: SortKey, descending: boolean): boolean {
  const first = compare(key[0], after[0])
  const order = first || key[1].length - after[1].length || compare(key[1], after[1])
  return descending ? order < 0 : order > 0
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** One slice of a list, in the order of its keys. Items that vanish between two slices do not shift the others. */
export function slice<T>(call: Call, all: T[], key: (item: T) => SortKey, descending = false): Slice<T> {
  const limit = readLimit(call)
  const after = readCursor(call)
  const sorted = all
    .map((item) => ({ item, at: key(item) }))
    .sort((a, b) => (isAfter(a.at, b.at, descending) ? 1 : -1))
    .filter(({ at }) => after === undefined || isAfter(at, after, descending))
  const taken = sorted.slice(0, limit)
  const last = taken.at(-1)
  if (!last || sorted.length <= limit) return { items: taken.map(({ item }) => item), next: undefined }
  const query = new URLSearchParams(call.query)
  query.set('cursor', writeCursor(call, last.at))
  return { items: taken.map(({ item }) => item), next: `${publicPath(call)}?${query.toString()}` }
}

/** A v2 list: `_links.next` and the Link header, which is there on the last slice too with its rel="base". */
export function listReply(base: string, results: unknown[], next?: string): Reply {
  const link = `${next === undefined ? '' : `<${next}>; rel="next", `}<${base}>; rel="base"`
  return {
    status: 200,
    body: { results, _links: { ...(next === undefined ? {} : { next }), base } },
    headers: { link },
    objects: results.length,
    listing: true,
  }
}

/** One v2 object. */
export function objectReply(base: string, body: { _links?: Record<string, string> }): Reply {
  return {
    status: 200,
    body: { ...body, _links: { ...body._links, base } },
    headers: { link: `<${base}>; rel="base"` },
    objects: 1,
  }
}
