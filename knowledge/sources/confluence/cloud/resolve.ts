import { TributaryError } from '../../../../src/contract/errors.ts'
import type { Resolved } from '../../../../src/contract/knowledge.ts'
import { isGone } from '../wiki/refusal.ts'
import { parseWikiUrl } from '../wiki/url.ts'
import type { WikiAddress } from '../wiki/url.ts'
import type { CloudCalls } from './calls.ts'
import { readContent } from './content.ts'
import type { CloudContext } from './list.ts'
import type { CloudPage, CloudSpace } from './shapes.ts'
import { keyInLink, pageUrl } from './stubs.ts'

/** Turns an address that a person pasted into what it means. `mode` takes the page's whole space, or the space's homepage. */
export async function resolveCloud(
  context: CloudContext,
  pasted: string,
  mode?: 'page' | 'space',
): Promise<Resolved> {
  const { calls } = context
  const address = parseWikiUrl(pasted, context.base)
  if (mode === 'space' && 'key' in address && address.key !== undefined)
    return spaceResolved(context, await spaceOf(calls, address.key))
  if (address.kind === 'space') return resolveSpace(context, address.key, mode)
  if (address.kind === 'folder') return resolveFolder(context, address.id, address.key)
  const page = await pageOf(calls, address).catch((error: unknown) => {
    // A tiny link may name a folder, which is no page.
    if (address.kind === 'tiny' && isGone(error)) return undefined
    throw error
  })
  if (!page) return resolveFolder(context, (address as { id: string }).id)
  if (page.status !== 'current') throw notCurrent(page)
  if (mode === 'space') return spaceResolved(context, await calls.space(page.spaceId ?? ''))
  return pageResolved(context, page)
}

async function spaceOf(calls: CloudCalls, key: string): Promise<CloudSpace> {
  const space = await calls.spaceByKey(key)
  if (space) return space
  throw new TributaryError(
    'confluence.space_not_found',
    `There is no space ${key}, or it is archived, or the connected account may not see it.`,
    { details: { key } },
  )
}

async function resolveSpace(context: CloudContext, key: string, mode?: 'page' | 'space'): Promise<Resolved> {
  const space = await spaceOf(context.calls, key)
  if (mode !== 'page') return spaceResolved(context, space)
  if (space.homepageId) return pageResolved(context, await context.calls.page(space.homepageId, 'page'))
  throw new TributaryError('confluence.page_not_found', `The space ${key} has no homepage.`, {
    details: { key },
  })
}

function spaceResolved({ base }: CloudContext, space: CloudSpace): Resolved {
  return {
    scope: { mode: 'space', spaceId: space.id, spaceKey: space.key },
    name: space.name,
    url: `${base}/spaces/${space.key}`,
  }
}

async function resolveFolder({ calls, base }: CloudContext, id: string, key?: string): Promise<Resolved> {
  const folder = await calls.folder(id)
  const spaceKey = key ?? /^\/spaces\/([^/]+)\//.exec(folder._links?.webui ?? '')?.[1]
  return {
    scope: { mode: 'folder', folderId: id, ...(spaceKey === undefined ? {} : { spaceKey }) },
    name: folder.title,
    url: `${base}/spaces/${spaceKey ?? ''}/folder/${id}`,
  }
}

type PageAddress = Exclude<WikiAddress, { kind: 'space' | 'folder' }>

async function pageOf(calls: CloudCalls, address: PageAddress): Promise<CloudPage> {
  if ('id' in address)
    return readContent(calls, address.id, {}, address.kind === 'blog' ? 'blogpost' : 'page')
  const space = await spaceOf(calls, address.key)
  const type = address.kind === 'blogByTitle' ? 'blogpost' : 'page'
  const [found] = await calls.byTitle(space.id, address.title, type)
  if (found) return found
  throw new TributaryError(
    'confluence.page_not_found',
    `The space ${address.key} has no page "${address.title}", or the connected account may not see it.`,
    { details: { key: address.key, title: address.title } },
  )
}

function pageResolved({ base }: CloudContext, page: CloudPage): Resolved {
  const spaceKey = keyInLink(page)
  return {
    scope: { mode: 'page', pageId: page.id, ...(spaceKey === undefined ? {} : { spaceKey }) },
    name: page.title,
    url: pageUrl(base, page, spaceKey),
  }
}

function notCurrent(page: CloudPage): TributaryError {
  return new TributaryError('confluence.page_not_current', `The page "${page.title}" is ${page.status}.`, {
    details: { id: page.id, status: page.status },
  })
}
