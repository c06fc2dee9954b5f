import { plain } from './plain.ts'

/** The header row of a Markdown table, and where it stands in the passage. */
export interface TableHeader {
  cells: string[]
  start: number
  end: number
}

/** The plain cells of a Markdown table line, or that it is the line of dashes below the header. */
export function tableRow(line: string): string[] | 'separator' {
  const cells = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => plain(cell))
  return cells.every((cell) => /^:?-+:?$/.test(cell)) ? 'separator' : cells
}

/**
 * A row as a line that reads like a sentence: "Germany — Standard: 2–4 working days; Price: €4.90".
 * The first cell names the row; a column without a header shows its cell alone.
 */
export function rowAsLine(header: readonly string[], cells: readonly string[]): string {
  const [key = '', ...rest] = cells
  const parts = rest
    .map((cell, i) => ({ name: (header[i + 1] ?? '').trim(), cell: cell.trim() }))
    .filter(({ cell }) => cell !== '' && cell !== '-' && cell !== '–' && cell !== '—')
    .map(({ name, cell }) => (name === '' || name === cell ? cell : `${name}: ${cell}`))
  const unique = parts.filter((part, i) => parts.indexOf(part) === i)
  if (unique.length === 0) return key
  const name = key.trim() || (header[0] ?? '').trim()
  return name === '' ? unique.join('; ') : `${name} — ${unique.join('; ')}`
}

/** A header whose cells are spread over two rows ("Body, cm" above "Hips") as one: "Body, cm Hips". */
export function mergeHeader(header: TableHeader, second: readonly string[], end: number): TableHeader {
  const cells = header.cells.map((cell, i) => {
    const below = second[i] ?? ''
    return below === '' || below === cell ? cell : `${cell} ${below}`.trim()
  })
  return { cells, start: header.start, end }
}
