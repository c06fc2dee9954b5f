import type { ReadPassage } from '../check/quote.ts'
import type { Unit } from '../text/units.ts'
import { unitsNamed } from '../check/measures.ts'
import { quantities, type Quantity } from '../check/quantities.ts'
import { placeStems } from './synonyms.ts'
import { satisfies, tellsToDo, type AskedFor } from './asked.ts'
import { matchOf, questionTerms, type Term } from './terms.ts'

/** A unit of a passage with how well it answers the question. */
export interface Scored {
  unit: Unit
  passage: ReadPassage
  /** Place of the passage in the gate's order. */
  rank: number
  score: number
  /** How likely it is what answers, beside the likeliest (0 to 1), where the passages were read. */
  belief: number
  /** It says where to read on, not what is so. */
  pointer: boolean
  /** What the unit's own words earn, without headings, title, kind and place. */
  own: number
}

/** The question, and what the shopper said before when it leans on that. */
export interface Asked {
  text: string
  before: string
}

/** Weights of the parts of a score; a unit that holds every term of the question itself has 1 before the rest. */
const CONTEXT = 0.45
const TITLE = 0.15
const KIND = 0.3
/** What the second passage is behind the first, and every further one behind the one before. */
const RANK = 0.2
const RANK_STEP = 0.05
const EARLY = 0.04
const SIMILAR = 0.6
/** Weight of a word said in an earlier turn. */
const BEFORE = 0.4
/** What a row earns whose range holds a measure of the question: 26 cm in "25.5–26.3". */
const IN_RANGE = 0.6
/** What the first words of a page earn when the question asks for no more than the page's title says. */
const OPENING = 0.3
/** What a line loses that only points to other pages. */
const POINTER = 0.5
const LINKED_SHARE = 0.5
/** The part of the question that the title must hold for that. */
const OPENED_BY = 0.9

/** Scores every quotable unit of the passages. `similar` is an optional likeness to the question by unit (0 to 1). */
export function scoreUnits(
  question: Asked,
  asked: AskedFor,
  passages: readonly ReadPassage[],
  similar?: ReadonlyMap<Unit, number>,
): Scored[] {
  const pool = passages.flatMap((passage, rank) =>
    quotable(passage).map((unit, position) => ({
      unit,
      passage,
      rank,
      position,
      stems: unitStems(unit),
      around: around(passage, unit),
    })),
  )
  const terms = termsOf(
    question,
    pool.map(({ stems, around }) => [...stems, ...around]),
  )
  const measures = quantities(question.text).filter((quantity) => quantity.unit && !quantity.to)
  const total = terms.reduce((sum, term) => sum + term.weight, 0) || 1
  const most = pool.reduce((top, { passage, unit }) => Math.max(top, beliefIn(passage, unit)), 0) || 1
  return pool.map(({ unit, passage, rank, position, stems, around }) => {
    const title = placeStems(passage.candidate.title)
    const own = held(terms, stems) / total + (inRange(unit, measures) ? IN_RANGE : 0)
    const lent =
      terms.reduce((sum, term) => sum + term.weight * lentBy(term.stem, stems, around, title), 0) / total
    const kind = (asked === 'steps' ? isStep(unit) : satisfies(asked, kindText(unit))) ? KIND : 0
    const opens = position < 2 && isOpening(passage, unit) && held(terms, title) / total >= OPENED_BY
    const pointer = pointsElsewhere(passage, unit)
    const place =
      Math.max(0, 3 - position) * EARLY - behind(rank) + (opens ? OPENING : 0) - (pointer ? POINTER : 0)
    const likeness = (similar?.get(unit) ?? 0) * SIMILAR
    return {
      unit,
      passage,
      rank,
      own,
      belief: beliefIn(passage, unit) / most,
      pointer,
      score: own + lent + (own + lent > 0 ? kind : kind / 2) + place + likeness,
    }
  })
}

/** The part of the belief that this unit answers; 0 where the passage was not read, or the unit was not worth showing. */
function beliefIn({ candidate }: ReadPassage, { start }: Unit): number {
  return candidate.read?.find((span) => span.start === start)?.share ?? 0
}

