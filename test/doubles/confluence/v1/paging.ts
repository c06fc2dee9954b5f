import { createHmac, randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Call } from '../http.ts'
import { bodyCount } from './content.ts'
import type { Expand } from './expand.ts'

const secret = randomBytes(16)

/** A slice of a v1 list. */
export interface Window {
  start: number
  limit: number
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
  const limit = Math.max(1, Math.min(natural(call.query.get('limit'), 25), cap(context, expand)))
  if (!context.flavour.cloud) return { start: natural(call.query.get('start'), 0), limit, cursor: undefined }
  const given = call.query.get('cursor')
  const start = given ? readCursor(bound, given) : 0
  if (start === undefined) return undefined
  return { start, limit, cursor: start + limit < total ? writeCursor(bound, start + limit) : undefined }
}
