import type { Candidate } from '../../contract/knowledge.ts'
import { unitsNamed } from '../check/measures.ts'
import { kindText, satisfies, tellsToDo, type AskedFor } from '../compose/asked.ts'
import { Comparison, type Token } from './likeness.ts'
import type { ReadablePassage, ReadUnit } from './passage.ts'

/**
 * What is seen when one unit (a sentence, item or row) is read for a question. Coverage: the share of the question's weight that is
 * present, here in the unit, in it with its surroundings, under its headings, in the title, on its page.
 */
export const UNIT_FEATURES = [
  'inUnit',
  'inContext',
  'inPassage',
  'onPage',
  'underHeadings',
  'inTitle',
  'heaviestMissing',
  'missingOnPage',
  'countMissingOnPage',
  'numberMissing',
  'placeMissing',
  'placeMissingOnPage',
  'thingsMissing',
  'attributesMissing',
  'actsMissing',
  'peopleMissing',
  'timesMissing',
  'verbsMissing',
  'qualitiesMissing',
  'unknownMissing',
  'kindGiven',
  'kindMissing',
  'kindMissingInPassage',
  'isStep',
  'noStep',
  'rowNamed',
  'otherRowNamed',
  'columnNamed',
  'cellGivesKind',
  'cellLacksKind',
  'isRow',
  'isItem',
  'length',
  'aboutAsked',
  'meaning',
  'cosText',
  'cosTitle',
  'gram',
  'gramTitle',
  'bm25',
  'bm25Title',
  'fused',
  'place',
] as const
export type UnitFeature = (typeof UNIT_FEATURES)[number]
export type UnitFeatures = Record<UnitFeature, number>

/** What a question asks, ready for comparing. */
export interface Reading {
  comparison: Comparison
  asked: AskedFor
}

/** A candidate with its parts, and its page's words as far as they were found. */
export interface ReadCandidate {
  candidate: Candidate
  passage: ReadablePassage
  /** What the page's found passages hold for each wanted word. */
  onPage: number[]
  /** Its place among the candidates, from 0. */
  rank: number
}

/** Kinds of answers that can be recognised by their form. */
const FORMLESS: ReadonlySet<AskedFor> = new Set(['yesno', 'other', 'place', 'steps'])

/** Reads every unit of a candidate; `meaning` is left 0 for those who compare vectors. */
export function readUnits(reading: Reading, read: ReadCandidate): UnitFeatures[] {
  const { comparison, asked } = reading
  const { candidate, passage, onPage } = read
  const { wanted } = comparison
  const title = comparison.presence(passage.title)
  const path = comparison.presence(passage.path)
  const inPassage = best(comparison.presence(passage.all), title, path)
  const formed = !FORMLESS.has(asked)
  const passageGives = formed && passage.units.some(({ unit }) => satisfies(asked, kindText(unit)))
  const signal = (name: string) => candidate.signals[name] ?? 0
  const heaviest = (presence: readonly number[]) =>
    wanted.reduce((most, { rarity }, word) => Math.max(most, rarity * (1 - presence[word]!)), 0)
  const lacks = (presence: readonly number[], which: (word: number) => boolean, least: number) =>
    presence.some((value, word) => which(word) && value < least) ? 1 : 0
  const isPlace = (word: number) => wanted[word]!.place
  const shared = {
    inPassage: comparison.covered(inPassage),
    onPage: comparison.covered(onPage),
    inTitle: comparison.covered(title),
    missingOnPage: heaviest(onPage),
    countMissingOnPage: onPage.filter((value) => value < PRESENT).length / (wanted.length || 1),
    placeMissingOnPage: lacks(onPage, isPlace, PRESENT),
    kindMissingInPassage: formed && !passageGives ? 1 : 0,
    meaning: 0,
    cosText: signal('cosText'),
    cosTitle: signal('cosTitle'),
    gram: signal('gram'),
    gramTitle: signal('gramTitle'),
    bm25: signal('bm25'),
    bm25Title: signal('bm25Title'),
    fused: signal('score'),
    place: Math.log1p(read.rank),
  }
  const keys = passage.units.map((unit) => (unit.cells.length > 0 ? named(comparison, unit.cells[0]!) : 0))
  return passage.units.map((part, at) => {
    const { unit } = part
    const own = comparison.presence(part.own)
    const header = comparison.presence(part.header)
    const context = best(own, header, comparison.presence(part.lead), path, title)
    const gives = formed && satisfies(asked, kindText(unit))
    const isStep = unit.ordered === true || tellsToDo(unit.text)
    const others = passage.units.flatMap((other, index) =>
      index !== at && other.unit.block === unit.block ? [keys[index]!] : [],
    )
    return {
      ...shared,
      inUnit: comparison.covered(own),
      inContext: comparison.covered(context),
      underHeadings: comparison.covered(best(header, path)),
      heaviestMissing: heaviest(inPassage),
      numberMissing: lacks(context, (word) => wanted[word]!.numeric, 1),
      placeMissing: lacks(context, isPlace, PRESENT),
      ...missingBySort(comparison, context),
      kindGiven: gives ? 1 : 0,
      kindMissing: formed && !gives ? 1 : 0,
      isStep: asked === 'steps' && isStep ? 1 : 0,
      noStep: asked === 'steps' && !isStep ? 1 : 0,
      rowNamed: keys[at]!,
      otherRowNamed: part.cells.length > 0 ? Math.max(0, ...others) : 0,
      ...readCell(comparison, asked, formed, part),
      isRow: unit.kind === 'row' ? 1 : 0,
      isItem: unit.kind === 'item' ? 1 : 0,
      length: Math.log1p(part.own.length),
      aboutAsked: share(comparison, part.own),
    }
  })
}

