import { createHmac, randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Call, Reply } from '../http.ts'
import { bodyCount } from './content.ts'
import { badRequest } from './errors.ts'
import type { Expand } from './expand.ts'

const secret = randomBytes(16)

/** A slice of a v1 list. */
export interface Window {
  start: number
  limit: number
  /** What the answer says of itself: Cloud repeats what was asked for, even where it gave less. */
  echo: { start: number; limit: number }
  /** Cursor of the slice after this one, on Cloud. */
  cursor: string | undefined
}

/** Without a word, long lists are cut: less with bodies, least with exported ones. */
function cap(context: Context, expand: Expand): number {
  if (expand.body?.export_view || expand.body?.styled_view) return Math.min(context.listCap, 25)
  return bodyCount(expand) > 0 ? Math.min(context.listCap, 50) : context.listCap
}

function natural(text: string | null, fallback: number): number {
  const value = Number(text ?? fallback)
  return Number.isInteger(value) && value >= 0 ? value : fallback
}

function sign(bound: string, start: number): string {
  return createHmac('sha256', secret).update(`${bound}|${start}`).digest('base64url').slice(0, 20)
}

function writeCursor(bound: string, start: number): string {
  return `_t_${Buffer.from(JSON.stringify([start, sign(bound, start)])).toString('base64')}_h_W10=`
}

function readCursor(bound: string, cursor: string): number | undefined {
  const encoded = /^_t_(.+)_h_W10=$/.exec(cursor)?.[1]
  if (encoded === undefined) return undefined
  try {
    const [start, signature] = JSON.parse(Buffer.from(encoded, 'base64').toString()) as [number, string]
    return signature === sign(bound, start) ? start : undefined
  } catch {
    return undefined
  }
}

/** How search refuses a number that is none: without a word, unless it is only negative. */
export function misread(context: Context, call: Call): Reply | undefined {
  for (const name of ['limit', 'start']) {
    const given = call.query.get(name)?.trim() ?? ''
    if (/^-\d+$/.test(given))
      return badRequest(context, `java.lang.IllegalArgumentException: ${name} cannot be less than zero`)
    if (given !== '' && (!/^\d+$/.test(given) || Number(given) > 2_147_483_647)) return { status: 404 }
  }
  return undefined
}

/**
 * The slice a call asks for. Cloud search goes by cursor and ignores `start`; Data Center goes by `start`.
 * Undefined for a cursor that is not of this query.
 */
export function readWindow(
  context: Context,
  call: Call,
  bound: string,
  total: number,
  expand: Expand,
): Window | undefined {
  const asked = { start: natural(call.query.get('start'), 0), limit: natural(call.query.get('limit'), 25) }
  const limit = Math.max(1, Math.min(asked.limit, cap(context, expand)))
  if (!context.flavour.cloud)
    return { start: asked.start, limit, echo: { start: asked.start, limit }, cursor: undefined }
  const given = call.query.get('cursor')
  const start = given ? readCursor(bound, given) : 0
  if (start === undefined) return undefined
  const cursor = start + limit < total ? writeCursor(bound, start + limit) : undefined
  return { start, limit, echo: asked, cursor }
}
