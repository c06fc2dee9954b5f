import type {
  ListingStep,
  PageStub,
  Resolved,
  Scope,
  Source,
  SourcePage,
} from '../../src/contract/knowledge.ts'

export interface ScriptedPage {
  id: string
  title: string
  text: string
  version?: number
  parentId?: string | null
  ancestorIds?: string[]
  labels?: string[]
  restricted?: boolean
  includes?: string[]
}

/** A source whose pages a test moves about; it keeps the ids that were fetched. */
export class ScriptedSource implements Source {
  readonly kind = 'scripted'
  readonly pages = new Map<string, ScriptedPage>()
  readonly fetched: string[] = []
  /** The listing breaks after so many pages. */
  breakAfter: number | undefined
  /** What fetching these pages throws. */
  readonly failing = new Map<string, Error>()
  /** Called before each fetch is answered. */
  onFetch: (id: string) => Promise<void> | void = () => {}

  constructor(pages: ScriptedPage[]) {
    for (const page of pages) this.pages.set(page.id, page)
  }

  async resolve(url: string): Promise<Resolved> {
    return { scope: { mode: 'space', spaceId: '1', spaceKey: 'S' }, name: 'S', url }
  }

  async *list(scope: Scope): AsyncIterable<ListingStep> {
    const pages = [...this.pages.values()]
      .filter((page) => (scope.mode === 'page' ? page.id === scope.pageId : !page.id.startsWith('out')))
      .map(stubOf)
    if (this.breakAfter !== undefined) {
      yield { type: 'pages', pages: pages.slice(0, this.breakAfter) }
      yield { type: 'failed', error: new Error('the line broke') }
      return
    }
    yield { type: 'pages', pages }
    yield { type: 'complete' }
  }

  async fetch(stub: PageStub): Promise<SourcePage> {
    await this.onFetch(stub.id)
    const failure = this.failing.get(stub.id)
    if (failure) throw failure
    this.fetched.push(stub.id)
    const page = this.pages.get(stub.id)!
    return {
      stub: stubOf(page),
      body: { format: 'view', value: page.text },
      includes: page.includes ?? [],
    }
  }

  /** Changes a page without a new version, as labels and restrictions do. */
  touch(id: string, change: Partial<ScriptedPage>): void {
    this.pages.set(id, { ...this.pages.get(id)!, ...change })
  }

  edit(id: string, text: string): void {
    const page = this.pages.get(id)!
    this.touch(id, { text, version: (page.version ?? 1) + 1 })
  }
}

function stubOf(page: ScriptedPage): PageStub {
  return {
    id: page.id,
    title: page.title,
    url: `https://wiki.example/${page.id}`,
    parentId: page.parentId ?? null,
    ancestorIds: page.ancestorIds ?? [],
    version: page.version ?? 1,
    updatedAt: '2026-01-01T00:00:00Z',
    labels: page.labels ?? [],
    restricted: page.restricted ?? false,
  }
}