const SORTED = {
  thing: 'thingsMissing',
  attribute: 'attributesMissing',
  act: 'actsMissing',
  person: 'peopleMissing',
  time: 'timesMissing',
  verb: 'verbsMissing',
  quality: 'qualitiesMissing',
  unknown: 'unknownMissing',
} as const

/** How many words of each sort are missing: a thing that is not there weighs more than a verb said another way. */
function missingBySort({ wanted }: Comparison, presence: readonly number[]) {
  const missing = {
    thingsMissing: 0,
    attributesMissing: 0,
    actsMissing: 0,
    peopleMissing: 0,
    timesMissing: 0,
    verbsMissing: 0,
    qualitiesMissing: 0,
    unknownMissing: 0,
  }
  wanted.forEach(({ sort, rarity }, word) => {
    if (sort !== 'number') missing[SORTED[sort]] += rarity * (1 - presence[word]!)
  })
  return missing
}

/** From here on a word counts as being there. */
const PRESENT = 0.5

/** The best of several places, word by word. */
export function best(first: readonly number[], ...others: readonly (readonly number[])[]): number[] {
  return first.map((value, word) => others.reduce((most, other) => Math.max(most, other[word]!), value))
}

/** Share of the tokens that the question asks for. */
function share(comparison: Comparison, tokens: readonly Token[]): number {
  if (tokens.length === 0) return 0
  return tokens.reduce((sum, token) => sum + comparison.asked(token), 0) / tokens.length
}

const named = share

/** The column whose head the question names best, and whether the row's cell there is of the kind asked for. */
function readCell(comparison: Comparison, asked: AskedFor, formed: boolean, { unit, columns }: ReadUnit) {
  let columnNamed = 0
  let column = 0
  columns.forEach((head, index) => {
    const value = index > 0 ? named(comparison, head) : 0
    if (value > columnNamed) [columnNamed, column] = [value, index]
  })
  const cell = `${unit.cells?.[column] ?? ''} ${unitsNamed(unit.header?.cells[column] ?? '')[0]?.name ?? ''}`
  const formedCell = column > 0 && formed
  const gives = formedCell && satisfies(asked, cell)
  return { columnNamed, cellGivesKind: gives ? 1 : 0, cellLacksKind: formedCell && !gives ? columnNamed : 0 }
}
