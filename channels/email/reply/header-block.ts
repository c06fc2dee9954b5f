import type { Span } from './attribution.ts'
import type { Line } from './lines.ts'
import type { Label } from './phrases/labels.ts'
import { labelKind } from './phrases/labels.ts'

/** A header with more lines than this is none. */
const MOST_LINES = 40
/** Lines that may continue one label's value (many recipients, a wrapped subject). */
const MOST_CONTINUED = 6
const LONGEST_LABEL = 32

/** What the line's label says, or undefined when it begins with none. */
export function labelOf(line: Line): Label | undefined {
  const colon = line.plain.indexOf(':')
  if (colon <= 0 || colon > LONGEST_LABEL) return undefined
  const word = line.plain
    .slice(0, colon)
    .replace(/[*_|>\s]+/g, ' ')
    .trim()
  return labelKind(word)
}

/** Labels further on in the line: some flatten the whole header into one. */
function labelsWithin(line: Line): Label[] {
  const rest = line.plain.slice(line.plain.indexOf(':') + 1)
  const found = [...rest.matchAll(/(?<=[ *])([\p{L}-]{1,16}(?: [\p{L}]{1,16})?) ?\*?:(?=[ *])/gu)]
  return found.flatMap(([, words = '']) => labelKind(words) ?? labelKind(words.split(' ').at(-1) ?? '') ?? [])
}

/**
 * The quoted header (From, Sent, To, Subject …) that begins in this line, or undefined.
 * @param certain A separator stands above: two labels are enough.
 */
export function headerBlockAt(lines: readonly Line[], start: number, certain: boolean): Span | undefined {
  const first = lines[start]
  if (first === undefined || first.code || labelOf(first) === undefined) return undefined
  const kinds = new Set<Label>()
  let address = false
  let end = start
  let continued = 0
  let blanks = 0
  for (let i = start; i < lines.length && i < start + MOST_LINES; i++) {
    const line = lines[i]
    if (line === undefined || line.quoted !== first.quoted) break
    const kind = labelOf(line)
    if (kind !== undefined) {
      // A second sender begins another header.
      if (kind === 'from' && kinds.has('from')) break
      kinds.add(kind)
      for (const more of labelsWithin(line)) kinds.add(more)
      address ||= line.plain.includes('@')
      end = i + 1
      continued = 0
      blanks = 0
      continue
    }
    if (line.plain === '') {
      if (++blanks > 1) break
    } else {
      if (blanks > 0 || ++continued > MOST_CONTINUED) break
      address ||= line.plain.includes('@')
    }
  }
  return enough(kinds, address, certain) ? { start, end } : undefined
}

function enough(kinds: ReadonlySet<Label>, address: boolean, certain: boolean): boolean {
  const main = ['from', 'sent', 'to', 'subject'].filter((kind) => kinds.has(kind as Label)).length
  if (certain) return main >= 1
  // Without a sender and an address it may be somebody's own list: "From: Berlin, To: Paris, Date: 5 May".
  if (main >= 3) return kinds.has('subject') || address
  return main === 2 && kinds.has('from') && address && (kinds.has('sent') || kinds.has('subject'))
}
