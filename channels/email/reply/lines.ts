import { plain } from './words.ts'

/** One line of a mail's text. */
export type Line = {
  /** As written, without the quote marks a converter would add. */
  text: string
  /** In the form the tables are compared with; without quote marks. Empty for a blank line. */
  plain: string
  /** Part of a quote: written with ">", or inside a quoting element of HTML. */
  quoted: boolean
  /** Inside a code fence: always the person's own. */
  code: boolean
  /** What the HTML says it is, regardless of its words. */
  mark?: Mark
}

/** Lines the HTML itself marks: a signature, or the border below which a client put the thread. */
export type Mark = 'signature' | 'below'

/** Nobody writes more lines; those beyond are not compared with the tables, so that a hostile mail costs little. */
const MOST_LINES = 20_000
/** In place of the plain form where a line is not compared. */
export const NOT_COMPARED = '\u0000'

/** Longer lines are no client's line, so they are not compared with the tables. */
const LONGEST = 400

const FENCE = /^\s{0,3}(?:```|~~~)/
const QUOTE = /^[ \t]{0,3}[>＞|¦](?=[>\s＞|¦]|$)|^[ \t]{0,3}[>＞]/
const QUOTE_MARKS = /^[ \t]{0,3}(?:[>＞] ?)+/
/** A comparison or a face at the beginning of a line is no quote: ">100 pieces", ">_<". */
const NO_QUOTE = /^\s*>(?:\s?\d|[._:;]|=)/

/** Splits a text into lines and marks the quoted and the fenced ones. */
export function readLines(text: string): Line[] {
  const lines = text.split(/\r\n|\r|\n/).map((raw, index) => {
    const quoted = QUOTE.test(raw.slice(0, 8))
    return index < MOST_LINES ? line(raw, quoted) : far(raw, quoted)
  })
  unquoteStrays(lines)
  return finish(lines)
}

/** Marks the fenced lines, and leaves those beyond the most that are compared with the tables. */
export function finish(lines: Line[]): Line[] {
  for (let i = MOST_LINES; i < lines.length; i++) {
    const beyond = lines[i]
    if (beyond !== undefined && beyond.plain !== '') beyond.plain = NOT_COMPARED
  }
  fence(lines)
  return lines
}

/** A line of which it is known whether it is quoted. */
export function line(text: string, quoted: boolean, mark?: Mark): Line {
  const bare = quoted && text.length <= 4 * LONGEST ? text.replace(QUOTE_MARKS, '') : text
  const made: Line = { text, plain: bare.length <= LONGEST ? plain(bare) : NOT_COMPARED, quoted, code: false }
  if (mark !== undefined) made.mark = mark
  return made
}

/** A line beyond the most that are compared. */
function far(text: string, quoted: boolean): Line {
  return { text, plain: text.trim() === '' ? '' : NOT_COMPARED, quoted, code: false }
}

/** A closed code fence is the person's own text throughout. */
function fence(lines: Line[]): void {
  let open = -1
  for (const [index, line] of lines.entries()) {
    if (line.quoted || !FENCE.test(line.text)) continue
    if (open < 0) {
      open = index
      continue
    }
    for (let i = open; i <= index; i++) {
      const inside = lines[i]
      if (inside !== undefined) {
        inside.code = true
        inside.quoted = false
      }
    }
    open = -1
  }
}

/**
 * Takes the quote from lines that only look quoted: a face or a comparison standing alone, and the closing bracket of an
 * address that was wrapped ("Ada <ada@example.org" / "> wrote:").
 */
function unquoteStrays(lines: Line[]): void {
  for (const [index, line] of lines.entries()) {
    if (!line.quoted) continue
    const above = lines[index - 1]
    const below = lines[index + 1]
    const alone = above?.quoted !== true && below?.quoted !== true
    const wrapped =
      above !== undefined &&
      !above.quoted &&
      above.text.length <= LONGEST &&
      above.text.lastIndexOf('<') > above.text.lastIndexOf('>')
    if (!wrapped && !(alone && NO_QUOTE.test(line.text.slice(0, 8)))) continue
    line.quoted = false
    line.plain = plain(line.text)
  }
}
