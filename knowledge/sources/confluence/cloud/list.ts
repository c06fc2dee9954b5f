import type { ListingStep, PageStub, Scope } from '../../../../src/contract/knowledge.ts'
import { mapParallel } from '../wiki/parallel.ts'
import { isGone } from '../wiki/refusal.ts'
import { Rights } from '../wiki/rights.ts'
import type { TreeNode } from '../wiki/tree.ts'
import { cloudAsker } from './asker.ts'
import type { CloudCalls } from './calls.ts'
import { detailsOfPages, detailsOfSpace } from './details.ts'
import type { Details } from './details.ts'
import { readContent } from './content.ts'
import type { CloudPage } from './shapes.ts'
import { cloudStub } from './stubs.ts'

export interface CloudContext {
  calls: CloudCalls
  /** The site's own address with /wiki. */
  base: string
}

/** What a scope holds, before rights and labels are settled. */
interface Found {
  pages: CloudPage[]
  details: Map<string, Details>
  /** Folders and their like between the pages, where the listing named them. */
  nodes: Map<string, TreeNode>
  error?: Error
}

const STEP = 250
const WIDTH = 4

/** Lists a scope; see {@link ListingStep} for what its steps allow to conclude. */
export async function* listCloud(context: CloudContext, scope: Scope): AsyncGenerator<ListingStep> {
  let failed = false
  try {
    const found = await find(context, scope)
    for await (const step of settle(context, found)) {
      failed ||= step.type === 'failed'
      yield step
    }
    if (found.error) throw found.error
  } catch (error) {
    failed = true
    yield { type: 'failed', error: error instanceof Error ? error : new Error(String(error)) }
  }
  if (!failed) yield { type: 'complete' }
}

function find(context: CloudContext, scope: Scope): Promise<Found> {
  if (scope.mode === 'space') return findSpace(context, scope.spaceId)
  if (scope.mode === 'folder') return findFolder(context, scope.folderId)
  return findPage(context, scope.pageId)
}

const nothing = (): Found => ({ pages: [], details: new Map(), nodes: new Map() })

async function findSpace({ calls }: CloudContext, spaceId: string): Promise<Found> {
  const space = await calls.space(spaceId)
  // Its pages still call themselves current.
  if (space.status !== 'current') return nothing()
  const found = { ...nothing(), details: await detailsOfSpace(calls, space.key) }
  return gather(found, calls.pagesInSpace(spaceId))
}

async function findFolder({ calls }: CloudContext, folderId: string): Promise<Found> {
  const { parentId } = await calls.folder(folderId)
  const below = await calls.below(folderId)
  const ids = below.filter(({ type }) => type === 'page').map(({ id }) => id)
  const nodes = new Map(
    below.map(({ id, type, parentId }): [string, TreeNode] => [id, { parentId: parentId ?? null, type }]),
  )
  nodes.set(folderId, { parentId: parentId ?? null, type: 'folder' })
  const found = { ...nothing(), nodes, details: await detailsOfPages(calls, ids) }
  return gather(found, calls.pagesById(ids))
}

async function findPage({ calls }: CloudContext, pageId: string): Promise<Found> {
  try {
    const page = await readContent(calls, pageId, { labels: true })
    const labels = page.labels?.meta?.hasMore ? undefined : page.labels?.results.map(({ name }) => name)
    const details = new Map([[pageId, { version: page.version.number, restricted: undefined, labels }]])
    return { ...nothing(), details, pages: page.status === 'current' ? [page] : [] }
  } catch (error) {
    // Gone for good, or not to be read any more: nothing is left to list.
    if (isGone(error)) return nothing()
    throw error
  }
}

/** Collects pages; when the listing breaks, what came before is still worth training. */
async function gather(found: Found, listing: AsyncGenerator<CloudPage[]>): Promise<Found> {
  const pages = new Map<string, CloudPage>()
  try {
    for await (const some of listing) for (const page of some) pages.set(page.id, page)
  } catch (error) {
    found.error = error instanceof Error ? error : new Error(String(error))
  }
  // Archived pages have been seen in listings that asked for current ones only by default.
  found.pages = [...pages.values()].filter(({ status }) => status === 'current')
  return found
}

/** Settles labels and rights of what was found, and gives it out in steps. */
async function* settle({ calls, base }: CloudContext, found: Found): AsyncGenerator<ListingStep> {
  const { pages, details, nodes } = found
  for (const { id, parentId } of pages) nodes.set(id, { parentId: parentId ?? null, type: 'page' })
  // Search that is behind, or tells only a part, is not believed: then the page itself is asked about.
  const fresh = (page: CloudPage) => {
    const known = details.get(page.id)
    return known?.version === page.version.number ? known : undefined
  }
  const own = new Map<string, boolean>()
  for (const page of pages) {
    const restricted = fresh(page)?.restricted
    if (restricted !== undefined) own.set(page.id, restricted)
  }
  const rights = new Rights(nodes, own, cloudAsker(calls))

  const one = async (page: CloudPage): Promise<PageStub | ListingStep> => {
    try {
      const labels = fresh(page)?.labels ?? (await calls.labels(page.id))
      return cloudStub(base, page, labels, await rights.of(page.id))
    } catch (error) {
      return {
        type: 'failed',
        pageId: page.id,
        error: error instanceof Error ? error : new Error(String(error)),
      }
    }
  }
  for (let at = 0; at < pages.length; at += STEP) {
    const results = await mapParallel(pages.slice(at, at + STEP), WIDTH, one)
    const stubs = results.filter((result): result is PageStub => !('type' in result))
    if (stubs.length > 0) yield { type: 'pages', pages: stubs, total: pages.length }
    yield* results.filter((result): result is ListingStep => 'type' in result)
  }
}
