import { readable } from '../context.ts'
import type { Action, Context } from '../context.ts'
import type { Page, Restrictions } from '../wiki/model.ts'
import { noContent } from './errors.ts'
import type { Expand } from './expand.ts'

type Shape = Record<string, unknown>

function users(context: Context, names: string[]): Shape[] {
  return names.map((name) => context.flavour.user(name))
}

function groups(context: Context, names: string[]): Shape[] {
  return names.map((name) => ({
    type: 'group',
    name,
    ...(context.flavour.cloud ? { id: `group-${name}` } : {}),
    _links: { self: `${context.base}/rest/api/group/${encodeURIComponent(name)}` },
  }))
}

function paged(results: Shape[]): Shape {
  return { results, start: 0, limit: 200, size: results.length }
}

/** Who may update is not told apart in the double: nobody is restricted in it. */
function limits(page: Page, operation: string): Restrictions {
  return operation === 'read' && page.restrictions ? page.restrictions : { users: [], groups: [] }
}

/** One operation's own restrictions; both lists empty means that they are inherited. */
function operationShape(context: Context, page: Page, operation: string, expand: Expand): Shape {
  const own = limits(page, operation)
  const asked = expand.restrictions
  const lists = asked && {
    ...(asked.user ? { user: paged(users(context, own.users)) } : {}),
    ...(asked.group ? { group: paged(groups(context, own.groups)) } : {}),
    _expandable: { ...(asked.user ? {} : { user: '' }), ...(asked.group ? {} : { group: '' }) },
  }
  const self = `${context.base}/rest/api/content/${page.id}/restriction/byOperation/${operation}`
  return {
    operation,
    ...(lists ? { restrictions: lists } : {}),
    _expandable: { ...(lists ? {} : { restrictions: '' }), content: `/rest/api/content/${page.id}` },
    _links: { self },
  }
}

/** What `restrictions` expands to on a page. */
export function restrictionsOf(context: Context, page: Page, expand: Expand): Shape {
  const { read, update } = expand
  return {
    ...(read ? { read: operationShape(context, page, 'read', read) } : {}),
    ...(update ? { update: operationShape(context, page, 'update', update) } : {}),
    _expandable: { ...(read ? {} : { read: '' }), ...(update ? {} : { update: '' }) },
    _links: { byOperation: `${context.base}/rest/api/content/${page.id}/restriction/byOperation` },
  }
}

const BOTH: Expand = { restrictions: { user: {}, group: {} } }

/** All restrictions of a page's own, as a list. */
export const restriction: Action = (context, _call, { id = '' }) => {
  const page = readable(context, id)
  if (!page) return noContent(context, id)
  const results = ['read', 'update'].map((operation) => {
    const own = limits(page, operation)
    const user = { results: users(context, own.users), size: own.users.length }
    const group = { results: groups(context, own.groups), size: own.groups.length }
    return { operation, restrictions: { user, group } }
  })
  return { status: 200, body: { results, size: results.length, restrictionsHash: '' }, objects: 1 }
}

/** All restrictions of a page's own, by operation. */
export const byOperation: Action = (context, _call, { id = '' }) => {
  const page = readable(context, id)
  if (!page) return noContent(context, id)
  const body = {
    read: operationShape(context, page, 'read', BOTH),
    update: operationShape(context, page, 'update', BOTH),
    _links: { self: `${context.base}/rest/api/content/${id}/restriction/byOperation` },
  }
  return { status: 200, body, objects: 1 }
}

/** A page's own restrictions for one operation. */
export function forOperation(operation: 'read' | 'update'): Action {
  return (context, _call, { id = '' }) => {
    const page = readable(context, id)
    if (!page) return noContent(context, id)
    return { status: 200, body: operationShape(context, page, operation, BOTH), objects: 1 }
  }
}
