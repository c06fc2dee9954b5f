import { plain } from './plain.ts'
import { sentenceSpans } from './sentences.ts'
import { mergeHeader, rowAsLine, tableRow, type TableHeader } from './table.ts'

/** The smallest piece of a passage that can be quoted on its own. */
export interface Unit {
  kind: 'sentence' | 'item' | 'row' | 'note' | 'heading' | 'code'
  /** The words as a reader sees them, without Markdown. */
  text: string
  /** Where its Markdown stands in the passage. `passage.slice(start, end)` is a literal quote. */
  start: number
  end: number
  /** Paragraphs, lists, tables and panels are numbered; units of one block belong together. */
  block: number
  /** Headings inside the passage above this unit, outermost first. */
  headings: string[]
  /** For rows: the header of their table, and their own cells. */
  header?: TableHeader
  cells?: string[]
  /** For items: true in a numbered list; how deep it is nested. */
  ordered?: boolean
  depth?: number
}

/** A unit as it is shown: rows read like a sentence, everything else as it stands. */
export function unitLine(unit: Unit): string {
  return unit.cells ? rowAsLine(unit.header?.cells ?? [], unit.cells) : unit.text
}

interface Line {
  text: string
  start: number
}

const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/
const ITEM = /^(\s*)([-*+]|\d{1,3}[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/
const QUOTE = /^ {0,3}>\s?/
const FENCE = /^\s*(```|~~~)/
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/

/** Cuts a passage's Markdown into units, in order. */
export function units(markdown: string): Unit[] {
  const found: Unit[] = []
  const headings: { level: number; text: string }[] = []
  const lines = splitLines(markdown)
  let block = 0
  let header: TableHeader | undefined
  let paragraph: Line[] = []
  const path = () => headings.map((heading) => heading.text)

  const flush = (kind: 'sentence' | 'note') => {
    if (paragraph.length === 0) return
    block++
    for (const unit of paragraphUnits(markdown, paragraph, kind))
      found.push({ ...unit, block, headings: path() })
    paragraph = []
  }
  let previous: 'item' | 'row' | 'quote' | 'text' | 'none' = 'none'

  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    const end = line.start + line.text.length
    const heading = HEADING.exec(line.text)
    const item = ITEM.exec(line.text)
    if (FENCE.test(line.text)) {
      flush(previous === 'quote' ? 'note' : 'sentence')
      let last = i + 1
      while (last < lines.length && !FENCE.test(lines[last]!.text)) last++
      const inside = lines.slice(i + 1, last)
      if (inside.length > 0) {
        const tail = inside.at(-1)!
        const span = { start: inside[0]!.start, end: tail.start + tail.text.length }
        found.push({
          kind: 'code',
          text: markdown.slice(span.start, span.end),
          ...span,
          block: ++block,
          headings: path(),
        })
      }
      i = last
      previous = 'none'
    } else if (line.text.trim() === '' || RULE.test(line.text)) {
      flush(previous === 'quote' ? 'note' : 'sentence')
      if (previous !== 'item') previous = 'none'
    } else if (heading) {
      flush(previous === 'quote' ? 'note' : 'sentence')
      const level = heading[1]!.length
      while (headings.length > 0 && headings.at(-1)!.level >= level) headings.pop()
      const text = plain(heading[2]!)
      headings.push({ level, text })
      if (text)
        found.push({ kind: 'heading', text, start: line.start, end, block: ++block, headings: path() })
      previous = 'none'
    } else if (QUOTE.test(line.text)) {
      if (previous !== 'quote') flush('sentence')
      paragraph.push(line)
      previous = 'quote'
    } else if (/^\s*\|.*\|\s*$/.test(line.text)) {
      flush(previous === 'quote' ? 'note' : 'sentence')
      if (previous !== 'row') {
        block++
        header = undefined
      }
      previous = 'row'
      const row = tableRow(line.text)
      if (row === 'separator') continue
      const next = lines[i + 1]
      if (!header && next && tableRow(next.text) === 'separator') {
        header = { cells: row, start: line.start, end }
      } else if (header && isHeaderRow(found, header, row)) {
        header = mergeHeader(header, row, end)
      } else if (row.some((cell) => cell !== '')) {
        found.push({
          kind: 'row',
          text: row.filter(Boolean).join(' · '),
          start: line.start,
          end,
          block,
          headings: path(),
          header,
          cells: row,
        })
      }
    } else if (item) {
      flush(previous === 'quote' ? 'note' : 'sentence')
      if (previous !== 'item') block++
      previous = 'item'
      const start = end - item[4]!.length
      found.push({
        kind: 'item',
        text: plain(item[4]!),
        start,
        end,
        block,
        headings: path(),
        ordered: /\d/.test(item[2]!),
        depth: Math.floor(item[1]!.length / 2),
      })
    } else if (previous === 'item' && /^\s{2,}/.test(line.text) && found.at(-1)?.kind === 'item') {
      const open = found.at(-1)!
      open.end = end
      open.text = plain(markdown.slice(open.start, end))
    } else {
      if (previous === 'quote') flush('note')
      paragraph.push(line)
      previous = 'text'
    }
  }
  flush(previous === 'quote' ? 'note' : 'sentence')
  return found.filter((unit) => unit.text !== '')
}

/** A header over two lines: its second line repeats the first cell, which spans both. */
function isHeaderRow(found: readonly Unit[], header: TableHeader, row: readonly string[]): boolean {
  return found.at(-1)?.header !== header && row[0] !== '' && row[0] === header.cells[0]
}

function splitLines(markdown: string): Line[] {
  let start = 0
  return markdown.split('\n').map((text) => {
    const line = { text, start }
    start += text.length + 1
    return line
  })
}

/** A panel's words on one line, its title set off by a colon. */
function noteText(raw: string): string {
  const lines = raw
    .split('\n')
    .map((line) => plain(line.replace(QUOTE, '').replace(/^\[!\w+\]\s*/, '')))
    .filter((line) => line !== '')
  const titled = lines.length > 1 && !/[.!?:;,…。]$/.test(lines[0]!)
  return titled
    ? `${lines[0]}${lines[0]!.includes(':') ? '.' : ':'} ${lines.slice(1).join(' ')}`
    : lines.join(' ')
}

/** A paragraph's sentences; a panel stays whole when it is short, since its parts qualify each other. */
function paragraphUnits(markdown: string, lines: Line[], kind: 'sentence' | 'note') {
  const first = lines[0]!
  const last = lines.at(-1)!
  const start = first.start
  const end = last.start + last.text.length
  const raw = markdown.slice(start, end)
  if (kind === 'note') {
    const text = noteText(raw)
    if (text.length <= 320) return [{ kind, text, start, end }]
    return lines.map((line) => ({
      kind,
      text: plain(line.text.replace(QUOTE, '')),
      start: line.start,
      end: line.start + line.text.length,
    }))
  }
  return sentenceSpans(raw.replace(/\n/g, ' ')).map((span) => ({
    kind,
    text: plain(raw.slice(span.start, span.end)),
    start: start + span.start,
    end: start + span.end,
  }))
}
