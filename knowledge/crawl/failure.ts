import { TributaryError } from '../../src/contract/errors.ts'

/** An error as it is kept at a crawl, a source or a page. */
export interface Failure {
  code: string
  text: string
}

/** A listing that gave nothing at all; the code is the source's own where it said why. */
export class ListingError extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.text)
    this.failure = failure
  }
}

export function describe(error: unknown): Failure {
  if (error instanceof ListingError) return error.failure
  if (error instanceof TributaryError) return { code: error.code, text: error.message }
  return { code: 'internal.unexpected', text: error instanceof Error ? error.message : String(error) }
}

export function someFailed(count: number): Failure {
  return {
    code: 'crawl.pages_failed',
    text:
      count === 1
        ? 'One page failed; its own entry says why.'
        : `${count} pages failed; their own entries say why.`,
  }
}

const hasCode = (error: unknown, codes: ReadonlySet<string>): error is TributaryError =>
  error instanceof TributaryError && codes.has(error.code)

const TAKEN_OVER = new Set(['crawl.taken_over'])
/** What holds for every page of the connection: asking for the next one would only repeat it. */
const CONNECTION = new Set([
  'confluence.grant_revoked',
  'confluence.wrong_secret',
  'confluence.token_refused',
  'confluence.missing_scope',
  'connection.unknown',
  'connection.busy',
])
/** What only a person can mend: by connecting again, by another token, or by another setting. */
const BROKEN: ReadonlySet<string> = new Set([
  'confluence.grant_revoked',
  'confluence.wrong_secret',
  'confluence.token_refused',
  'confluence.missing_scope',
  'connection.unknown',
  'secret.unreadable',
  'config.invalid',
])
const NOT_CURRENT = new Set(['confluence.page_not_current'])
const NOT_FOUND = new Set(['confluence.page_not_found'])

export const takenOver = (error: unknown): boolean => hasCode(error, TAKEN_OVER)

/** Whether a page's error is that page's alone, so that the others may still be fetched. */
export function concernsPageAlone(error: unknown): error is TributaryError {
  return error instanceof TributaryError && !takenOver(error) && !hasCode(error, CONNECTION)
}

/** Whether the connection as a whole does not work any more, and will not until somebody mends it. */
export const breaksConnection = ({ code }: Failure): boolean => BROKEN.has(code)

/**
 * The page left between listing and fetching, or is hidden from the crawler: it must not be cited, whatever was trained
 * of it. A 404 that comes from a gateway before the wiki says nothing about the page.
 */
export function saysGone(error: unknown): boolean {
  return hasCode(error, NOT_CURRENT) || (hasCode(error, NOT_FOUND) && error.details.definite === true)
}
