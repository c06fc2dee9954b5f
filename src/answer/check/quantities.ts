import { fold } from '../text/fold.ts'
import { CURRENCY_BEFORE, UNIT_AFTER, unitOf, type Unit } from './measures.ts'
import { NUMBER_WORDS, ONLY_BEFORE_UNIT } from './numberwords.ts'

/** A number as a text states it: a value or a range, its unit, and the bound it is said to be. */
export interface Quantity {
  /** Readings of the number: "1.000" is one, or a thousand. */
  from: number[]
  /** The upper end of a range. */
  to?: number[]
  unit?: Unit
  /** "from 50", "over 50", "50 or more" – or "up to 50", "within 50". */
  bound?: 'min' | 'max'
  text: string
}

const DIGITS = String.raw`\d+(?:[.,'\u00a0\u202f]\d{3})*(?:[.,]\d+)?|\d+`
const WORDS = [...NUMBER_WORDS.keys()].sort((a, b) => b.length - a.length).join('|')
const NUMBER = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(${DIGITS})(?:(?:st|nd|rd|th)(?!\\p{L}))?|(${WORDS})(?![\\p{L}\\p{N}]))`,
  'gu',
)
const RANGE_BETWEEN = /^\s*(?:-|to|bis|a|al|tot|till|do|and|und|et|y|e|en|och|i|~)\s*$/
const MIN_BEFORE =
  /(?:\b(?:over|above|more than|greater than|exceed(?:s|ing)?|at least|from|minimum(?: of)?|min\.?|starting at|starts at|after|longer than|not less than|no less than|ab|uber|mehr als|mindestens|nach|plus de|au moins|a partir de|apres|des|mas de|al menos|desde|despues de|piu di|almeno|oltre|dopo|meer dan|minstens|minimaal|vanaf|na|mais de|pelo menos|ponad|powyzej|co najmniej|od|over|minst|fran)|>=?)\s*$/
const MAX_BEFORE =
  /(?:\b(?:up to|under|below|less than|fewer than|at most|within|no (?:more|later|longer) than|not (?:more|later) than|maximum(?: of)?|max\.?|until|by|bis(?: zu)?|unter|weniger als|hochstens|innerhalb(?: von)?|binnen|jusqu'a|moins de|au plus|dans les|hasta|menos de|como maximo|en un plazo de|fino a|meno di|entro|al massimo|tot|minder dan|maximaal|binnen|ate|menos de|no maximo|do|ponizej|mniej niz|w ciagu|upp till|hogst|under|inom|mindre an)|<=?)\s*$/
const MIN_AFTER =
  /^\s*(?:\+|or (?:more|over|above|longer)|and (?:over|above|up|more)|oder mehr|und mehr|ou plus|o mas|o piu|of meer|ou mais|eller mer)/
const MAX_AFTER =
  /^\s*(?:or (?:less|under|below|fewer)|oder weniger|ou moins|o menos|o meno|of minder|ou menos)/

interface Found extends Quantity {
  start: number
  end: number
}

/** Every quantity a text states, in order. */
export function quantities(text: string): Quantity[] {
  const folded = fold(text).replace(/(\d)\s*°/g, '$1 °')
  const singles = [...folded.matchAll(NUMBER)]
    .map((match) => single(folded, match))
    .filter((found) => found !== undefined)
  const joined: Found[] = []
  for (const next of singles) {
    const last = joined.at(-1)
    if (last && isRange(folded, last, next)) {
      last.to = next.from
      last.unit = next.unit ?? last.unit
      last.end = next.end
      last.bound = undefined
    } else joined.push(next)
  }
  return joined.map(({ start, end, ...quantity }) => ({ ...quantity, text: folded.slice(start, end).trim() }))
}

function single(folded: string, match: RegExpMatchArray): Found | undefined {
  const start = match.index ?? 0
  const numberEnd = start + match[0].length
  const before = folded.slice(Math.max(0, start - 28), start)
  const after = folded.slice(numberEnd, numberEnd + 30)
  const behind = UNIT_AFTER.exec(after)
  const currency = CURRENCY_BEFORE.exec(before)
  const unit = currency ? unitOf(currency[1]!) : behind ? unitOf(behind[1]!) : undefined
  if (match[2] && ONLY_BEFORE_UNIT.has(match[2]) && !unit) return undefined
  const from = match[2] ? [NUMBER_WORDS.get(match[2])!] : readings(match[1]!)
  const end = numberEnd + (!currency && behind ? behind[0].length : 0)
  const beforeAmount = currency ? before.slice(0, before.length - currency[0].length) : before
  return { from, unit, bound: boundOf(beforeAmount, folded.slice(end, end + 16)), start, end, text: match[0] }
}

function boundOf(before: string, after: string): Quantity['bound'] {
  // The longer phrase wins: "no more than" ends in "more than".
  if (MAX_BEFORE.test(before) && /no (?:more|longer|later) than|not (?:more|later) than/.test(before))
    return 'max'
  if (/(?:no|not) less than\s*$/.test(before)) return 'min'
  if (MIN_AFTER.test(after)) return 'min'
  if (MAX_AFTER.test(after)) return 'max'
  if (MAX_BEFORE.test(before)) return 'max'
  return MIN_BEFORE.test(before) ? 'min' : undefined
}

function isRange(folded: string, left: Found, right: Found): boolean {
  if (left.to) return false
  const gap = folded.slice(left.end, right.start).replace(/[€$£¥₹]|\b(?:eur|usd|gbp|chf)\b/g, '')
  if (!RANGE_BETWEEN.test(gap)) return false
  if (/^\s*(?:and|und|et|y|e|en|och|i)\s*$/.test(gap)) {
    return /\b(?:between|zwischen|entre|tra|fra|tussen|miedzy|mellan)\b[^.]{0,12}$/.test(
      folded.slice(0, left.end),
    )
  }
  if (left.unit && right.unit && left.unit.kind !== right.unit.kind) return false
  return Math.min(...left.from) < Math.max(...right.from)
}

/** "4,90" and "4.90" are four point nine; "1.000" and "1,000" may be a thousand as well. */
function readings(digits: string): number[] {
  const compact = digits.replace(/['\u00a0\u202f]/g, '')
  const decimal = Number(compact.replace(/,/g, '.'))
  const grouped = /^\d{1,3}(?:[.,]\d{3})+$/.test(compact) ? [Number(compact.replace(/[.,]/g, ''))] : []
  const both = /^(\d{1,3}(?:[.,]\d{3})+)[.,](\d{1,2})$/.exec(compact)
  const mixed = both ? [Number(`${both[1]!.replace(/[.,]/g, '')}.${both[2]}`)] : []
  return [...(Number.isNaN(decimal) ? [] : [decimal]), ...grouped, ...mixed]
}
