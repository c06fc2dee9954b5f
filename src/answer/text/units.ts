import { lineKind, QUOTE, splitLines, type Line } from './lines.ts'
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

/** Cuts a passage's Markdown into units, in order. */
export function units(markdown: string): Unit[] {
  return new Reader(markdown).read().filter((unit) => unit.text !== '')
}

/** A panel's words stay one unit up to this length, since its parts qualify each other. */
const NOTE_LENGTH = 320

/** Reads line by line and gathers lines into blocks. */
class Reader {
  private readonly found: Unit[] = []
  private readonly headings: { level: number; text: string }[] = []
  private readonly lines: Line[]
  private readonly markdown: string
  private block = 0
  private header: TableHeader | undefined
  /** Lines of the paragraph or panel that is being read. */
  private open: Line[] = []
  private before: 'item' | 'row' | 'quote' | 'text' | 'none' = 'none'

  constructor(markdown: string) {
    this.markdown = markdown
    this.lines = splitLines(markdown)
  }

  read(): Unit[] {
    for (let i = 0; i < this.lines.length; i++) {
      const line = this.lines[i]!
      const kind = lineKind(line.text, this.before === 'item' && this.found.at(-1)?.kind === 'item')
      // A panel or a paragraph ends where another kind of line begins.
      if (kind.type !== 'text' && !(kind.type === 'quote' && this.before === 'quote')) this.close()
      switch (kind.type) {
        case 'fence':
          i = this.code(i)
          break
        case 'blank':
          if (this.before !== 'item') this.before = 'none'
          break
        case 'heading':
          this.heading(line, kind.level, kind.text)
          break
        case 'quote':
          this.open.push(line)
          this.before = 'quote'
          break
        case 'row':
          this.row(line, this.lines[i + 1])
          break
        case 'item':
          this.item(line, kind)
          break
        case 'continued':
          this.extendItem(line)
          break
        case 'text':
          if (this.before === 'quote') this.close()
          this.open.push(line)
          this.before = 'text'
      }
    }
    this.close()
    return this.found
  }

  private add(unit: Omit<Unit, 'block' | 'headings'>): void {
    this.found.push({ ...unit, block: this.block, headings: this.headings.map((heading) => heading.text) })
  }

  /** Ends the paragraph or panel that is open. */
  private close(): void {
    const [first, last] = [this.open[0], this.open.at(-1)]
    if (!first || !last) return
    this.block++
    const span = { start: first.start, end: last.end }
    const raw = this.markdown.slice(span.start, span.end)
    if (this.before !== 'quote') {
      for (const { start, end } of sentenceSpans(raw.replace(/\n/g, ' '))) {
        const at = { start: span.start + start, end: span.start + end }
        this.add({ kind: 'sentence', text: plain(raw.slice(start, end)), ...at })
      }
    } else {
      const text = noteText(this.open)
      if (text.length <= NOTE_LENGTH) this.add({ kind: 'note', text, ...span })
      else
        for (const { text: line, start, end } of this.open)
          this.add({ kind: 'note', text: noteLine(line), start, end })
    }
    this.open = []
  }

  private heading(line: Line, level: number, title: string): void {
    while (this.headings.length > 0 && this.headings.at(-1)!.level >= level) this.headings.pop()
    const text = plain(title)
    this.headings.push({ level, text })
    this.block++
    this.add({ kind: 'heading', text, start: line.start, end: line.end })
    this.before = 'none'
  }

  /** @returns the index of the closing fence */
  private code(from: number): number {
    let last = from + 1
    while (last < this.lines.length && lineKind(this.lines[last]!.text, false).type !== 'fence') last++
    const inside = this.lines.slice(from + 1, last)
    const [first, tail] = [inside[0], inside.at(-1)]
    this.block++
    if (first && tail)
      this.add({
        kind: 'code',
        text: this.markdown.slice(first.start, tail.end),
        start: first.start,
        end: tail.end,
      })
    this.before = 'none'
    return last
  }

  private row(line: Line, next: Line | undefined): void {
    const opens = this.before !== 'row'
    if (opens) {
      this.block++
      this.header = undefined
    }
    this.before = 'row'
    const cells = tableRow(line.text)
    if (cells === 'separator') return
    if (opens && next && tableRow(next.text) === 'separator') {
      this.header = { cells, start: line.start, end: line.end }
    } else if (
      this.header &&
      this.found.at(-1)?.header !== this.header &&
      cells[0] !== '' &&
      cells[0] === this.header.cells[0]
    ) {
      // A header over two lines: the second repeats the first cell, which spans both.
      this.header = mergeHeader(this.header, cells, line.end)
    } else {
      this.add({
        kind: 'row',
        text: cells.filter(Boolean).join(' · '),
        start: line.start,
        end: line.end,
        header: this.header,
        cells,
      })
    }
  }

  private item(
    line: Line,
    { text, ordered, depth }: { text: string; ordered: boolean; depth: number },
  ): void {
    if (this.before !== 'item') this.block++
    this.before = 'item'
    this.add({
      kind: 'item',
      text: plain(text),
      start: line.end - text.length,
      end: line.end,
      ordered,
      depth,
    })
  }

  private extendItem(line: Line): void {
    const open = this.found.at(-1)!
    open.end = line.end
    open.text = plain(this.markdown.slice(open.start, line.end))
  }
}

function noteLine(line: string): string {
  return plain(line.replace(QUOTE, '').replace(/^\[!\w+\]\s*/, ''))
}

/** A panel's words on one line, its title set off by a colon. */
function noteText(lines: readonly Line[]): string {
  const [title = '', ...rest] = lines.map((line) => noteLine(line.text)).filter((line) => line !== '')
  if (rest.length === 0) return title
  const mark = /[.!?:;,…。]$/.test(title) ? '' : title.includes(':') ? '.' : ':'
  return `${title}${mark} ${rest.join(' ')}`
}
