import { unitOf, unitsNamed, type Unit as Measured } from '../check/measures.ts'
import { quantities, type Quantity } from '../check/quantities.ts'
import type { Unit } from '../text/units.ts'
import { fold } from '../text/fold.ts'
import { stem } from '../text/words.ts'
import { placeStems } from './synonyms.ts'
import { matchOf } from './terms.ts'

/** Words for one measure of a body that a question and a table's header may choose differently. */
const MEASURED = ['chest bust', 'foot feet', 'height tall high', 'neck collar', 'inseam leg inside'].map(
  (group) => new Set(group.split(' ').map(stem)),
)

const BODY = new Set([
  ...MEASURED.flatMap((group) => [...group]),
  ...['waist', 'hips', 'long', 'wide', 'round', 'around', 'sleeve'].map(stem),
])

/** What may follow on a measure, and does not follow on the preposition. */
const GOES_ON = new Set('and or but so then what which is are do does can for please'.split(' '))

/** A range that a cell states, in the unit of the cell or of its header. */
interface Range {
  row: Unit
  column: number
  unit: Measured
  from: number
  to: number
}

/** What the question measures: "98 cm", and no range of its own. In "a 10 in European sizes" nothing is measured in inches. */
export function measuresIn(question: string): Quantity[] {
  const clear = withInches(question).replace(
    /(\d)(\s+in)\s+(?=([\p{L}']+))/giu,
    (found, digit: string, unit: string, next: string) => (isMeasured(next) ? found : `${digit},${unit} `),
  )
  return quantities(clear).filter((quantity) => quantity.unit && !quantity.to)
}

/** The mark of inches as a word: 33" and 33″. What stands between two such marks is a quotation. */
function withInches(question: string): string {
  const marked = question.split('"').length === 2 ? question.replace(/(\d)"/, '$1″') : question
  return marked.replace(/(\d)\s?″/g, '$1 in,')
}

const isMeasured = (word: string) =>
  unitOf(word) !== undefined || GOES_ON.has(fold(word)) || BODY.has(stem(fold(word)))

/**
 * The rows that hold a measure of the question, 26 cm in "25.5–26.3", each with how many of them. Where the question names a column, as a waist
 * of 98 cm does, a range in that column counts, and none in another; where it names none, the column named before.
 */
export function rowsInRange(
  question: { text: string; before: string },
  rows: readonly Unit[],
): ReadonlyMap<Unit, number> {
  const measures = measuresIn(question.text)
  const hits = new Map<Unit, number>()
  if (measures.length === 0) return hits
  for (const table of Map.groupBy(rows, ({ header }) => header).values()) {
    const ranges = table.flatMap(rangesIn)
    for (const measure of measures) {
      const held = ranges.filter(({ unit }) => unit.kind === measure.unit?.kind)
      const named = columnsNamed([question.text, question.before], held)
      const rowsHit = held.filter((range) => named.has(range.column) && isIn(measure, range))
      for (const row of new Set(rowsHit.map((range) => range.row))) hits.set(row, (hits.get(row) ?? 0) + 1)
    }
  }
  return hits
}

function rangesIn(row: Unit): Range[] {
  return (row.cells ?? []).flatMap((cell, column) => {
    const lent = unitsNamed(row.header?.cells[column] ?? '')[0]
    return quantities(cell).flatMap(({ unit = lent, from: [from = 0], to }) =>
      to && unit ? [{ row, column, unit, from, to: to[0] ?? 0 }] : [],
    )
  })
}

/** The columns of these ranges whose header holds most words of the first text that names any; all of them where none does. */
function columnsNamed(texts: readonly string[], ranges: readonly Range[]): ReadonlySet<number> {
  const headers = new Map(
    ranges.map(({ row, column }) => [column, placeStems(row.header?.cells[column] ?? '')]),
  )
  for (const text of texts) {
    const words = placeStems(text).filter((word) => !/\d/.test(word) && !unitOf(word))
    const held = [...headers].map(([column, stems]) => ({
      column,
      count: words.reduce((sum, word) => sum + namedBy(word, stems), 0),
    }))
    const most = Math.max(...held.map(({ count }) => count))
    const named = held.filter(({ count }) => count === most)
    if (named.length < held.length) return new Set(named.map(({ column }) => column))
  }
  return new Set(headers.keys())
}

function namedBy(word: string, header: readonly string[]): number {
  const same = MEASURED.some((group) => group.has(word) && header.some((other) => group.has(other)))
  return same ? 1 : matchOf(word, header)
}

function isIn({ from: [value = 0], unit }: Quantity, range: Range): boolean {
  if (!unit) return false
  const scaled = (value * unit.factor) / range.unit.factor
  return scaled >= range.from && scaled <= range.to
}
