import type { Candidate } from '../../contract/knowledge.ts'
import { fold, squeeze } from '../text/fold.ts'
import { plain } from '../text/plain.ts'
import { units, type Unit } from '../text/units.ts'
import { addressesTheMachine } from './injection.ts'

/** A passage cut into units, with those set apart that speak to the machine. */
export interface ReadPassage {
  candidate: Candidate
  units: Unit[]
  /** Blocks that hold an instruction to the machine: nothing of them is quoted. */
  quarantined: ReadonlySet<number>
  /** Title and headings: what the page itself says its words are about. */
  context: string
}

/** Composers and check read the same passages within one answer. */
const read = new WeakMap<Candidate, ReadPassage>()

export function readPassage(candidate: Candidate): ReadPassage {
  const known = read.get(candidate)
  if (known) return known
  const passage = cut(candidate)
  read.set(candidate, passage)
  return passage
}

function cut(candidate: Candidate): ReadPassage {
  const found = units(candidate.text)
  const quarantined = quarantinedBlocks(found)
  const headings = found.filter((unit) => unit.kind === 'heading').map((unit) => unit.text)
  const context = [candidate.title, ...candidate.headingPath, ...headings].join('. ')
  return { candidate, units: found, quarantined, context }
}

function quarantinedBlocks(found: readonly Unit[]): Set<number> {
  return new Set(found.filter((unit) => addressesTheMachine(unit.text)).map((unit) => unit.block))
}

/** What of a passage's Markdown may be quoted as an answer: no headings, and nothing that speaks to the machine. */
export function quotableUnits(markdown: string): Unit[] {
  const found = units(markdown)
  return quotable(found, quarantinedBlocks(found))
}

export function quotable(found: readonly Unit[], quarantined: ReadonlySet<number>): Unit[] {
  return found.filter((unit) => unit.kind !== 'heading' && !quarantined.has(unit.block))
}

/** Markdown and white space taken out, so that a quote is compared by its words and figures alone. */
function bare(text: string): string {
  return squeeze(
    fold(plain(text.replace(/^ {0,3}(?:>\s?|#{1,6}\s+)/gm, '').replace(/^\s*(?:[-*+]|\d{1,3}[.)])\s+/gm, '')))
      .replace(/\|/g, ' ')
      .replace(/(?:^|\s):?-{2,}:?(?=\s|$)/g, ' '),
  )
}

/** The units of a passage that a quote touches, or undefined when the quote does not literally occur in it. */
export function unitsQuoted(passage: ReadPassage, quote: string): Unit[] | undefined {
  if (bare(quote).length < 2) return undefined
  const at = passage.candidate.text.indexOf(quote)
  if (at >= 0) {
    const touched = passage.units.filter((unit) => unit.start < at + quote.length && unit.end > at)
    const headers = passage.units.filter(
      (unit) => unit.header && unit.header.start < at + quote.length && unit.header.end > at,
    )
    return touched.length > 0 ? touched : headers.length > 0 ? [] : undefined
  }
  const wanted = bare(quote)
  const whole = bare(passage.candidate.text)
  const start = whole.indexOf(wanted)
  if (start < 0 || !wholeWords(whole, start, start + wanted.length)) return undefined
  return passage.units.filter((unit) => {
    const own = bare(passage.candidate.text.slice(unit.start, unit.end))
    return own !== '' && (wanted.includes(own) || own.includes(wanted))
  })
}

/** "5 days" is no quote from "15 days". */
function wholeWords(text: string, start: number, end: number): boolean {
  const word = /[\p{L}\p{N}]/u
  const cut = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && word.test(a) && word.test(b)
  return !cut(text[start - 1], text[start]) && !cut(text[end - 1], text[end])
}
