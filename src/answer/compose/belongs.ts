import type { ReadPassage } from '../check/quote.ts'
import { fold } from '../text/fold.ts'
import { unitLine, type Unit } from '../text/units.ts'
import type { AskedFor } from './asked.ts'
import { leadInOf, quotable, type Scored } from './score.ts'

/** Characters an answer should stay within; whole steps and rows may go a little beyond. */
export const TYPICAL_LENGTH = 600
/** Longest paragraph that is said whole: where the passages were read, what to say of it is known better. */
const PARAGRAPH = { byWords: 420, read: 200 }
/** Part of a row's or item's belief from which another of its table or list is said beside it. */
const ALONGSIDE = 0.3
/** Rows that may stand out of their table. */
const FEW = 3
const ROWS = 6
const ITEMS = 10

const QUALIFIES =
  /^(?:except|unless|however|but|only|note|please note|otherwise|if|this|that|these|those|it|they|he|she|for|in that case|ausser|jedoch|aber|nur|sofern|falls|sauf|mais|toutefois|si|excepto|pero|solo|eccetto|ma|se|behalve|maar|alleen)\b/
const LEANS =
  /^(?:this|that|these|those|it|they|he|she|however|but|also|in that case|otherwise|then|both|such|dies\w*|es|sie|jedoch|aber|cela|ils?|elles?|eso|esto|questo|dit|dat)\b/

export function lineLength(unit: Unit): number {
  return unitLine(unit).length + 2
}

/** A unit with what it cannot be understood without: its paragraph, its list with the lead-in, its rows. */
export function whole(pick: Scored, scored: readonly Scored[], asked: AskedFor): Unit[] {
  const block = scored.filter(
    (other) => other.passage === pick.passage && other.unit.block === pick.unit.block,
  )
  const lead = leadInOf(pick.passage, pick.unit)
  const before = lead ? [lead] : []
  switch (pick.unit.kind) {
    case 'row':
      return [...before, ...rows(pick, block.filter(isFit))]
    case 'item':
      return [...before, ...items(pick, block, asked)]
    case 'sentence':
      return paragraph(pick, block)
    default:
      return [pick.unit]
  }
}

const isFit = ({ fits }: Scored) => fits

/** The rows that stand out; the whole of a short table when none does, or when it opens the page that was asked for. */
function rows(pick: Scored, table: readonly Scored[]): Unit[] {
  const all = table.map(({ unit }) => unit)
  const isShort = lengthOf(all) <= TYPICAL_LENGTH
  if (pick.opens && isShort) return all
  if (pick.belief > 0) {
    const near = alongside(pick, table)
    // Many rows that are alike answer as a table: a part of it would pass for all.
    if (near.length <= FEW) return near
    return isShort ? all : near.slice(0, ROWS)
  }
  const ranked = [...table].sort((a, b) => b.own - a.own)
  const top = ranked[0]?.own ?? 0
  const standOut = ranked.filter((row) => top > 0 && row.own >= top * 0.9)
  if (standOut.length <= 3 && standOut.length > 0 && standOut.length < table.length) {
    return standOut.map((row) => row.unit)
  }
  const pool = standOut.length > 0 && standOut.length < table.length ? standOut : table
  const fitting: Unit[] = []
  let size = 0
  for (const { unit } of [pick, ...pool.filter((row) => row !== pick)]) {
    if (fitting.length >= ROWS || (size + lineLength(unit) > TYPICAL_LENGTH && fitting.length > 0)) break
    fitting.push(unit)
    size += lineLength(unit)
  }
  return fitting
}

