import { Element } from '../tree.ts'
import { isCell } from './rule.ts'

/** One place of a table: its text, and whether the cell is a header. */
export interface Cell {
  text: string
  header: boolean
  /** Background that the author gave it. */
  shade: string
}

/** Spans are repeated up to this many places in a table; a forged rowspan must not fill the memory. */
const MAX_PLACES = 200_000
/** The widest span HTML allows. */
const MAX_COLUMNS = 1000

/** The rows that are a table's own, not those of tables inside its cells, and whether they stand in its head. */
export function rowsOf(table: Element): { row: Element; head: boolean }[] {
  const rows: { row: Element; head: boolean }[] = []
  const foot: { row: Element; head: boolean }[] = []
  const collect = (element: Element, section: string): void => {
    for (const child of element.children) {
      if (child.nodeName === 'TR')
        (section === 'TFOOT' ? foot : rows).push({ row: child, head: section === 'THEAD' })
      else if (/^(?:THEAD|TBODY|TFOOT)$/.test(child.nodeName)) collect(child, child.nodeName)
    }
  }
  collect(table, '')
  return [...rows, ...foot]
}

/** Lays a table out: every row with every column, spanned cells repeated in each place they cover. */
export function grid(rows: readonly Element[]): Cell[][] {
  const places: Cell[][] = rows.map(() => [])
  let left = MAX_PLACES
  rows.forEach((row, y) => {
    let x = 0
    for (const cell of row.children.filter(isCell)) {
      while (places[y]?.[x]) x++
      const value = { text: cell.markdown, header: cell.nodeName === 'TH', shade: shadeOf(cell) }
      const width = span(cell, 'colspan', MAX_COLUMNS)
      const height = Math.min(span(cell, 'rowspan', rows.length) || rows.length, rows.length - y)
      const fits = (left -= width * height) >= 0
      for (let dy = 0; dy < (fits ? height : 1); dy++) {
        for (let dx = 0; dx < (fits ? width : 1); dx++) {
          const line = places[y + dy]
          if (line && !line[x + dx]) line[x + dx] = value
        }
      }
      x += fits ? width : 1
    }
  })
  const width = places.reduce((widest, line) => Math.max(widest, line.length), 0)
  return places.map((line) =>
    Array.from({ length: width }, (_, x) => line[x] ?? { text: '', header: false, shade: '' }),
  )
}

/** White and transparent are no background. */
function shadeOf(cell: Element): string {
  const shade = cell.attributes['data-highlight-colour'] ?? ''
  return /^(?:transparent|white|#fff(?:fff)?)$/i.test(shade) ? '' : shade
}

/** A span's size; rowspan 0 means to the end of the table. */
function span(cell: Element, name: 'rowspan' | 'colspan', most: number): number {
  const value = Number.parseInt(cell.attributes[name] ?? '1', 10)
  if (!Number.isFinite(value) || value < 0) return 1
  return value === 0 ? (name === 'rowspan' ? 0 : 1) : Math.min(value, most)
}
