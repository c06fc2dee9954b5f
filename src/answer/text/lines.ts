/** A line of a text with its place in it. */
export interface Line {
  text: string
  start: number
  end: number
}

/** What a line of Markdown is, as far as quoting it goes. */
export type LineKind =
  | { type: 'fence' | 'blank' | 'quote' | 'row' | 'continued' | 'text' }
  | { type: 'heading'; level: number; text: string }
  | { type: 'item'; text: string; ordered: boolean; depth: number }

/** The mark that a panel's line begins with. */
export const QUOTE = /^ {0,3}>\s?/

const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/
const ITEM = /^(\s*)([-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$/
const FENCE = /^\s*(?:```|~~~)/
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/
const ROW = /^\s*\|.*\|\s*$/

/** @param inItem the line before belongs to a list item, so that an indented line goes on with it */
export function lineKind(text: string, inItem: boolean): LineKind {
  if (FENCE.test(text)) return { type: 'fence' }
  if (text.trim() === '' || RULE.test(text)) return { type: 'blank' }
  const heading = HEADING.exec(text)
  if (heading) return { type: 'heading', level: heading[1]!.length, text: heading[2]! }
  if (QUOTE.test(text)) return { type: 'quote' }
  if (ROW.test(text)) return { type: 'row' }
  const item = ITEM.exec(text)
  if (item) {
    return {
      type: 'item',
      text: item[3]!,
      ordered: /\d/.test(item[2]!),
      depth: Math.floor(item[1]!.length / 2),
    }
  }
  return { type: inItem && /^\s{2,}/.test(text) ? 'continued' : 'text' }
}

export function splitLines(text: string): Line[] {
  let start = 0
  return text.split('\n').map((line) => {
    const found = { text: line, start, end: start + line.length }
    start = found.end + 1
    return found
  })
}
