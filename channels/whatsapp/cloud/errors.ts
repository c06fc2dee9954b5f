import type { Receipt } from '../../../src/contract/channel.ts'
import { PAIR_SECONDS } from '../limits.ts'
import { fields, words } from '../shapes.ts'
import { describe } from './status.ts'

/**
 * Codes that say "not now", with the seconds after which it may be tried again. Meta names no times but the pair rate's.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
 */
const LATER: Readonly<Record<number, number>> = {
  /** Calls of the app. */
  4: 60,
  80_007: 60,
  /** 80 messages a second from one number. */
  130_429: 2,
  /** Messages from one number to one person. */
  131_056: PAIR_SECONDS,
  /** The business account is being moved or looked after. */
  131_057: 60,
}

/** What the operator, not the shopper, has to mend: told in plain words beside Meta's own. */
const OPERATOR: Readonly<Record<number, string>> = {
  0: 'the access token is not taken',
  3: 'the access token lacks a permission',
  10: 'the access token lacks a permission',
  190: 'the access token has expired or was withdrawn',
  368: 'the business account is blocked for a while for breaking a policy',
  131_031: 'the business account is locked',
  131_042: 'the business account has no means of payment',
  131_045: 'the telephone number is not registered',
}

/** About the shopper, in plain words. */
const SHOPPER: Readonly<Record<number, string>> = {
  131_026: 'WhatsApp cannot deliver to this person',
  131_030: 'the number is not among those that a test account may write to',
  131_047: 'the reply window of 24 hours is closed',
  131_049: 'WhatsApp holds it back to keep people from getting too many such messages',
  131_050: 'the person does not want such messages',
  131_062: 'this kind of message needs the telephone number of the person',
}

/**
 * What an answer of the Graph API that is no success means for a message. A 4xx took no effect. After a 5xx, or words that are not
 * Graph's, nobody knows whether the message is on its way.
 */
export function refusalOf(status: number, body: unknown, retryAfter: string | null): Receipt {
  const error = fields(fields(body)?.error)
  if (!error || status >= 500)
    return { outcome: 'unknown', reason: `${status}: ${describe(error) ?? 'no answer of the API'}` }
  const code = Number(words(error.code) ?? Number.NaN)
  const said = describe(error) ?? String(status)
  const later = LATER[code] ?? (status === 429 ? 60 : undefined)
  if (later !== undefined) {
    const told = Number(retryAfter ?? Number.NaN)
    const retryAfterSeconds = Number.isFinite(told) && told > 0 ? Math.ceil(told) : later
    return { outcome: 'refused', reason: said, permanent: false, retryAfterSeconds }
  }
  const plain = OPERATOR[code] ?? SHOPPER[code]
  return { outcome: 'refused', reason: plain === undefined ? said : `${plain} (${said})`, permanent: true }
}

/** Whether only the operator can mend it, so that it is worth more than a line among many. */
export function isOperators(body: unknown): boolean {
  return Number(words(fields(fields(body)?.error)?.code) ?? Number.NaN) in OPERATOR
}