/** Whether a cell of the row states a range, in its own or its header's unit, that a measure of the question falls into. */
function inRange(unit: Unit, measures: readonly Quantity[]): boolean {
  if (measures.length === 0 || !unit.cells) return false
  return unit.cells.some((cell, i) => {
    const lent = unitsNamed(unit.header?.cells[i] ?? '')[0]
    return quantities(cell).some((range) => {
      const own = range.unit ?? lent
      if (!range.to || !own) return false
      const [from = 0, to = 0] = [range.from[0], range.to[0]]
      return measures.some(({ from: [value = 0], unit: asked }) => {
        const scaled = asked?.kind === own.kind ? (value * asked.factor) / own.factor : Number.NaN
        return scaled >= from && scaled <= to
      })
    })
  })
}

/** Whether a unit stands before the first heading of its page. */
function isOpening(passage: ReadPassage, unit: Unit): boolean {
  return passage.candidate.headingPath.length === 0 && unit.headings.length === 0
}

/** Whether most of a sentence is links: it says where to read on, not what is so. */
function pointsElsewhere(passage: ReadPassage, unit: Unit): boolean {
  if (unit.kind !== 'sentence') return false
  const markdown = passage.candidate.text.slice(unit.start, unit.end)
  const linked = [...markdown.matchAll(/\[([^\]]*)\]\([^)]*\)/g)].reduce(
    (sum, link) => sum + link[1]!.length,
    0,
  )
  return linked > unit.text.length * LINKED_SHARE
}

/** Whether a unit says what to do: an item of a list, or a sentence that begins with an order. */
function isStep(unit: Unit): boolean {
  return unit.kind === 'item' || tellsToDo(unit.text)
}

function behind(rank: number): number {
  return rank === 0 ? 0 : RANK + (rank - 1) * RANK_STEP
}

/** Units that may be quoted: no headings, and nothing that speaks to the machine. */
export function quotable(passage: ReadPassage): Unit[] {
  return passage.units.filter((unit) => unit.kind !== 'heading' && !passage.quarantined.has(unit.block))
}

function unitStems(unit: Unit): string[] {
  return placeStems(unit.text)
}

/** Headings above a unit, its table's header, and the line that leads in to its list or table. */
function around(passage: ReadPassage, unit: Unit): string[] {
  const lead = leadInOf(passage, unit)
  return placeStems(
    [
      ...passage.candidate.headingPath,
      ...unit.headings,
      ...(unit.header?.cells ?? []),
      lead?.text ?? '',
    ].join(' '),
  )
}

/** The sentence ending in a colon that stands right before a list or table. */
export function leadInOf(passage: ReadPassage, unit: Unit): Unit | undefined {
  if (unit.kind !== 'item' && unit.kind !== 'row') return undefined
  const before = passage.units.filter((other) => other.block === unit.block - 1).at(-1)
  return before?.kind === 'sentence' && /:\**\s*$/.test(before.text) ? before : undefined
}

function termsOf(question: Asked, texts: readonly (readonly string[])[]): Term[] {
  const now = questionTerms(question.text, texts)
  const known = new Set(now.map((term) => term.stem))
  const before = questionTerms(question.before, texts).filter((term) => !known.has(term.stem))
  return [...now, ...before.map(({ stem, weight }) => ({ stem, weight: weight * BEFORE }))]
}

function held(terms: readonly Term[], stems: readonly string[]): number {
  return terms.reduce((sum, term) => sum + term.weight * matchOf(term.stem, stems), 0)
}

function lentBy(
  term: string,
  own: readonly string[],
  around: readonly string[],
  title: readonly string[],
): number {
  const already = matchOf(term, own)
  const fromContext = matchOf(term, around) * CONTEXT
  const fromTitle = matchOf(term, title) * TITLE
  return Math.max(0, Math.max(fromContext, fromTitle) - already)
}

/** A unit's words with the units of measure that its table's header lends to the cells: "2–3" under "Standard (days)". */
export function kindText(unit: Unit): string {
  const cells =
    unit.cells?.map((cell, i) => `${cell} ${unitsNamed(unit.header?.cells[i] ?? '')[0]?.name ?? ''}`) ?? []
  return `${unit.text} ${cells.join('; ')}`
}
