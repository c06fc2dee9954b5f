import type { Context } from '../context.ts'
import { compareIds } from '../wiki/model.ts'
import type { Page } from '../wiki/model.ts'
import { mayRead } from '../wiki/rights.ts'
import { quickText } from '../wiki/xhtml.ts'
import { CqlError, parseCql } from './cql.ts'
import type { Clause, Cql, Query } from './cql.ts'
import { cqlDate } from './cqlDate.ts'

type Values = (context: Context, page: Page) => string[]

/** Fields that are compared as words. */
const WORDS: Record<string, Values> = {
  space: (_context, page) => [page.spaceKey],
  'space.key': (_context, page) => [page.spaceKey],
  type: (_context, page) => [page.type],
  label: (_context, page) => page.labels,
  id: (_context, page) => [page.id],
  content: (_context, page) => [page.id],
  parent: (_context, page) => (page.parentId === null ? [] : [page.parentId]),
  ancestor: ({ wiki }, page) =>
    page.parentId === null ? [] : [page.parentId, ...wiki.ancestors(page.parentId).map(({ id }) => id)],
  title: (_context, page) => [page.title],
  text: (_context, page) => [`${page.title} ${quickText(page.view)}`],
}
const DATES: Record<string, (page: Page) => string> = {
  lastmodified: (page) => page.updatedAt,
  created: (page) => page.createdAt,
}

function compareDate(operator: string, at: number, to: number): boolean {
  // Both sides are cut to the minute.
  const left = Math.floor(at / 60_000)
  const right = Math.floor(to / 60_000)
  if (operator === '=') return left === right
  if (operator === '!=') return left !== right
  if (operator === '>') return left > right
  if (operator === '>=') return left >= right
  if (operator === '<') return left < right
  return left <= right
}

function compareWords(operator: string, own: string[], values: string[]): boolean | undefined {
  const has = own.some((word) => values.some((value) => word.toLowerCase() === value.toLowerCase()))
  const contains = () =>
    values.some((value) =>
      own.some((word) => word.toLowerCase().includes(value.replaceAll('*', '').toLowerCase())),
    )
  if (operator === '=' || operator === 'in') return has
  if (operator === '!=' || operator === 'not in') return !has
  if (operator === '~') return contains()
  if (operator === '!~') return !contains()
  return undefined
}

function holdsClause(context: Context, page: Page, { field, operator, values }: Clause): boolean {
  const date = DATES[field]
  if (date) {
    const to = cqlDate(values[0] ?? '', context.timeZone, context.now())
    return compareDate(operator, Date.parse(date(page)), to)
  }
  const words = WORDS[field]
  const held = words && compareWords(operator, words(context, page), values)
  if (held === undefined)
    throw new CqlError(`Could not parse cql : the field ${field} ${operator} is not supported`)
  return held
}

function holds(context: Context, page: Page, query: Query): boolean {
  if (query.kind === 'clause') return holdsClause(context, page, query.clause)
  if (query.kind === 'not') return !holds(context, page, query.part)
  return query.kind === 'and'
    ? query.parts.every((part) => holds(context, page, part))
    : query.parts.some((part) => holds(context, page, part))
}

function ordering(order: Cql['order']): (a: Page, b: Page) => number {
  return (a, b) => {
    for (const { field, descending } of order) {
      const value =
        DATES[field] ??
        (field === 'title' ? (page: Page) => page.title.toLowerCase() : (page: Page) => page.id)
      const [x, y] = [value(a), value(b)]
      if (x !== y) return (x < y ? -1 : 1) * (descending ? -1 : 1)
    }
    return compareIds(a.id, b.id)
  }
}

/**
 * The pages a query finds, out of the index, that the caller may read. Archived spaces stay out unless asked for.
 * Throws CqlError for a query that cannot be read.
 */
export function select(context: Context, cql: string, archivedSpaces: boolean): Page[] {
  const { where, order } = parseCql(cql)
  const found = context.index
    .pages()
    .filter(
      (page) =>
        (archivedSpaces || context.wiki.spaces.get(page.spaceKey)?.status !== 'archived') &&
        holds(context, page, where) &&
        mayRead(context.wiki, page, context.caller),
    )
  return found.sort(ordering(order))
}
