import type { Grammar } from './grammar.ts'

const NUMBER = String.raw`\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?`
const SIGN = String.raw`€|£|\$|EUR|GBP|USD|CHF`
const BEFORE = new RegExp(
  String.raw`(${SIGN})\s?(${NUMBER})(?:(?:[-–—]|\s?[-–—]\s?(?:${SIGN})\s?)(${NUMBER}))?(\+)?(?![\p{L}\d])`,
  'gu',
)
const AFTER = new RegExp(
  String.raw`(?<![\p{L}\d.,])(${NUMBER})(?:\s?[-–—]\s?(${NUMBER}))?\s?(${SIGN})(\+)?(?![\p{L}\d])`,
  'gu',
)

/** "€4.95" and "4,95 €" are "4 euros 95"; a range names its currency once. */
export function spokenMoney(text: string, grammar: Grammar): string {
  const say = (sign: string, first: string, last: string | undefined, more: string | undefined) => {
    const upTo = last === undefined ? first : last
    const amount = `${last === undefined ? '' : `${bare(first)} ${grammar.to} `}${spoken(upTo, sign, grammar)}`
    return more ? `${amount} ${grammar.orMore}` : amount
  }
  return text
    .replace(BEFORE, (_all, sign: string, first: string, last?: string, more?: string) =>
      say(sign, first, last, more),
    )
    .replace(AFTER, (_all, first: string, last: string | undefined, sign: string, more?: string) =>
      say(sign, first, last, more),
    )
}

function spoken(number: string, sign: string, { money }: Grammar): string {
  const names = money[sign]
  if (!names) return `${sign} ${number}`
  const [whole, cents] = parts(number)
  return `${whole} ${whole === '1' ? names[0] : names[1]}${cents === '' ? '' : ` ${cents}`}`
}

function bare(number: string): string {
  const [whole, cents] = parts(number)
  return cents === '' ? whole : `${whole}.${cents}`
}

/** Whole and hundredths: one or two digits after the last point or comma are hundredths, three are thousands. */
function parts(number: string): [whole: string, cents: string] {
  const cents = /[.,](\d{1,2})$/.exec(number)?.[1] ?? ''
  const whole = (cents === '' ? number : number.slice(0, -cents.length - 1)).replace(/\D/g, '')
  const two = cents.padEnd(2, '0')
  return [whole, cents === '' || two === '00' ? '' : two]
}
