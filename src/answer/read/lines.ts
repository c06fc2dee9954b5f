import { createHash } from 'node:crypto'
import { quotableUnits } from '../check/quote.ts'
import { unitLine, type Unit } from '../text/units.ts'

/** A sentence, item or row as its meaning is compared. */
export interface Line {
  text: string
  /** What its vector is known by, in memory and in the database. */
  hash: string
}

/** Longer ones are cut: what they are about is said by then. */
const LONGEST = 400

/** A unit with what it stands under, without which "30 days from delivery" is about nothing. */
export function lineOf(title: string, unit: Unit): Line {
  const above = [title, ...unit.headings.filter((heading) => heading !== title)].filter(Boolean)
  const text = [...above, unitLine(unit)].join('. ').slice(0, LONGEST)
  return { text, hash: createHash('sha256').update(text).digest('base64url').slice(0, 22) }
}

/** Every line of a page's passage, in Markdown, that a question may be compared with. */
export function linesOf(title: string, markdown: string): Line[] {
  return quotableUnits(markdown).map((unit) => lineOf(title, unit))
}
