import { TributaryError } from '../../../../src/contract/errors.ts'
import type { Resolved } from '../../../../src/contract/knowledge.ts'
import { parseWikiUrl } from '../wiki/url.ts'
import type { WikiAddress } from '../wiki/url.ts'
import type { ServerCalls } from './calls.ts'
import type { ServerContext } from './list.ts'
import type { Content, ServerSpace } from './shapes.ts'
import { serverUrl } from './stubs.ts'

/** Turns an address that a person pasted into what it means. `mode` takes the page's whole space, or the space's homepage. */
export async function resolveServer(
  context: ServerContext,
  pasted: string,
  mode?: 'page' | 'space',
): Promise<Resolved> {
  const { calls } = context
  const address = parseWikiUrl(pasted, context.base)
  if (address.kind === 'folder')
    throw new TributaryError('confluence.url_unknown', 'Data Center has no folders.', {
      details: { id: address.id },
    })
  const key = 'key' in address ? address.key : undefined
  if (address.kind === 'space' || (mode === 'space' && key !== undefined)) {
    const space = await currentSpace(calls, key ?? '')
    if (address.kind !== 'space' || mode !== 'page') return spaceResolved(context, space)
    if (space.homepage) return pageResolved(context, await calls.content(space.homepage.id))
    throw new TributaryError('confluence.page_not_found', `The space ${space.key} has no homepage.`)
  }
  const page = await pageOf(calls, address)
  if (mode === 'space') return spaceResolved(context, await currentSpace(calls, page.space?.key ?? ''))
  return pageResolved(context, page)
}

async function currentSpace(calls: ServerCalls, key: string): Promise<ServerSpace> {
  const space = await calls.space(key)
  if (space.status?.toLowerCase() !== 'archived') return space
  throw new TributaryError('confluence.space_not_found', `The space ${key} is archived.`, {
    details: { key },
  })
}

function spaceResolved({ base }: ServerContext, space: ServerSpace): Resolved {
  return {
    scope: { mode: 'space', spaceId: String(space.id), spaceKey: space.key },
    name: space.name,
    url: `${base}/display/${encodeURIComponent(space.key)}`,
  }
}

type PageAddress = Exclude<WikiAddress, { kind: 'space' | 'folder' }>

async function pageOf(calls: ServerCalls, address: PageAddress): Promise<Content> {
  if ('id' in address) return calls.content(address.id)
  const type = address.kind === 'blogByTitle' ? 'blogpost' : 'page'
  const [found] = await calls.byTitle(address.key, address.title, type)
  if (found) return found
  throw new TributaryError(
    'confluence.page_not_found',
    `The space ${address.key} has no page "${address.title}", or the connected account may not see it.`,
    { details: { key: address.key, title: address.title } },
  )
}

function pageResolved({ base }: ServerContext, page: Content): Resolved {
  return {
    scope: { mode: 'page', pageId: page.id, ...(page.space ? { spaceKey: page.space.key } : {}) },
    name: page.title,
    url: serverUrl(base, page),
  }
}
