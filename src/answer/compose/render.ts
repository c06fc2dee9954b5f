import type { DraftSentence } from '../../contract/model.ts'
import { isNegated } from '../check/polarity.ts'
import type { ReadPassage } from '../check/quote.ts'
import { fold } from '../text/fold.ts'
import { unitLine, type Unit } from '../text/units.ts'
import { contentStems } from '../text/words.ts'
import { leadInOf } from './score.ts'
import type { Selection } from './select.ts'

/**
 * Chosen units as sentences of a draft, each resting on its own span of the passage.
 * @param before what the draft says first, from another passage: lists and rows of this one must not run on into its own
 */
export function render({ passage, units }: Selection, before?: Selection): DraftSentence[] {
  const { chunkId, text } = passage.candidate
  const quote = (span: { start: number; end: number }) => ({
    chunkId,
    quote: text.slice(span.start, span.end),
  })
  let step = 0
  return units.map((unit, i) => {
    if (unit.kind === 'item' && unit.ordered && !unit.depth)
      step = units[i - 1]?.block === unit.block ? step + 1 : 1
    // A table of names and values may have a header without words, of which there is nothing to quote.
    const headed = unit.header?.cells.some((cell) => cell.trim() !== '')
    const cites = unit.header && headed ? [quote(unit), quote(unit.header)] : [quote(unit)]
    const line = lineOf(unit, step, units)
    const apart = before !== undefined && i === 0
    const heading =
      apart && (unit.kind === 'row' || (unit.kind === 'item' && !unit.ordered))
        ? placeOf(unit, passage, before)
        : headingOf(unit, units[i - 1], passage, line)
    // After a whole sentence a row stands by itself; one with a colon leads in to it.
    const alone = unit.kind === 'row' && /[.!?]$/.test(units[i - 1]?.text ?? '')
    return {
      text: heading ? underHeading(heading, line) : line,
      cites,
      ...(apart || alone ? { apart: true } : {}),
    }
  })
}

/** Where a list or table of another passage stands; with its page, where that is another one too. */
function placeOf(unit: Unit, { candidate }: ReadPassage, before: Selection): string {
  const heading = unit.headings.at(-1) ?? candidate.headingPath.at(-1)
  const same = before.passage.candidate.pageId === candidate.pageId
  return [...(same && heading ? [] : [candidate.title]), ...(heading ? [heading] : [])].join(' – ')
}

/** The heading that a unit needs to be understood, when nothing before or in it says as much. */
function headingOf(
  unit: Unit,
  previous: Unit | undefined,
  passage: ReadPassage,
  line: string,
): string | undefined {
  const opens = previous?.block !== unit.block && leadInOf(passage, unit) === undefined
  if (!opens || !needsHeading(unit)) return undefined
  const heading = unit.headings.at(-1) ?? passage.candidate.headingPath.at(-1)
  // A heading that asks is the shopper's own question in other words.
  const asks = unit.kind === 'sentence' && /\?\s*$/.test(heading ?? '')
  return heading && !asks && !sharesWords(heading, line) ? heading : undefined
}

function underHeading(heading: string, line: string): string {
  const title = heading.replace(/[.:]$/, '')
  const mark = /[?!]$/.test(title) ? '' : ':'
  return `**${title}${mark}**${LISTED.test(line) ? '\n\n' : ' '}${line}`
}

/** List items, and sentences without a verb, say nothing without the heading they stand under. */
function needsHeading(unit: Unit): boolean {
  if (unit.kind === 'item') return !unit.ordered
  return unit.kind === 'sentence' && unit.text.length < 160 && !VERB.test(fold(unit.text))
}

const VERB =
  /\b(?:is|are|was|were|am|be|been|can|cannot|can't|could|will|won't|would|may|must|should|have|has|had|do|does|don't|doesn't|did|get|gets|take|takes|need|needs|ship|ships|send|sends|cost|costs|pay|arrive|arrives|come|comes|go|goes|keep|keeps|last|lasts|use|wash|let|put|write|call|tell|see|we|you|ist|sind|kann|wird|werden|haben|hat|est|sont|peut|es|son|puede|sono|puo|zijn|kan)\b/

/** "Germany — Standard: …" under the heading "Germany" needs it no second time. */
function sharesWords(heading: string, line: string): boolean {
  const said = contentStems(line)
  const stems = contentStems(heading)
  return stems.length === 0 || (stems.every((stem) => said.includes(stem)) && !isNegated(heading))
}

function lineOf(unit: Unit, step: number, all: readonly Unit[]): string {
  const alone = all.filter((other) => other.block === unit.block).length === 1
  switch (unit.kind) {
    case 'row': {
      const line = unitLine(unit)
      return alone ? line : `- ${line}`
    }
    case 'item':
      if (alone && !all.some((other) => other.block === unit.block - 1)) return unit.text
      return unit.ordered && !unit.depth
        ? `${step}. ${unit.text}`
        : `${'  '.repeat(unit.depth ?? 0)}- ${unit.text}`
    default:
      return unit.text
  }
}

const LISTED = /^\s*(?:-|\d{1,3}\.)\s/
/** A heading above a list, as `render` writes it. */
const HEADED = /^\*\*[^\n]*\*\*\n\n/

/** A table row ends without a stop; what follows it starts anew. */
const ENDS = /[.!?…。！？:]['")”’*]*$/

/** Sentences as a small Markdown text: list lines on their own, the rest as running paragraphs. */
export function joinSentences(sentences: readonly Pick<DraftSentence, 'text' | 'apart'>[]): string {
  let text = ''
  let listed = false
  for (const sentence of sentences) {
    const headed = HEADED.test(sentence.text)
    const next = headed || LISTED.test(sentence.text)
    if (text !== '' && sentence.apart) text += '\n\n'
    else if (text !== '')
      text += next ? (listed && !headed ? '\n' : '\n\n') : listed || !ENDS.test(text) ? '\n\n' : ' '
    text += next ? sentence.text.trimEnd() : sentence.text.trim()
    listed = next
  }
  return text
}
