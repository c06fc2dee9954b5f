import type { ReadPassage } from '../check/quote.ts'
import type { Unit } from '../text/units.ts'
import { placeStems } from './synonyms.ts'
import { kindText, namesTopic, satisfies, tellsToDo, type AskedFor } from './asked.ts'
import { fittingOf } from './fitting.ts'
import { measuresIn, rowsInRange } from './ranges.ts'
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
  /** It opens the page that the question names, asking nothing of it. */
  opens: boolean
  /** What the unit's own words earn, without headings, title, kind and place. */
  own: number
  /** Whether it may be chosen for itself, and not only beside what it belongs to. */
  fits: boolean
}

/** The question, and what the shopper said before when it leans on that. */
export interface Asked {
  text: string
  before: string
}

/** A unit with where it stands. */
export interface Placed {
  unit: Unit
  passage: ReadPassage
  rank: number
  /** Place among the units of its passage. */
  position: number
  stems: string[]
  around: string[]
  title: string[]
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
/** What a row earns for each measure of the question that a range of it holds: 26 cm in "25.5–26.3". */
const IN_RANGE = 0.6
/** What the first words of a page earn when the question asks for no more than the page's title says. */
const OPENING = 0.3
/** What they earn where the question names the page and asks nothing of it: no line further down is what is meant, unless reading is sure of it. */
export const TOPIC_OPENING = 5
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
  const pool: Placed[] = passages.flatMap((passage, rank) =>
    quotable(passage).map((unit, position) => ({
      unit,
      passage,
      rank,
      position,
      stems: unitStems(unit),
      around: around(passage, unit),
      title: placeStems(passage.candidate.title),
    })),
  )
  const inRange = rowsInRange(
    question,
    pool.map(({ unit }) => unit).filter(({ kind }) => kind === 'row'),
  )
  // A number that is looked for in ranges is no word: 98 in "98–102" may be another measure's.
  const ranged = inRange.size > 0 ? measuresIn(question.text).flatMap(({ text }) => placeStems(text)) : []
  const terms = termsOf(
    question,
    pool.map(({ stems, around }) => [...stems, ...around]),
  ).filter(({ stem }) => !ranged.includes(stem))
  const total = terms.reduce((sum, term) => sum + term.weight, 0) || 1
  const most = pool.reduce((top, { passage, unit }) => Math.max(top, beliefIn(passage, unit)), 0) || 1
  const fitting = fittingOf(question, asked, pool, inRange)
  /** Whether another row of its table holds more of what the question measures, and no fewer of its words. */
  const isOutdone = (one: Placed) =>
    inRange.size > 0 &&
    pool.some(
      (other) =>
        inSameTable(one, other) &&
        (inRange.get(other.unit) ?? 0) > (inRange.get(one.unit) ?? 0) &&
        held(terms, other.stems) >= held(terms, one.stems),
    )
  const topic = namesTopic(question.text)
  return pool.map((one) => {
    const { unit, passage, rank, position, stems, around, title } = one
    const own = held(terms, stems) / total + (inRange.get(unit) ?? 0) * IN_RANGE
    const lent =
      terms.reduce((sum, term) => sum + term.weight * lentBy(term.stem, stems, around, title), 0) / total
    const kind = (asked === 'steps' ? isStep(unit) : satisfies(asked, kindText(unit))) ? KIND : 0
    const opens =
      topic &&
      isOpening(passage, unit) &&
      (kind > 0 || asked === 'other') &&
      terms.every(({ stem }) => matchOf(stem, title) > 0)
    const begins = position < 2 && isOpening(passage, unit) && held(terms, title) / total >= OPENED_BY
    const opening = opens ? TOPIC_OPENING : begins ? OPENING : 0
    const pointer = pointsElsewhere(passage, unit)
    const place = Math.max(0, 3 - position) * EARLY - behind(rank) + opening - (pointer ? POINTER : 0)
    const likeness = (similar?.get(unit) ?? 0) * SIMILAR
    return {
      unit,
      passage,
      rank,
      own,
      fits: fitting.has(one) && !isOutdone(one) && !asks(unit),
      belief: beliefIn(passage, unit) / most,
      pointer,
      opens,
      score: own + lent + (own + lent > 0 ? kind : kind / 2) + place + likeness,
    }
  })
}

function inSameTable({ unit, passage }: Placed, other: Placed): boolean {
  return unit.kind === 'row' && other.passage === passage && other.unit.block === unit.block
}

/** The part of the belief that this unit answers; 0 where the passage was not read, or the unit was not worth showing. */
function beliefIn({ candidate }: ReadPassage, { start }: Unit): number {
  return candidate.read?.find((span) => span.start === start)?.share ?? 0
}

/** A question answers none: what stands under it may. */
function asks({ kind, text }: Unit): boolean {
  return kind === 'sentence' && /\?[\s*_]*$/.test(text)
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
