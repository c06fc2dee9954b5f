import { readable, visible } from '../context.ts'
import type { Action, Context } from '../context.ts'
import type { Call, Reply } from '../http.ts'
import type { Page } from '../wiki/model.ts'
import { listReply, objectReply, slice } from './cursor.ts'
import type { SortKey } from './cursor.ts'
import { invalid, notFound, Refused } from './errors.ts'
import { bodyFormat, flag, manyIds, manyOf } from './parameters.ts'
import { labelShapes, LIST_FORMATS, PAGE_FORMATS, pageShape } from './shapes.ts'

const LIST_STATUS = ['current', 'archived', 'deleted', 'trashed']
const SORTS: Record<string, (page: Page) => string> = {
  id: () => '',
  'created-date': (page) => page.createdAt,
  'modified-date': (page) => page.updatedAt,
  title: (page) => page.title.toLowerCase(),
}

/** Archived pages are listed unless a status says otherwise; folders never are. */
function list(context: Context, call: Call, type: Page['type'], within: (page: Page) => boolean): Reply {
  const format = bodyFormat(call, LIST_FORMATS, 'PrimaryBodyRepresentation')
  const status = manyOf(call, 'status', LIST_STATUS, ['current', 'archived'])
  const title = call.query.get('title')?.toLowerCase()
  const sort = call.query.get('sort') ?? 'id'
  const primary = SORTS[sort.replace(/^-/, '')]
  if (!primary) throw new Refused(invalid('sort', 'PageSortOrder'))
  const pages = [...context.wiki.pages.values()].filter(
    (page) =>
      page.type === type &&
      status.includes(page.status) &&
      within(page) &&
      // The filter has been seen to match parts of titles: callers must compare again.
      (title === undefined || page.title.toLowerCase().includes(title)) &&
      visible(context, page),
  )
  const key = (page: Page): SortKey => [primary(page), page.id]
  const { items, next } = slice(call, pages, key, sort.startsWith('-'))
  const reply = listReply(
    context.base,
    items.map((page) => pageShape(context, page, format)),
    next,
  )
  return format === null ? reply : { ...reply, bodies: items.length }
}

export const pagesInSpace: Action = (context, call, { id = '' }) => {
  const space = context.wiki.spaceById(id)
  return space ? list(context, call, 'page', (page) => page.spaceKey === space.key) : notFound('space', id)
}

function filtered(type: Page['type']): Action {
  return (context, call) => {
    const ids = manyIds(call, 'id')
    const spaces = manyIds(call, 'space-id')?.map((id) => context.wiki.spaceById(id)?.key)
    return list(
      context,
      call,
      type,
      (page) => (!ids || ids.includes(page.id)) && (!spaces || spaces.includes(page.spaceKey)),
    )
  }
}

export const pages: Action = filtered('page')
export const blogPosts: Action = filtered('blogpost')

function labelsOf(page: Page, path: string) {
  const results = labelShapes(page.labels)
  return {
    results: results.slice(0, 50),
    meta: { hasMore: results.length > 50 },
    _links: { self: `/api/v2/${path}/${page.id}/labels` },
  }
}

function one(type: Page['type'], path: string): Action {
  return (context, call, { id }) => {
    const allowed = context.quirks.noExportView
      ? PAGE_FORMATS.filter((format) => format !== 'export_view')
      : PAGE_FORMATS
    const format = bodyFormat(call, allowed, 'PrimaryBodyRepresentationSingle')
    const status = manyOf(call, 'status', [...LIST_STATUS, 'historical', 'draft'], [])
    const page = readable(context, id, type)
    const wanted = Number(call.query.get('version') ?? page?.version)
    const past = page?.history.find(({ number }) => number === wanted)
    const hidden = !page || page.status === 'draft' || (status.length > 0 && !status.includes(page.status))
    if (hidden || (wanted !== page.version && !past))
      return notFound(type === 'page' ? 'page' : 'blog post', id)
    const shape = pageShape(context, page, format, past)
    const labels = flag(call, 'include-labels') ? { labels: labelsOf(page, path) } : {}
    return { ...objectReply(context.base, { ...shape, ...labels }), bodies: format === null ? 0 : 1 }
  }
}

export const page: Action = one('page', 'pages')
export const blogPost: Action = one('blogpost', 'blogposts')

export const labels: Action = (context, call, { id }) => {
  const found = readable(context, id)
  if (!found) return notFound('page', id)
  const { items, next } = slice(call, labelShapes(found.labels), (label): SortKey => [label.name, label.id])
  return listReply(context.base, items, next)
}

/** Versions, newest first. */
export const versions: Action = (context, call, { id }) => {
  const found = readable(context, id)
  if (!found) return notFound('page', id)
  const all = [...found.history, { number: found.version, createdAt: found.updatedAt }]
  const { items, next } = slice(call, all, (version): SortKey => [-version.number, ''])
  const results = items.map(({ number, createdAt }) => ({ number, message: '', minorEdit: false, createdAt }))
  return listReply(context.base, results, next)
}
