import type { z } from 'zod'
import { read } from '../wiki/read.ts'
import type { CloudApi } from './api.ts'
import { folderShape, hitShape, labelShape, listOf, nodeShape, pageShape, spaceShape } from './shapes.ts'
import type { CloudPage, CloudSpace } from './shapes.ts'

const V2 = '/wiki/api/v2'
/** Most that a list gives at once. */
const MOST = 250
/** Ids in one query; the address stays short enough for every proxy. */
const IDS_AT_ONCE = 100
/** The API descends no deeper in one call. */
const MAX_DEPTH = 5

const SCOPE = {
  page: 'read:page:confluence',
  space: 'read:space:confluence',
  folder: 'read:folder:confluence',
  metadata: 'read:content.metadata:confluence',
  details: 'read:content-details:confluence',
  tree: 'read:hierarchical-content:confluence',
} as const

export type Node = z.infer<typeof nodeShape>
export type Hit = z.infer<typeof hitShape>['content']
export type PageType = 'page' | 'blogpost'

/** The endpoints that the source reads, each one a request or a list. */
export type CloudCalls = ReturnType<typeof cloudCalls>

export function cloudCalls(api: CloudApi) {
  async function* all<T extends z.ZodType>(
    path: string,
    item: T,
    kind: 'listing' | 'space',
    scope: string,
    id?: string,
  ) {
    yield* api.list(path, item, { kind, scope, ...(id === undefined ? {} : { id }) })
  }

  async function collect<T>(items: AsyncGenerator<T[]>): Promise<T[]> {
    const found: T[] = []
    for await (const some of items) found.push(...some)
    return found
  }

  return {
    /** A current space by its key; there is no endpoint by key, so the answer is compared again. */
    async spaceByKey(key: string): Promise<CloudSpace | undefined> {
      const path = `${V2}/spaces?keys=${encodeURIComponent(key)}&status=current`
      const found = await collect(all(path, spaceShape, 'space', SCOPE.space))
      return found.find(
        (space) => space.key.toLowerCase() === key.toLowerCase() && space.status === 'current',
      )
    },

    async space(id: string): Promise<CloudSpace> {
      return read(spaceShape, await api.get(`${V2}/spaces/${id}`, { kind: 'space', id, scope: SCOPE.space }))
    },

    async folder(id: string) {
      return read(
        folderShape,
        await api.get(`${V2}/folders/${id}`, { kind: 'folder', id, scope: SCOPE.folder }),
      )
    },

    /** One page or blog post; without a format its body is empty. */
    async page(
      id: string,
      type: PageType,
      options: { format?: string; labels?: boolean } = {},
    ): Promise<CloudPage> {
      const query = new URLSearchParams()
      if (options.format) query.set('body-format', options.format)
      if (options.labels) query.set('include-labels', 'true')
      const path = `${V2}/${type === 'page' ? 'pages' : 'blogposts'}/${id}?${query.toString()}`
      return read(pageShape, await api.get(path, { kind: 'page', id, scope: SCOPE.page }))
    },

    /** Current pages of a space. Without a status, archived ones would be among them. */
    pagesInSpace(spaceId: string) {
      const path = `${V2}/spaces/${spaceId}/pages?status=current&limit=${MOST}`
      return all(path, pageShape, 'space', SCOPE.page, spaceId)
    },

    /** Pages or blog posts with this title; the filter may match parts of titles, so they are compared again. */
    async byTitle(spaceId: string, title: string, type: PageType): Promise<CloudPage[]> {
      const query = new URLSearchParams({
        'space-id': spaceId,
        title,
        status: 'current',
        limit: String(MOST),
      })
      const path = `${V2}/${type === 'page' ? 'pages' : 'blogposts'}?${query.toString()}`
      const found = await collect(all(path, pageShape, 'listing', SCOPE.page))
      const exact = found.filter((page) => page.title === title)
      const folded = title.toLowerCase()
      return exact.length > 0 ? exact : found.filter((page) => page.title.toLowerCase() === folded)
    },

    async *pagesById(ids: readonly string[]) {
      for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
        const some = ids.slice(at, at + IDS_AT_ONCE).join(',')
        yield* all(`${V2}/pages?id=${some}&status=current&limit=${MOST}`, pageShape, 'listing', SCOPE.page)
      }
    },

    /** Everything below a folder: where the API's depth ends, the descent goes on from there. */
    async below(id: string): Promise<Node[]> {
      const found = new Map<string, Node>()
      const open = [{ id, type: 'folder' }]
      for (let from = open.pop(); from; from = open.pop()) {
        const path = `${V2}/${from.type}s/${from.id}/descendants?limit=${MOST}&depth=${MAX_DEPTH}`
        const about = { kind: from.id === id ? 'folder' : 'listing', id: from.id, scope: SCOPE.tree } as const
        for await (const nodes of api.list(path, nodeShape, about)) {
          for (const node of nodes) {
            if (!found.has(node.id) && node.depth === MAX_DEPTH) open.push(node)
            found.set(node.id, node)
          }
        }
      }
      return [...found.values()]
    },

    /** The chain above a page, root first. */
    async ancestors(pageId: string): Promise<Node[]> {
      const path = `${V2}/pages/${pageId}/ancestors?limit=${MOST}`
      const answer = await api.get(path, { kind: 'page', id: pageId, scope: SCOPE.metadata })
      const { results } = read(listOf(nodeShape), answer)
      // One capture listed the page itself last.
      return results.filter(({ id }) => id !== pageId)
    },

    async labels(pageId: string): Promise<string[]> {
      const about = { kind: 'page', id: pageId, scope: SCOPE.page } as const
      const found = await collect(api.list(`${V2}/pages/${pageId}/labels?limit=${MOST}`, labelShape, about))
      return found.map(({ name }) => name)
    },

    /** What v1 search tells of pages beside their text: own restrictions, labels, the version that the index knows. */
    async *details(cql: string): AsyncGenerator<Hit[]> {
      const rights = 'content.restrictions.read.restrictions'
      const expand = `${rights}.user,${rights}.group,content.metadata.labels,content.version`
      const query = new URLSearchParams({ cql, limit: String(MOST), expand })
      for await (const hits of all(
        `/wiki/rest/api/search?${query.toString()}`,
        hitShape,
        'listing',
        SCOPE.details,
      ))
        yield hits.map(({ content }) => content)
    },

    /** Read restrictions of one page of its own. */
    async restriction(id: string): Promise<unknown> {
      const path = `/wiki/rest/api/content/${id}/restriction/byOperation/read?expand=restrictions.user,restrictions.group`
      return api.get(path, { kind: 'page', id, scope: SCOPE.details })
    },
  }
}
