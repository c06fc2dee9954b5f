import { TributaryError } from '../../../contract/errors.ts'
import { SlackRefusal } from '../api.ts'

/** Refusals that only a new token mends. */
const REFUSED_TOKEN = /\b(invalid_auth|not_authed|account_inactive|token_revoked|token_expired)\b/

/** What went wrong, with a stable code and what to do about it. */
export function asFailure(error: unknown, details: Record<string, unknown> = {}): TributaryError {
  if (error instanceof TributaryError) return error
  const why = error instanceof Error ? error.message : String(error)
  const refused = error instanceof SlackRefusal && REFUSED_TOKEN.test(error.reason)
  return new TributaryError(refused ? 'slack.token_refused' : 'slack.failed', why, { cause: error, details })
}

/** Why Socket Mode has no connection. Its client speaks of Slack's refusal in its message alone. */
export function socketFailure(error: unknown): TributaryError {
  const why = error instanceof Error ? error.message : String(error)
  const code = REFUSED_TOKEN.test(why) ? 'slack.token_refused' : 'slack.failed'
  return new TributaryError(code, `Socket Mode has no connection: ${why}`, { cause: error })
}
