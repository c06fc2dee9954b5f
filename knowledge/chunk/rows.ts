import { pack, type Limits } from './pack.ts'
import { splitText } from './words.ts'

/** The cells of a row, in which an escaped pipe is text. */
export function cellsOf(row: string): string[] {
  return row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
}

/** Whether a line is the one of dashes below a table's header. */
export function isDivider(row: string): boolean {
  return /^\|(?:\s*:?-+:?\s*\|)+\s*$/.test(row)
}

/** Cuts a table between its rows and repeats the header; a row too long for one piece becomes lines of "header: value". */
export function splitTable(table: string, limits: Limits): string[] {
  const lines = table.split('\n')
  const divider = lines[1] !== undefined && isDivider(lines[1])
  const head = divider ? lines.slice(0, 2).join('\n') : ''
  const rows = divider ? lines.slice(2) : lines
  const write = (group: readonly string[]): string => (head ? [head, ...group] : group).join('\n')
  const headTokens = head ? limits.countTokens(head) : 0
  const labels = divider ? cellsOf(lines[0] ?? '') : []
  if (rows.length === 0) return splitText(head, limits)

  const pieces: string[] = []
  let run: string[] = []
  const flush = (): void => {
    const room = { ...limits, maxTokens: limits.maxTokens }
    pieces.push(...pack(run, room, (row) => limits.countTokens(row) + headTokens / 8, write).map(write))
    run = []
  }
  for (const row of rows) {
    if (limits.countTokens(write([row])) <= limits.maxTokens) run.push(row)
    else {
      flush()
      pieces.push(...splitRow(cellsOf(row), labels, limits))
    }
  }
  flush()
  return pieces
}

/** Share of the limit that a row's name may take to be repeated. */
const NAME = 1 / 6

/** One row as lines; the label of a long cell is repeated on each of its pieces, and the row's name on each piece of the row. */
function splitRow(cells: readonly string[], labels: readonly string[], limits: Limits): string[] {
  const name = rowName(cells, limits)
  const room = name ? { ...limits, maxTokens: limits.maxTokens - limits.countTokens(name) - 2 } : limits
  const parts = cells.flatMap((cell, x) => (cell || labels[x] ? splitCell(cell, labels[x] ?? '', room) : []))
  const write = (group: readonly string[]): string => {
    const text = group.join('\n\n')
    return name && !text.includes(name) ? `${name}\n\n${text}` : text
  }
  return pack(parts, limits, limits.countTokens, write).map(write)
}

/** The first short cell that is more than a number. */
function rowName(cells: readonly string[], limits: Limits): string {
  const name = cells.find((cell) => /\p{L}/u.test(cell)) ?? ''
  return name && !name.includes('<br>') && limits.countTokens(name) <= limits.maxTokens * NAME ? name : ''
}

function splitCell(cell: string, label: string, limits: Limits): string[] {
  const text = cell.replaceAll('<br>', '\n')
  const prefix = label ? `${label}: ` : ''
  const rest = limits.maxTokens - limits.countTokens(prefix) - 2
  // A label that fills half a piece is not worth repeating.
  if (rest < limits.maxTokens / 2) return splitText(`${prefix}${text}`, limits)
  return splitText(text, { ...limits, maxTokens: rest }).map((part) => {
    const list = prefix && /^(?:[-*] |\d+\. )/.test(part)
    return list ? `${label}:\n\n${part}` : `${prefix}${part}`.trim()
  })
}
