import type { Candidate } from '../../contract/knowledge.ts'
import { leadInOf } from '../compose/score.ts'
import { quotable, readPassage } from '../check/quote.ts'
import { STOPWORDS } from '../text/stopwords.ts'
import type { Unit } from '../text/units.ts'
import { stem, words } from '../text/words.ts'
import type { Token } from './likeness.ts'
import { lineOf, type Line } from './lines.ts'

/** A sentence, list item or table row with the words it is read with. */
export interface ReadUnit {
  unit: Unit
  /** As its meaning is compared. */
  line: Line
  own: Token[]
  /** Its headings inside the passage and its table's header. */
  header: Token[]
  /** The line that leads in to its list or table, or the sentence before it. */
  lead: Token[]
  /** For rows: the words of each cell, and of its column's head. */
  cells: Token[][]
  columns: Token[][]
}

/** A passage taken apart for reading. */
export interface ReadablePassage {
  units: ReadUnit[]
  title: Token[]
  path: Token[]
  all: Token[]
}

export function tokens(text: string): Token[] {
  return words(text)
    .filter((word) => !STOPWORDS.has(word))
    .map((surface) => ({ surface, stem: stem(surface), numeric: /\d/.test(surface) }))
}

/** Cuts a candidate into what may answer: no headings, and nothing that speaks to the machine. */
export function readable(candidate: Candidate): ReadablePassage {
  const passage = readPassage(candidate)
  const answering = quotable(passage.units, passage.quarantined)
  const own = new Map(answering.map((unit) => [unit, tokens(unit.text)]))
  return {
    title: tokens(candidate.title),
    path: tokens(candidate.headingPath.join(' ')),
    all: tokens(candidate.text),
    units: answering.map((unit, at) => {
      const before = answering[at - 1]
      const lead =
        leadInOf(passage, unit) ?? (before?.block === unit.block && !unit.cells ? before : undefined)
      return {
        unit,
        line: lineOf(candidate.title, unit),
        own: own.get(unit)!,
        header: tokens([...unit.headings, ...(unit.header?.cells ?? [])].join(' ')),
        lead: lead ? (own.get(lead) ?? []) : [],
        cells: unit.cells?.map(tokens) ?? [],
        columns: unit.cells?.map((_, column) => tokens(unit.header?.cells[column] ?? '')) ?? [],
      }
    }),
  }
}
