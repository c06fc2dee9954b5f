import type { PageStub } from '../../../../src/contract/knowledge.ts'
import type { Standing } from '../wiki/rights.ts'
import type { Content } from './shapes.ts'

export function serverUrl(base: string, content: Content): string {
  return `${base}${content._links?.webui ?? `/pages/viewpage.action?pageId=${content.id}`}`
}

export function labelsOf(content: Content): string[] {
  return (content.metadata?.labels?.results ?? []).map(({ name }) => name).sort()
}

export function serverStub(base: string, content: Content, standing: Standing): PageStub {
  return {
    id: content.id,
    title: content.title,
    url: serverUrl(base, content),
    ...(content.space ? { spaceKey: content.space.key } : {}),
    parentId: content.ancestors?.at(-1)?.id ?? null,
    ancestorIds: standing.ancestorIds,
    version: content.version.number,
    // Written with the server's own offset.
    updatedAt: new Date(content.version.when).toISOString(),
    labels: labelsOf(content),
    restricted: standing.restricted,
  }
}
