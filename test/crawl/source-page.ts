import type { SourcePage } from '../../src/contract/knowledge.ts'

/** A page as a source fetches it, with this rendered body. */
export function sourcePage(title: string, value: string): SourcePage {
  return {
    stub: {
      id: '1',
      title,
      url: 'https://wiki.example.com/wiki/spaces/S/pages/1/P',
      parentId: null,
      ancestorIds: [],
      version: 1,
      updatedAt: '2026-01-02T03:04:05Z',
      labels: [],
      restricted: false,
    },
    body: { format: 'view', value },
    includes: [],
  }
}
