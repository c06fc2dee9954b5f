import { TributaryError } from '../../../../src/contract/errors.ts'
import type { Answer } from '../http/client.ts'

/** What a request was about, for its errors. */
export interface About {
  kind: 'page' | 'space' | 'folder' | 'listing'
  id?: string
  /** The OAuth scope that the endpoint needs; none on Data Center. */
  scope?: string
}

const SCOPE_MISMATCH = /scope does not match/i

/** The service's own words, where it has any: v2, v1 and the gateway each put them elsewhere. */
function wordsOf(json: unknown): string {
  const body = (json ?? {}) as { errors?: { title?: unknown }[]; message?: unknown }
  const title = Array.isArray(body.errors) ? body.errors[0]?.title : undefined
  const words = typeof title === 'string' ? title : body.message
  return typeof words === 'string' ? words.slice(0, 300) : ''
}

/** A 404 in the words of the wiki's API (v2, v1), not of a gateway or proxy before it. */
function saysNotFound(json: unknown): boolean {
  const body = (json ?? {}) as { errors?: { code?: unknown }[]; statusCode?: unknown }
  return (Array.isArray(body.errors) && body.errors[0]?.code === 'NOT_FOUND') || body.statusCode === 404
}

/** Whether a 401 means a scope that was never granted: refreshing would loop. */
export function lacksScope(answer: Answer): boolean {
  return answer.status === 401 && SCOPE_MISMATCH.test(wordsOf(answer.json))
}

/** The error that a final answer other than 2xx stands for. */
export function refusal(answer: Answer, about: About): TributaryError {
  const { status } = answer
  const words = wordsOf(answer.json)
  const details = { status, ...about, ...(words ? { words } : {}) }
  const what = about.id === undefined ? `The ${about.kind}` : `The ${about.kind} ${about.id}`
  if (lacksScope(answer))
    return new TributaryError(
      'confluence.missing_scope',
      `The scope ${about.scope ?? 'needed'} was not granted.`,
      { details },
    )
  if (status === 401)
    return new TributaryError('confluence.token_refused', 'The wiki refused the token.', { details })
  if (status === 403)
    return new TributaryError(
      'confluence.not_permitted',
      `${what} may not be read: ${words || 'forbidden'}.`,
      { details },
    )
  if (status === 404 || status === 410) {
    const code = about.kind === 'space' ? 'confluence.space_not_found' : 'confluence.page_not_found'
    return new TributaryError(code, `${what} does not exist, or the connected account may not see it.`, {
      details: { ...details, definite: saysNotFound(answer.json) },
    })
  }
  return new TributaryError('confluence.request_refused', `${what} was refused with ${status}: ${words}`, {
    details,
  })
}

/** Whether a 404 came from the wiki itself, which knows nothing by this id, not from a gateway that knows no such wiki. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof TributaryError &&
    error.code === 'confluence.page_not_found' &&
    error.details.definite === true
  )
}

/** What the wiki answers with when it will not say: not a failure to be tried again, but no answer either. */
export function withheld(error: unknown): boolean {
  return (
    error instanceof TributaryError &&
    ['confluence.page_not_found', 'confluence.not_permitted', 'confluence.request_refused'].includes(
      error.code,
    )
  )
}
