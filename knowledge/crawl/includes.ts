import type { Database } from '../../src/contract/database.ts'
import type { PageStub, Source } from '../../src/contract/knowledge.ts'
import { readPages, recordStubs, type KnownPage } from '../store/pages.ts'
import { includedBy } from './review.ts'

interface IncludeContext {
  db: Database
  source: Source
}

/**
 * Which pages a page includes, and at which versions: an edit of one of them changes this page's text without
 * changing its version. Pages that no source lists are asked for by id, so that their restrictions are known.
 * @returns versions of all included pages, through others too, and the ids that must be read to judge the page
 */
export async function discoverIncludes(
  { db, source }: IncludeContext,
  page: KnownPage,
  direct: readonly string[],
): Promise<{ versions: Record<string, number>; all: string[] }> {
  if (direct.length === 0) return { versions: {}, all: [] }
  let known = await readPages(db, { connectionId: page.connectionId })
  const missing = direct.filter((id) => !known.some((other) => other.externalId === id))
  if (missing.length > 0) {
    await recordStubs(db, page.connectionId, (await lookUp(source, missing)).stubs)
    known = await readPages(db, { connectionId: page.connectionId })
  }
  const others = new Map(known.map((other) => [other.externalId, other]))
  const all = includedBy({ ...page, includes: Object.fromEntries(direct.map((id) => [id, 0])) }, others)
  // A page that cannot be read counts as version 0: when it can be read one day, that is a change.
  const versions = Object.fromEntries([...all].map((id) => [id, others.get(id)?.version ?? 0]))
  return { versions, all: [...all] }
}

/** Reads pages' current state by id. `gone` are those that the source says are not there; of those that failed, nothing. */
export async function lookUp(
  source: Source,
  ids: readonly string[],
): Promise<{ stubs: PageStub[]; gone: string[] }> {
  const stubs: PageStub[] = []
  const gone: string[] = []
  for (const pageId of ids) {
    let found: PageStub | undefined
    let complete = false
    for await (const step of source.list({ mode: 'page', pageId })) {
      if (step.type === 'pages') found ??= step.pages.find((stub) => stub.id === pageId)
      if (step.type === 'complete') complete = true
    }
    if (found) stubs.push(found)
    else if (complete) gone.push(pageId)
  }
  return { stubs, gone }
}

/** Whether a page that this one includes has changed since this one was trained. */
export function includesChanged(page: KnownPage, others: ReadonlyMap<string, KnownPage>): boolean {
  return Object.entries(page.includes).some(([id, version]) => (others.get(id)?.version ?? 0) !== version)
}
