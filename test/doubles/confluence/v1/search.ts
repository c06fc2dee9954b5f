import type { Action, Context } from '../context.ts'
import type { Call, Reply } from '../http.ts'
import { spaceOf } from '../context.ts'
import type { Page } from '../wiki/model.ts'
import { quickText } from '../wiki/xhtml.ts'
import { renderView } from '../wiki/render.ts'
import { bodyCount, contentShape } from './content.ts'
import { CqlError } from './cql.ts'
import { ancestorHidden, badRequest } from './errors.ts'
import { readExpand } from './expand.ts'
import type { Expand } from './expand.ts'
import { misread, readWindow } from './paging.ts'
import type { Window } from './paging.ts'
import { select } from './select.ts'

function excerpt(context: Context, page: Page): string {
  return quickText(renderView(context.wiki, page, context.caller)).slice(0, 300)
}

/** A hit of /search: the content inside, its display fields around it. */
function hit(context: Context, page: Page, expand: Expand): Record<string, unknown> {
  const space = spaceOf(context, page.spaceKey)
  const { flavour } = context
  const day = new Date(page.updatedAt).toLocaleDateString('en-US', {
    dateStyle: 'medium',
    timeZone: context.timeZone,
  })
  return {
    content: contentShape(context, page, expand),
    title: page.title,
    excerpt: excerpt(context, page),
    url: flavour.webui(space, page),
    resultGlobalContainer: {
      title: space.name,
      displayUrl: flavour.cloud ? `/spaces/${space.key}` : `/display/${space.key}`,
    },
    breadcrumbs: [],
    entityType: 'content',
    iconCssClass: `aui-icon content-type-${page.type}`,
    lastModified: flavour.date(`${page.updatedAt.slice(0, 19)}.000Z`),
    friendlyLastModified: day,
    score: 0,
  }
}

/** The query in the service's own spelling. */
function normal(cql: string): string {
  return cql.replaceAll(/\s*(!=|>=|<=|!~|=|<|>|~)\s*/g, ' $1 ').trim()
}

function nextLink(call: Call, path: string, window: Window, cql: string): string {
  const cursor = window.cursor === undefined ? '' : `next=true&cursor=${encodeURIComponent(window.cursor)}&`
  const expand = call.query.get('expand')
  const asked = expand === null ? '' : `expand=${encodeURIComponent(expand)}&`
  return `${path}?${cursor}${asked}limit=${window.echo.limit}&start=${window.start + window.limit}&cql=${encodeURIComponent(cql)}`
}

/** Whether an expansion asks for what is known to fail on this page. */
function breaks(context: Context, page: Page, expand: Expand): boolean {
  return Boolean(expand.ancestors?.restrictions && context.quirks.brokenAncestorExpansion?.includes(page.id))
}

function run(context: Context, call: Call, path: string, expand: Expand): { reply: Reply } | Found {
  const refused = misread(context, call)
  if (refused) return { reply: refused }
  const cql = call.query.get('cql')
  if (!cql) return { reply: badRequest(context, 'The cql parameter is required') }
  try {
    const all = select(context, cql, call.query.get('includeArchivedSpaces') === 'true')
    const window = readWindow(context, call, `${path}|${cql}`, all.length, expand)
    if (!window) return { reply: badRequest(context, 'The cursor is not valid') }
    const pages = all.slice(window.start, window.start + window.limit)
    const broken = pages.find((page) => breaks(context, page, expand))
    if (broken) return { reply: ancestorHidden(broken.id) }
    return { cql, window, pages, total: all.length }
  } catch (error) {
    if (error instanceof CqlError) return { reply: badRequest(context, error.message) }
    throw error
  }
}

interface Found {
  cql: string
  window: Window
  pages: Page[]
  total: number
}

function links(context: Context, call: Call, path: string, found: Found): Record<string, string> {
  const more = found.window.start + found.pages.length < found.total
  return {
    base: context.base,
    context: context.flavour.contextPath,
    ...(more ? { next: nextLink(call, path, found.window, found.cql) } : {}),
    self: `${context.base}${path}?cql=${encodeURIComponent(found.cql)}`,
  }
}

/** Search with hits; only names below `content.` are expanded, others are silently ignored. */
export const search: Action = (context, call) => {
  const expand = readExpand(call.query, 'content')
  const found = run(context, call, '/rest/api/search', expand)
  if ('reply' in found) return found.reply
  const results = found.pages.map((page) => hit(context, page, expand))
  return {
    status: 200,
    body: {
      results,
      ...found.window.echo,
      size: results.length,
      totalSize: found.total,
      cqlQuery: normal(found.cql),
      searchDuration: 12,
      archivedResultCount: 0,
      _links: links(context, call, '/rest/api/search', found),
    },
    objects: results.length,
    listing: true,
    bodies: results.length * bodyCount(expand),
  }
}

/** Search with bare contents. */
export const contentSearch: Action = (context, call) => {
  const expand = readExpand(call.query)
  const found = run(context, call, '/rest/api/content/search', expand)
  if ('reply' in found) return found.reply
  const results = found.pages.map((page) => contentShape(context, page, expand))
  return {
    status: 200,
    body: {
      results,
      ...found.window.echo,
      size: results.length,
      _links: links(context, call, '/rest/api/content/search', found),
    },
    objects: results.length,
    listing: true,
    bodies: results.length * bodyCount(expand),
  }
}
