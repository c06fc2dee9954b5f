import { TributaryError } from '../../../../src/contract/errors.ts'
import { read } from '../wiki/read.ts'
import type { ServerGet } from './api.ts'
import { contentList, contentShape, spaceShape } from './shapes.ts'
import type { Content, ServerSpace } from './shapes.ts'

const RIGHTS = 'restrictions.read.restrictions.user,restrictions.read.restrictions.group'
/** What a listing needs to know of a page; here, unlike on Cloud, one listing tells all of it. */
const STUB = `version,space,ancestors,metadata.labels,${RIGHTS}`
/** Asked for; servers give less as they please. */
const LIMIT = 200
const PASSES = 3

/** The endpoints of REST v1 that the source reads. */
export type ServerCalls = ReturnType<typeof serverCalls>

export function serverCalls(get: ServerGet) {
  return {
    async space(key: string): Promise<ServerSpace> {
      const path = `/rest/api/space/${encodeURIComponent(key)}?expand=homepage`
      return read(spaceShape, await get(path, { kind: 'space', id: key }))
    },

    /** A current page or blog post; what is archived or in the trash is not found. */
    async content(id: string, bodies: readonly string[] = []): Promise<Content> {
      const expand = [STUB, ...bodies.map((format) => `body.${format}`)].join(',')
      return read(contentShape, await get(`/rest/api/content/${id}?expand=${expand}`, { kind: 'page', id }))
    },

    async byTitle(spaceKey: string, title: string, type: string): Promise<Content[]> {
      const query = new URLSearchParams({ spaceKey, title, type, status: 'current', expand: STUB })
      const answer = await get(`/rest/api/content?${query.toString()}`, { kind: 'space', id: spaceKey })
      return read(contentList, answer).results
    },

    /** Every current page of a space; passes are repeated while pages move under the listing. */
    async pagesInSpace(key: string): Promise<Content[]> {
      for (let pass = 1; pass <= PASSES; pass += 1) {
        const pages = await onePass(get, key)
        if (pages) return pages
      }
      throw new TributaryError(
        'confluence.listing_unstable',
        `The pages of ${key} kept moving while they were listed.`,
        {
          details: { key, passes: PASSES },
        },
      )
    },

    async restriction(id: string): Promise<unknown> {
      const path = `/rest/api/content/${id}/restriction/byOperation/read?expand=restrictions.user,restrictions.group`
      return get(path, { kind: 'page', id })
    },
  }
}

/**
 * Lists by offset. Slices may be shorter than asked for without being the last, so the offset goes on by what came, and only
 * a slice with nothing new ends it. Each slice begins with the last page of the one before: where that is not so, pages
 * have left or come meanwhile and others may have been skipped; the pass is given up with undefined.
 */
async function onePass(get: ServerGet, key: string): Promise<Content[] | undefined> {
  const pages = new Map<string, Content>()
  let overlap: string | undefined
  for (let start = 0; ;) {
    const query = new URLSearchParams({ spaceKey: key, type: 'page', status: 'current', expand: STUB })
    query.set('start', String(start))
    query.set('limit', String(LIMIT))
    const answer = await get(`/rest/api/content?${query.toString()}`, { kind: 'space', id: key })
    const { results } = read(contentList, answer)
    const known = results.filter(({ id }) => pages.has(id))
    if (known.map(({ id }) => id).join() !== (overlap ?? '') || (overlap && results[0]?.id !== overlap))
      return undefined
    if (known.length === results.length) return [...pages.values()]
    for (const page of results) pages.set(page.id, page)
    // With a single page in the slice there is nothing to spare for the overlap.
    overlap = results.length > 1 ? results.at(-1)?.id : undefined
    start += Math.max(1, results.length - 1)
  }
}
