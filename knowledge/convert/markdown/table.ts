import { inCell, isCell, type MarkdownRule } from './rule.ts'
import { grid, rowsOf, type Cell } from './grid.ts'

/** A table's head of more rows than this holds data. */
const MAX_HEAD = 3

/** A cell becomes one line; blocks inside are set apart by line breaks. */
export const cell: MarkdownRule = {
  name: 'cell',
  filter: isCell,
  replacement(content, node) {
    const lines = content.split('\n').map((line) => line.trimEnd())
    node.markdown = lines
      .filter((line) => line.trim() !== '')
      .join('<br>')
      .trim()
    return ''
  },
}

/** Tables: every cell in its column, merged cells repeated. A table inside a cell becomes lines of "header: value". */
export const table: MarkdownRule = {
  name: 'table',
  filter: (node) => node.nodeName === 'TABLE',
  replacement(content, node) {
    const rows = rowsOf(node)
    const places = grid(rows.map(({ row }) => row))
    const width = places[0]?.length ?? 0
    const outside = content.trim()
    if (width === 0) return outside ? `\n\n${outside}\n\n` : ''
    const { header, body } = split(
      places,
      rows.map(({ head }) => head),
    )
    const before = outside ? `${outside}\n\n` : ''
    if (inCell(node)) return `\n\n${before}${nested(header, body)}\n\n`
    const lines = [line(header), `|${' --- |'.repeat(width)}`, ...body.map((row) => line(row.map(bodyText)))]
    return `\n\n${before}${lines.join('\n')}\n\n`
  },
}

/** What stands in a table beside its cells: captions. Rows and sections write nothing of their own. */
export const caption: MarkdownRule = {
  name: 'caption',
  filter: (node) => node.nodeName === 'CAPTION',
  replacement: (content) => (content.trim() ? `\n\n**${content.trim()}**\n\n` : ''),
}

/** Rows and sections: their cells are written by the table. */
export const row: MarkdownRule = {
  name: 'row',
  filter: (node) => /^(?:TR|THEAD|TBODY|TFOOT)$/.test(node.nodeName),
  replacement: (content) => content.trim(),
}

/**
 * Header and body. The header is the table's head, else a first row of header cells, wholly bold or wholly shaded; a table without
 * one gets an empty header, so that no row of data is taken for one.
 */
function split(places: Cell[][], heads: boolean[]): { header: string[]; body: Cell[][] } {
  const [first = [], second = []] = places
  let count = heads.findIndex((head) => !head)
  if (count < 0 || count > MAX_HEAD) count = 1
  if (count === 0 && isMarkedOff(places)) count = 1
  if (count === 1 && isGroupRow(first) && isHeaderRow(second)) count = 2
  const header = first.map((_, x) => join(places.slice(0, count).map((row) => row[x]?.text ?? '')))
  return { header, body: places.slice(count) }
}

/** Whether the first row differs from all others in a way that makes it a header. */
function isMarkedOff(places: Cell[][]): boolean {
  const [first = [], ...rest] = places
  if (isHeaderRow(first) && (first.length > 1 || !rest.some(isHeaderRow))) return true
  return [isBoldRow, isShadedRow].some((marked) => rest.length > 0 && marked(first) && !rest.some(marked))
}

function isHeaderRow(row: Cell[]): boolean {
  return row.every((cell) => cell.header || cell.text === '') && row.some((cell) => cell.header)
}

/** Many editors only make the first row bold. */
function isBoldRow(row: Cell[]): boolean {
  const texts = row
    .map((cell) => cell.text.replace(/^\[(.*)\]\([^)]*\)$/, '$1'))
    .filter((text) => text !== '')
  return texts.length > 1 && texts.every((text) => /^\*\*[^*]+\*\*$/.test(text))
}

/** Or give it a colour. */
function isShadedRow(row: Cell[]): boolean {
  return row.length > 1 && row.every((cell) => cell.shade !== '') && row.some((cell) => cell.text !== '')
}

/** A row that groups the columns of the header row below it. */
function isGroupRow(row: Cell[]): boolean {
  return isHeaderRow(row) && row.some((cell, x) => cell !== row[0] && x > 0 && cell === row[x - 1])
}

function join(texts: string[]): string {
  return [...new Set(texts.map((text) => text.replace(/^\*\*([^*]+)\*\*$/, '$1')).filter(Boolean))].join(
    ' / ',
  )
}

/** Header cells inside the body, as in a first column of names, stay marked. */
function bodyText(cell: Cell): string {
  return cell.header && cell.text && !/\*\*|<br>|!\[|`/.test(cell.text) && !/^\d+$/.test(cell.text)
    ? `**${cell.text}**`
    : cell.text
}

function line(texts: readonly string[]): string {
  return `| ${texts.map(escapePipes).join(' | ')} |`
}

function escapePipes(text: string): string {
  return text.replace(/(?<!\\)\|/g, '\\|')
}

function nested(header: string[], body: Cell[][]): string {
  const rows = body.map((row) =>
    row
      .map((cell, x) => (header[x] && cell.text ? `${header[x]}: ${cell.text}` : cell.text))
      .filter(Boolean)
      .join('; '),
  )
  return (rows.length > 0 ? rows : [header.filter(Boolean).join('; ')]).filter(Boolean).join('\n')
}
