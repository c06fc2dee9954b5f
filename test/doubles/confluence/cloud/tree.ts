import { readable, visible } from '../context.ts'
import type { Action, Context } from '../context.ts'
import type { Call } from '../http.ts'
import type { Container, ContainerType, Page } from '../wiki/model.ts'
import { listReply, objectReply, readLimit, slice } from './cursor.ts'
import { invalid, notFound, Refused } from './errors.ts'
import { containerShape } from './shapes.ts'

/** The API descends no deeper in one call. */
const MAX_DEPTH = 5

type Node = Page | Container

function isVisible(context: Context, node: Node): boolean {
  return 'labels' in node ? visible(context, node) : true
}

function find(context: Context, type: 'page' | ContainerType, id = ''): Node | undefined {
  if (type === 'page') return readable(context, id)
  const container = context.wiki.containers.get(id)
  return container?.type === type ? container : undefined
}

function title(type: 'page' | ContainerType): string | undefined {
  return type === 'page' ? 'page' : undefined
}

/** Root first, ids and types only; at most `limit` of the nearest. */
export function ancestors(type: 'page' | ContainerType): Action {
  return (context, call, { id }) => {
    const node = find(context, type, id)
    if (!node) return notFound(title(type), id)
    const above = context.wiki.ancestors(node.id)
    const listed = context.quirks.ancestorsListSelf ? [...above, node] : above
    const results = listed
      .slice(-readLimit(call))
      .map((ancestor) => ({ id: ancestor.id, type: ancestor.type }))
    return listReply(context.base, results)
  }
}

export function directChildren(type: 'page' | ContainerType): Action {
  return (context, call, { id }) => {
    const node = find(context, type, id)
    if (!node) return notFound(title(type), id)
    const children = context.wiki.children(node.id).filter((child) => isVisible(context, child))
    const { items, next } = slice(call, children, (child) => [child.position, child.id])
    const results = items.map((child) => ({
      id: child.id,
      status: child.status,
      title: child.title,
      childPosition: child.position,
      type: child.type,
    }))
    return listReply(context.base, results, next)
  }
}

interface Below {
  node: Node
  parentId: string
  depth: number
  order: number
}

/** Level by level, the highest first. What hangs below a hidden page is hidden with it. */
function below(context: Context, root: string, depth: number): Below[] {
  const found: Below[] = []
  let level = [root]
  for (let at = 1; at <= depth && level.length > 0; at += 1) {
    const next: string[] = []
    for (const parentId of level) {
      for (const node of context.wiki.children(parentId)) {
        if (!isVisible(context, node)) continue
        found.push({ node, parentId, depth: at, order: found.length })
        next.push(node.id)
      }
    }
    level = next
  }
  return found
}

function readDepth(call: Call): number {
  const depth = Number(call.query.get('depth') ?? MAX_DEPTH)
  if (!Number.isInteger(depth) || depth < 1 || depth > MAX_DEPTH)
    throw new Refused(invalid('depth', `Integer between 1 and ${MAX_DEPTH}`))
  return depth
}

export function descendants(type: 'page' | ContainerType): Action {
  return (context, call, { id }) => {
    const node = find(context, type, id)
    if (!node) return notFound(title(type), id)
    const all = below(context, node.id, readDepth(call))
    const { items, next } = slice(call, all, (item) => [item.order, ''])
    const results = items.map(({ node: child, parentId, depth }) => ({
      id: child.id,
      title: child.title,
      parentId,
      depth,
      type: child.type,
      lastModified: 'updatedAt' in child ? child.updatedAt : child.createdAt,
    }))
    return listReply(context.base, results, next)
  }
}

export function container(type: ContainerType): Action {
  return (context, _call, { id }) => {
    const found = context.wiki.containers.get(id ?? '')
    return found?.type === type
      ? objectReply(context.base, containerShape(context, found))
      : notFound(type, id)
  }
}
