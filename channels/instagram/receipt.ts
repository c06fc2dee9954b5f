import type { Receipt } from '../../src/contract/channel.ts'
import type { Answer } from './graph.ts'
import { idOf, recordOf, textOf, type Json } from './json.ts'

type Refused = Extract<Receipt, { outcome: 'refused' }>

/** Codes of Graph's errors that mean: not now, too many requests. */
const RATE_LIMITED = new Set([4, 17, 32, 613, 80_002, 80_006])
/** Seconds to wait when Instagram does not say how long. */
const RATE_WAIT = 60
const TOKEN_WAIT = 60

const TOKEN = 190
const NO_PERMISSION = new Set([3, 10, 200, 230])
const OUTSIDE_WINDOW = new Set([2_534_022, 2_018_278])
/** The shopper blocked the account, deactivated theirs, or takes no messages. */
const UNREACHABLE = new Set([1_545_041, 2_534_014, 2_018_001, 2_018_108])
const UNREACHABLE_CODE = 551

/** Whether the access token itself was refused. */
export function isTokenRefused(answer: Answer): boolean {
  return answer.answered && errorOf(answer.body).code === TOKEN
}

/** What an answer to a send means for the message. Only what Instagram itself refused counts as not sent. */
export function receiptOf(answer: Answer): Receipt {
  if (!answer.answered) {
    if (answer.never) return { outcome: 'refused', reason: answer.reason, permanent: false }
    return { outcome: 'unknown', reason: answer.reason }
  }
  const { status, body, headers } = answer
  if (status >= 200 && status < 300) {
    const externalId = idOf(body?.message_id)
    if (externalId !== undefined) return { outcome: 'sent', externalId }
    return { outcome: 'unknown', reason: 'Instagram answered without a message id' }
  }
  // It may have been taken before something behind it failed.
  if (status >= 500 || status === 408 || status < 400)
    return { outcome: 'unknown', reason: `Instagram answered ${status}` }
  return refusal(status, errorOf(body), headers)
}

interface GraphError {
  code?: number
  subcode?: number
  message?: string
}

function refusal(status: number, { code, subcode, message }: GraphError, headers: Headers): Refused {
  const told = `${code ?? status}${subcode === undefined ? '' : `/${subcode}`}`
  const refuse = (why: string, more: Partial<Refused> = {}): Refused => ({
    outcome: 'refused',
    reason: `${why} (${told})`,
    permanent: true,
    ...more,
  })
  if (status === 429 || (code !== undefined && RATE_LIMITED.has(code)))
    return refuse('too many messages', { permanent: false, retryAfterSeconds: waitOf(headers) })
  if (code === TOKEN)
    return refuse('Instagram does not accept the access token', {
      permanent: false,
      retryAfterSeconds: TOKEN_WAIT,
    })
  if (subcode !== undefined && OUTSIDE_WINDOW.has(subcode)) return refuse('outside the reply window')
  if (code === UNREACHABLE_CODE || (subcode !== undefined && UNREACHABLE.has(subcode)))
    return refuse('the shopper cannot be reached')
  if (code !== undefined && NO_PERMISSION.has(code)) return refuse('the app may not send messages')
  return refuse(message ?? 'Instagram refused the message')
}

function errorOf(body: Json | undefined): GraphError {
  const error = recordOf(body?.error)
  const message = textOf(error.message)
  return {
    ...(typeof error.code === 'number' ? { code: error.code } : {}),
    ...(typeof error.error_subcode === 'number' ? { subcode: error.error_subcode } : {}),
    ...(message === undefined ? {} : { message: message.slice(0, 200) }),
  }
}

/** Seconds until the next try. */
function waitOf(headers: Headers): number {
  const told = Number(headers.get('retry-after'))
  return Number.isFinite(told) && told > 0 ? told : RATE_WAIT
}
