import { readable, visible } from '../context.ts'
import type { Action, Context } from '../context.ts'
import type { Call, Reply } from '../http.ts'
import { labelShapes } from '../cloud/shapes.ts'
import { compareIds } from '../wiki/model.ts'
import type { Page } from '../wiki/model.ts'
import { bodyCount, contentShape, spaceV1 } from './content.ts'
import { ancestorHidden, badRequest, noContent, noSpace, notImplemented } from './errors.ts'
import { readExpand } from './expand.ts'
import type { Expand } from './expand.ts'
import { readWindow } from './paging.ts'

/** Statuses a call wants; current alone unless it says otherwise. */
function statuses(call: Call): string[] {
  const given = call.query.getAll('status').flatMap((value) => value.split(','))
  if (given.includes('any')) return ['current', 'archived', 'trashed', 'draft']
  return given.length > 0 ? given : ['current']
}

/** One page by its id; what is in the trash or archived is not found unless its status is asked for. */
export const content: Action = (context, call, { id = '' }) => {
  const page = readable(context, id) ?? readable(context, id, 'blogpost')
  if (!page || !statuses(call).includes(page.status)) return noContent(context, id)
  const expand = readExpand(call.query)
  if (expand.ancestors?.restrictions && context.quirks.brokenAncestorExpansion?.includes(id))
    return ancestorHidden(id)
  const shape = contentShape(context, page, expand)
  const links = { collection: '/rest/api/content', base: context.base, context: context.flavour.contextPath }
  return {
    status: 200,
    body: { ...shape, _links: { ...(shape._links as object), ...links } },
    objects: 1,
    bodies: bodyCount(expand),
  }
}

/** A list by offset, with links that lead on. */
function listed<T>(
  context: Context,
  call: Call,
  path: string,
  all: T[],
  shape: (item: T) => unknown,
  expand: Expand,
): Reply {
  const window = readWindow(
    { ...context, flavour: { ...context.flavour, cloud: false } },
    call,
    path,
    all.length,
    expand,
  )
  if (!window) return badRequest(context, 'The window is not valid')
  const results = all.slice(window.start, window.start + window.limit).map(shape)
  const query = new URLSearchParams(call.query)
  query.set('limit', String(window.limit))
  query.set('start', String(window.start + results.length))
  const more = window.start + results.length < all.length
  return {
    status: 200,
    body: {
      results,
      start: window.start,
      limit: window.limit,
      size: results.length,
      _links: {
        self: `${context.base}${path}`,
        ...(more ? { next: `${path}?${query.toString()}` } : {}),
        base: context.base,
        context: context.flavour.contextPath,
      },
    },
    objects: results.length,
    listing: true,
    bodies: results.length * bodyCount(expand),
  }
}

function pagesReply(context: Context, call: Call, path: string, pages: Page[]): Reply {
  const expand = readExpand(call.query)
  const shown = pages.filter((page) => visible(context, page))
  return listed(context, call, path, shown, (page) => contentShape(context, page, expand), expand)
}

/** Pages by space, title (exact here) and type. */
export const contents: Action = (context, call) => {
  const key = call.query.get('spaceKey')
  if (key !== null && !context.wiki.spaces.has(key)) return noSpace(context, key)
  const title = call.query.get('title')
  const type = call.query.get('type') ?? 'page'
  const status = statuses(call)
  const pages = [...context.wiki.pages.values()]
    .filter(
      (page) =>
        (key === null || page.spaceKey === key) &&
        (title === null || page.title === title) &&
        page.type === type &&
        status.includes(page.status),
    )
    .sort((a, b) => compareIds(a.id, b.id))
  return pagesReply(context, call, '/rest/api/content', pages)
}

export const childPages: Action = (context, call, { id = '' }) => {
  if (!readable(context, id)) return noContent(context, id)
  const children = context.wiki.children(id).filter((node): node is Page => node.type === 'page')
  return pagesReply(context, call, `/rest/api/content/${id}/child/page`, children)
}

function below(context: Context, id: string): Page[] {
  return context.wiki
    .children(id)
    .flatMap((node) => [...(node.type === 'page' ? [node as Page] : []), ...below(context, node.id)])
}

/** Not there on real servers, although the links name it. */
export const descendantPages: Action = (context, call, { id = '' }) => {
  if (!readable(context, id)) return noContent(context, id)
  if (!context.quirks.descendantPages)
    return notImplemented(context, 'Page children is currently only supported for direct children')
  return pagesReply(context, call, `/rest/api/content/${id}/descendant/page`, below(context, id))
}

export const contentLabels: Action = (context, call, { id = '' }) => {
  const page = readable(context, id)
  if (!page) return noContent(context, id)
  const labels = labelShapes(page.labels).map((label) => ({ ...label, label: label.name }))
  return listed(context, call, `/rest/api/content/${id}/label`, labels, (label) => label, {})
}

export const spacesV1: Action = (context, call) => {
  const keys = call.query.getAll('spaceKey')
  const expand = readExpand(call.query)
  const all = [...context.wiki.spaces.values()].filter(({ key }) => keys.length === 0 || keys.includes(key))
  return listed(context, call, '/rest/api/space', all, (space) => spaceV1(context, space, expand), {})
}

export const spaceByKey: Action = (context, call, { key = '' }) => {
  const space = context.wiki.spaces.get(key)
  if (!space) return noSpace(context, key)
  return { status: 200, body: spaceV1(context, space, readExpand(call.query)), objects: 1 }
}
