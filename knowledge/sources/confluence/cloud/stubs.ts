import type { PageStub } from '../../../../src/contract/knowledge.ts'
import type { Standing } from '../wiki/rights.ts'
import type { CloudPage } from './shapes.ts'

/**
 * The address of a page. A space's homepage calls itself /spaces/KEY/overview, which means the whole space when it is pasted
 * back: it gets the address that pages have.
 */
export function pageUrl(base: string, page: CloudPage, spaceKey: string | undefined): string {
  const webui = page._links?.webui
  if (webui !== undefined && !webui.endsWith('/overview')) return `${base}${webui}`
  const key = spaceKey ?? /^\/spaces\/([^/]+)\//.exec(webui ?? '')?.[1]
  return key ? `${base}/spaces/${key}/pages/${page.id}` : `${base}/pages/viewpage.action?pageId=${page.id}`
}

/** The key in a page's own address: v2 pages name their space by its number only. */
export function keyInLink(page: CloudPage): string | undefined {
  const key = /^\/spaces\/([^/]+)\//.exec(page._links?.webui ?? '')?.[1]
  return key === undefined ? undefined : decodeURIComponent(key)
}

export function cloudStub(
  base: string,
  page: CloudPage,
  labels: readonly string[],
  standing: Standing,
): PageStub {
  const spaceKey = keyInLink(page)
  return {
    id: page.id,
    title: page.title,
    url: pageUrl(base, page, spaceKey),
    ...(spaceKey === undefined ? {} : { spaceKey }),
    parentId: page.parentId ?? null,
    ancestorIds: standing.ancestorIds,
    version: page.version.number,
    updatedAt: new Date(page.version.createdAt).toISOString(),
    labels: [...labels].sort(),
    restricted: standing.restricted,
  }
}
