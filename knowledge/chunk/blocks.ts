/** A block of Markdown, with its text as written. */
export interface Block {
  type: 'heading' | 'code' | 'table' | 'list' | 'quote' | 'paragraph'
  text: string
  /** Of a heading, 1 to 6; otherwise 0. */
  level: number
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const HEADING = /^(#{1,6})\s/
const ITEM = /^(?:[-*+]|\d{1,9}[.)])(?:\s|$)/
const RULE = /^ {0,3}(?:-{3,}|\*{3,}|_{3,}|(?:\* ){2,}\*)\s*$/

/** Cuts Markdown into its blocks. Blank lines and rules between them are the only thing left out. */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? ''
    if (line.trim() === '' || RULE.test(line)) {
      at++
      continue
    }
    const type = typeOf(line)
    const end = endOf(type, lines, at)
    blocks.push({
      type,
      text: lines.slice(at, end).join('\n').trimEnd(),
      level: HEADING.exec(line)?.[1]?.length ?? 0,
    })
    at = end
  }
  return blocks
}

function typeOf(line: string): Block['type'] {
  if (FENCE.test(line)) return 'code'
  if (HEADING.test(line)) return 'heading'
  if (line.startsWith('|')) return 'table'
  if (line.startsWith('>')) return 'quote'
  return ITEM.test(line) ? 'list' : 'paragraph'
}

function endOf(type: Block['type'], lines: readonly string[], start: number): number {
  if (type === 'heading') return start + 1
  if (type === 'code') return fenceEnd(lines, start)
  let at = start + 1
  if (type === 'list') return listEnd(lines, start)
  while (at < lines.length && continues(type, lines[at] ?? '')) at++
  return at
}

function continues(type: Block['type'], line: string): boolean {
  if (line.trim() === '') return false
  return type === 'paragraph' ? typeOf(line) === 'paragraph' && !RULE.test(line) : typeOf(line) === type
}

/** The line after the closing fence; one that is never closed runs to the end. */
function fenceEnd(lines: readonly string[], start: number): number {
  const line = lines[start] ?? ''
  const fence = FENCE.exec(line.trimStart())?.[1] ?? '```'
  for (let at = start + 1; at < lines.length; at++) {
    const text = (lines[at] ?? '').trim()
    if (text.startsWith(fence) && text.replaceAll(fence[0] ?? '`', '') === '') return at + 1
  }
  return lines.length
}

/** Items go on over indented lines, with blank ones between; what is fenced inside an item belongs to it. */
function listEnd(lines: readonly string[], start: number): number {
  let end = start + 1
  for (let at = start + 1; at < lines.length;) {
    const line = lines[at] ?? ''
    if (line.trim() === '') {
      at++
      continue
    }
    const indented = /^\s{2,}/.test(line)
    if (!indented && !ITEM.test(line)) {
      // A lazy continuation line follows its item directly.
      if (at !== end || typeOf(line) !== 'paragraph') break
    }
    if (RULE.test(line) && !indented) break
    at = indented && FENCE.test(line.trimStart()) ? fenceEnd(lines, at) : at + 1
    end = at
  }
  return end
}

/** The items of a list at its outermost level. */
export function itemsOf(list: string): string[] {
  const items: string[][] = []
  let fence = ''
  for (const line of list.split('\n')) {
    const mark = FENCE.exec(line.trimStart())?.[1]
    if (!fence && ITEM.test(line)) items.push([line])
    else if (items.length === 0) items.push([line])
    else items.at(-1)?.push(line)
    if (mark) fence = fence ? (line.trim().startsWith(fence) ? '' : fence) : mark
  }
  return items.map((lines) => lines.join('\n').trimEnd())
}
