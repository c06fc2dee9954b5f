import { TributaryError } from '../../../src/contract/errors.ts'

/** Why a mailbox could not be read, in plain words; the mail server's own stand behind them. */
export function mailboxFailure(error: unknown): TributaryError {
  const { authenticationFailed, tlsFailed, responseText, code } = (error ?? {}) as Partial<
    Record<'authenticationFailed' | 'tlsFailed' | 'responseText' | 'code', unknown>
  >
  const said =
    typeof responseText === 'string' ? responseText : error instanceof Error ? error.message : String(error)
  const refused = (why: string) =>
    new TributaryError('email.mailbox_refused', `${why}: ${said}`, { cause: error })
  if (authenticationFailed === true) return refused('The mail server does not take user and password')
  if (tlsFailed === true) return refused('The mail server offers no encrypted connection')
  if (code === 'ENOTFOUND') return refused('The mail server’s name is not known')
  return new TributaryError('email.mailbox_unavailable', `The mailbox could not be read: ${said}`, {
    cause: error,
  })
}
