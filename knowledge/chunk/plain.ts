import { blocksOf } from './blocks.ts'
import { cellsOf, isDivider } from './rows.ts'

/**
 * The words of Markdown as a reader would say them, for search and for quoting: no marks, no addresses. Every row of a table is one
 * line of "header: value".
 */
export function plainText(markdown: string): string {
  return blocksOf(markdown)
    .map((block) => {
      if (block.type === 'table') return rows(block.text)
      if (block.type === 'code') return block.text.replace(/^\s*(?:`{3,}|~{3,}).*$/gm, '').trim()
      if (block.type === 'quote') return plainText(block.text.replace(/^> ?/gm, ''))
      if (block.type === 'list') return list(block.text)
      return plainLine(block.text.replace(/^#{1,6}\s+/, '')).replace(/ *\n/g, '\n')
    })
    .filter(Boolean)
    .join('\n')
}

function rows(table: string): string {
  const lines = table.split('\n')
  const hasHeader = lines[1] !== undefined && isDivider(lines[1])
  const header = hasHeader ? cellsOf(lines[0] ?? '').map(label) : []
  const body = hasHeader ? lines.slice(2) : lines
  if (body.length === 0) return header.filter(Boolean).join('; ')
  return body
    .map((line) => row(cellsOf(line).map(plainLine), header))
    .filter(Boolean)
    .join('\n')
}

/** A row; the first cell of a table without a header names the rest. A merged cell, repeated in the Markdown, is said once. */
function row(cells: readonly string[], header: readonly string[]): string {
  if (header.every((name) => name === '')) {
    const [name = '', ...values] = cells
    const rest = values.filter(Boolean)
    return name && rest.length > 0 ? `${label(name)}: ${rest.join('; ')}` : cells.filter(Boolean).join('; ')
  }
  if (cells.length > 1 && cells.every((cell) => cell === cells[0])) return cells[0] ?? ''
  return cells
    .map((cell, x) => (cell && header[x] ? `${header[x]}: ${cell}` : cell))
    .filter(Boolean)
    .join('; ')
}

/** A header or a row's name; its own colon would stand twice. */
function label(text: string): string {
  return plainLine(text).replace(/\s*:$/, '')
}

function list(text: string): string {
  let inCode = false
  const lines = text.split('\n').flatMap((line) => {
    if (/^\s*(?:`{3,}|~{3,})/.test(line)) {
      inCode = !inCode
      return []
    }
    return [
      inCode ? line.trim() : plainLine(line.replace(/^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?/, '')),
    ]
  })
  return lines.filter((line) => line !== '').join('\n')
}

/** Text without its marks. An image is said by its description, unless that is only the name of a file. */
export function plainLine(text: string): string {
  if (!/[\\*_`~[<!&]/.test(text)) return text.trim()
  return (
    text
      .replace(/!\[((?:[^\]\\]|\\.)*)\]\([^)]*\)/g, (_, alt: string) => (/\.\w{2,5}$/.test(alt) ? '' : alt))
      .replace(/\[((?:[^\]\\]|\\.)*)\]\([^)]*\)/g, '$1')
      .replace(/<br>/g, '\n')
      // What is struck out no longer holds: an old price must not be found as a price.
      .replace(/(?<!\\)~~[^\n]*?(?<!\\)~~/g, '')
      .replace(/(?<!\\)(?:\*\*|`+)/g, '')
      .replace(/(?<![\\\p{L}\p{N}])\*(?=\S)|(?<=[^\s\\])\*(?![\p{L}\p{N}])/gu, '')
      .replace(/\\([!-/:-@[-`{-~])/g, '$1')
      .trim()
  )
}