/** Steps stay whole; of another list the items that match, or all of a short one. */
function items(pick: Scored, list: readonly Scored[], asked: AskedFor): Unit[] {
  const all = list.map((item) => item.unit)
  const size = lengthOf(all)
  if (pick.unit.ordered || asked === 'steps') {
    if (all.length <= ITEMS && size <= TYPICAL_LENGTH * 1.6) return all
    const at = all.indexOf(pick.unit)
    return all.slice(Math.max(0, at - 2), at + 4)
  }
  // A nested item is nothing without the one above it.
  const withParents = (chosen: readonly Unit[]) =>
    all.filter((unit) => chosen.some((item) => item === unit || isParent(unit, item, all)))
  if (pick.belief > 0) return withParents(alongside(pick, list))
  const standOut = list.filter((item) => item.fits && item.own >= pick.own * 0.75 && item.own > 0)
  if (standOut.length > 0 && standOut.length <= 3) return withParents(standOut.map(({ unit }) => unit))
  return size <= TYPICAL_LENGTH && all.length <= ITEMS
    ? all
    : all.slice(all.indexOf(pick.unit), all.indexOf(pick.unit) + 4)
}

/** The pick and those nearly as likely, the likeliest first. */
function alongside(pick: Scored, others: readonly Scored[]): Unit[] {
  return others
    .filter((other) => other.fits && (other.unit === pick.unit || other.belief >= pick.belief * ALONGSIDE))
    .sort((a, b) => b.belief - a.belief)
    .map(({ unit }) => unit)
}

const lengthOf = (units: readonly Unit[]) => units.reduce((sum, unit) => sum + lineLength(unit), 0)

function isParent(unit: Unit, child: Unit, all: readonly Unit[]): boolean {
  if (!child.depth || (unit.depth ?? 0) >= child.depth || unit.start > child.start) return false
  return !all.some(
    (other) =>
      other.start > unit.start && other.start < child.start && (other.depth ?? 0) <= (unit.depth ?? 0),
  )
}

/** The paragraph when it is short; else the sentence with those that lean on it or qualify it. */
function paragraph(pick: Scored, block: readonly Scored[]): Unit[] {
  const all = block
    .map((sentence) => sentence.unit)
    .filter((unit) => unit === pick.unit || !isPointer(unit, pick.passage))
  const following = pick.unit.text.endsWith(':') ? listAfter(pick) : []
  const size = lengthOf(all)
  if (size <= (pick.belief > 0 ? PARAGRAPH.read : PARAGRAPH.byWords))
    return [...all, ...(all.at(-1)?.text.endsWith(':') ? listAfter({ ...pick, unit: all.at(-1)! }) : [])]
  const at = all.indexOf(pick.unit)
  let from = at
  let to = at
  while (from > 0 && LEANS.test(fold(all[from]!.text)) && at - from < 2) from--
  while (to + 1 < all.length && to - at < 2 && QUALIFIES.test(fold(all[to + 1]!.text))) to++
  return [...all.slice(from, to + 1), ...following]
}

/** "See Warranty." or "How to do it: Sending something back." only points to another page. */
function isPointer(unit: Unit, { candidate }: ReadPassage): boolean {
  const linked = [...candidate.text.slice(unit.start, unit.end).matchAll(/\[([^\]]*)\]\(/g)].map(
    (match) => match[1]!.length,
  )
  return linked.reduce((sum, length) => sum + length, 0) > unit.text.length * 0.45
}

function listAfter(pick: Scored): Unit[] {
  const list = pick.passage.units.filter(
    (unit) => unit.block === pick.unit.block + 1 && (unit.kind === 'item' || unit.kind === 'row'),
  )
  return list.slice(0, list[0]?.kind === 'row' ? ROWS : ITEMS)
}

/** Panels under the same heading, right before or after the best unit's block, that limit what it says. */
export function qualifyingNotes(best: Scored): Unit[] {
  if (best.unit.kind === 'note') return []
  return quotable(best.passage)
    .filter((unit) => unit.kind === 'note' && Math.abs(unit.block - best.unit.block) <= 1)
    .filter((unit) => unit.headings.join('/') === best.unit.headings.join('/'))
    .slice(0, 1)
}
