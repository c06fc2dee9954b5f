import type { Action } from '../context.ts'
import { listReply, objectReply, slice } from './cursor.ts'
import { notFound } from './errors.ts'
import { many, manyIds, manyOf } from './parameters.ts'
import { spaceShape } from './shapes.ts'

const TYPES = ['global', 'collaboration', 'knowledge_base', 'personal']

/** Archived spaces appear unless status=current. There is no endpoint by key: `keys` filters. */
export const spaces: Action = (context, call) => {
  const ids = manyIds(call, 'ids')
  const keys = many(call, 'keys')
  const type = manyOf(call, 'type', TYPES, TYPES)
  const status = manyOf(call, 'status', ['current', 'archived'], ['current', 'archived'])
  const found = [...context.wiki.spaces.values()].filter(
    (space) =>
      (!ids || ids.includes(space.id)) &&
      (keys.length === 0 || keys.includes(space.key)) &&
      type.includes(space.type) &&
      status.includes(space.status),
  )
  const { items, next } = slice(call, found, (space) => ['', space.id])
  return listReply(
    context.base,
    items.map((space) => spaceShape(space, null)),
    next,
  )
}

export const space: Action = (context, _call, { id = '' }) => {
  const found = context.wiki.spaceById(id)
  return found ? objectReply(context.base, spaceShape(found, {})) : notFound('space', id)
}
