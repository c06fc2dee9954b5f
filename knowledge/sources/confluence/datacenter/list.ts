import { TributaryError } from '../../../../src/contract/errors.ts'
import type { ListingStep, PageStub, Scope } from '../../../../src/contract/knowledge.ts'
import { isGone, withheld } from '../wiki/refusal.ts'
import { ownRestriction, Rights } from '../wiki/rights.ts'
import { addChain } from '../wiki/tree.ts'
import type { TreeNode } from '../wiki/tree.ts'
import type { ServerCalls } from './calls.ts'
import type { Content } from './shapes.ts'
import { serverStub } from './stubs.ts'

export interface ServerContext {
  calls: ServerCalls
  base: string
}

const STEP = 250
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** Lists a scope; see {@link ListingStep} for what its steps allow to conclude. */
export async function* listServer(context: ServerContext, scope: Scope): AsyncGenerator<ListingStep> {
  let failed = false
  try {
    const pages = await find(context.calls, scope)
    const rights = rightsOf(context.calls, pages)
    for (let at = 0; at < pages.length; at += STEP) {
      const stubs: PageStub[] = []
      for (const page of pages.slice(at, at + STEP)) {
        try {
          stubs.push(serverStub(context.base, page, await rights.of(page.id)))
        } catch (error) {
          failed = true
          yield { type: 'failed', pageId: page.id, error: asError(error) }
        }
      }
      if (stubs.length > 0) yield { type: 'pages', pages: stubs, total: pages.length }
    }
  } catch (error) {
    failed = true
    yield { type: 'failed', error: asError(error) }
  }
  if (!failed) yield { type: 'complete' }
}

async function find(calls: ServerCalls, scope: Scope): Promise<Content[]> {
  if (scope.mode === 'folder')
    throw new TributaryError('confluence.url_unknown', 'Data Center has no folders.', {
      details: { ...scope },
    })
  if (scope.mode === 'page') {
    const page = await calls.content(scope.pageId).catch((error: unknown) => {
      // Gone for good, or not to be read any more: nothing is left to list.
      if (isGone(error)) return undefined
      throw error
    })
    return page?.status === 'current' ? [page] : []
  }
  // Its pages still call themselves current.
  const space = await calls.space(scope.spaceKey)
  if (space.status?.toLowerCase() === 'archived') return []
  const pages = await calls.pagesInSpace(scope.spaceKey)
  return pages.filter(({ status }) => status === 'current')
}

/** The listing names ancestors and restrictions; only what stands above a single page has to be asked about. */
function rightsOf(calls: ServerCalls, pages: readonly Content[]): Rights {
  const nodes = new Map<string, TreeNode>()
  const own = new Map<string, boolean>()
  for (const page of pages) {
    const chain = [
      ...(page.ancestors ?? []).map(({ id }) => ({ id, type: 'page' })),
      { id: page.id, type: 'page' },
    ]
    addChain(nodes, chain)
    const restricted = ownRestriction(page.restrictions)
    if (restricted !== undefined) own.set(page.id, restricted)
  }
  return new Rights(nodes, own, {
    own: async (id) => {
      try {
        return ownRestriction(await calls.restriction(id))
      } catch (error) {
        if (withheld(error)) return undefined
        throw error
      }
    },
    // Ancestors came with each page, up to the root.
    chain: async () => undefined,
  })
}
