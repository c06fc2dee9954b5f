import type { Receipt } from '../../../src/contract/channel.ts'
import { PAIR_SECONDS } from '../limits.ts'
import { fields, words } from '../shapes.ts'

/** Codes that say "not now", with the seconds after which it may be tried again. https://www.twilio.com/docs/api/errors */
const LATER: Readonly<Record<number, number>> = {
  /** Requests at the same time. */
  20_429: 5,
  /** The queue of the number is full. */
  21_611: 60,
  /** Messages of the number, or of it to one person. */
  63_018: PAIR_SECONDS,
}

const PLAIN: Readonly<Record<number, string>> = {
  20_003: 'the account and its token are not taken',
  20_005: 'the account at Twilio is not active',
  21_211: 'this is no number that can be written to',
  21_610: 'the person asked to get nothing more',
  21_617: 'the text is too long',
  21_655: 'the template is not known',
  63_003: 'the person is not on WhatsApp',
  63_007: 'the number is no WhatsApp number of this account',
  63_013: 'the message breaks a policy of WhatsApp',
  63_016: 'the reply window of 24 hours is closed',
  63_018: 'too many messages at a time',
  63_019: 'Twilio could not fetch the file',
  63_024: 'WhatsApp cannot deliver to this person',
  63_049: 'WhatsApp holds it back to keep people from getting too many such messages',
}

/** The operator has to mend these. */
const OPERATOR = new Set([20_003, 20_005, 63_007])

/** An error in a line: in plain words where they are known, else in Twilio's, with its number. */
export function reasonOf(
  code: string | null | undefined,
  said: string | null | undefined,
): string | undefined {
  const plain = PLAIN[Number(code ?? Number.NaN)] ?? (said || undefined)
  return [code || undefined, plain].filter(Boolean).join(': ') || undefined
}

/** What an answer that is no success means for a message. A 4xx took no effect; of a 5xx nobody knows. */
export function refusalOf(status: number, body: unknown, retryAfter: string | null): Receipt {
  const error = fields(body)
  const code = words(error?.code)
  const reason = reasonOf(code, words(error?.message)) ?? `${status}: no answer of the API`
  if (error === undefined || status < 400 || status >= 500) return { outcome: 'unknown', reason }
  const later = LATER[Number(code)] ?? (status === 429 ? 5 : undefined)
  if (later === undefined) return { outcome: 'refused', reason, permanent: true }
  const told = Number(retryAfter ?? Number.NaN)
  const retryAfterSeconds = Number.isFinite(told) && told > 0 ? Math.ceil(told) : later
  return { outcome: 'refused', reason, permanent: false, retryAfterSeconds }
}

/** Whether only the operator can mend it. */
export function isOperators(body: unknown): boolean {
  return OPERATOR.has(Number(words(fields(body)?.code) ?? Number.NaN))
}
