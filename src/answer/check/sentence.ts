import type { CheckedSentence } from '../../contract/answer.ts'
import type { DraftSentence } from '../../contract/model.ts'
import { fold, squeeze } from '../text/fold.ts'
import { linkTargets, plain } from '../text/plain.ts'
import { unitLine, type Unit } from '../text/units.ts'
import { contentStems, words } from '../text/words.ts'
import { addressesTheMachine } from './injection.ts'
import { addresses, unknownNames } from './names.ts'
import { numberProblem } from './numbers.ts'
import { isNegated, overlap, polarityReversed, clauses, yesNo } from './polarity.ts'
import { unitsQuoted, type ReadPassage } from './quote.ts'

/** Why a sentence was stopped; stable words, kept in the trace. */
export type Problem =
  | 'no_citation'
  | 'unknown_passage'
  | 'quote_not_found'
  | 'instruction_in_page'
  | 'unsupported_address'
  | 'unsupported_number'
  | 'bound_reversed'
  | 'rows_mixed'
  | 'unsupported_name'
  | 'polarity_reversed'
  | 'unsupported_yes_no'
  | 'not_in_quote'

export interface SentenceContext {
  question: string
  passages: ReadonlyMap<number, ReadPassage>
  /** Language of the sentence. */
  language: string
  /** Sentence and passages are in one language, so that their words can be compared. */
  sameLanguage: boolean
}

/** Share of a sentence's words that its quotes must hold; the rest is the composer's grammar. */
const WORDS_HELD = 0.5
/** The same for each clause of three words or more. */
const CLAUSE_HELD = 1 / 3
const CLAUSES = /[,;:]|\s(?:and|but|or|und|aber|oder|et|mais|y|pero|e|ma|en|maar|och|men|i|ale)\s/u

/** "1." before a step is no figure. */
const LIST_MARK = /^\s*(?:[-*]|\d{1,3}[.)])\s+/

interface Evidence {
  units: Unit[]
  /** The quotes' words with the headers of quoted table rows. */
  quoted: string
  /** The same, list items together with the line they stand under: "Not covered" turns them round. */
  stated: string
  /** Title and headings around the quotes. */
  context: string
  raw: string
  /** Headings of the passages around the quotes. */
  headings: string[]
}

/** Traces one sentence to the spans it cites. */
export function checkSentence(sentence: DraftSentence, given: SentenceContext): CheckedSentence {
  const first = sentence.cites[0]
  const page = first && given.passages.get(first.chunkId)?.candidate.pageId
  const traced = { sentence: sentence.text, chunkId: first?.chunkId, pageId: page, quote: first?.quote }
  const problem = problemOf(sentence, given)
  return problem ? { ...traced, supported: false, problem } : { ...traced, supported: true }
}

function problemOf(sentence: DraftSentence, given: SentenceContext): Problem | undefined {
  if (sentence.cites.length === 0) return 'no_citation'
  const evidence = gather(sentence, given)
  if (typeof evidence === 'string') return evidence
  if (addressesTheMachine(sentence.text)) return 'instruction_in_page'
  if (addresses(sentence.text).some((address) => !evidence.raw.includes(address)))
    return 'unsupported_address'

  const { lead, rest } = yesNo(sentence.text.replace(LIST_MARK, ''))
  const number = numberProblem(rest, evidence.quoted, evidence.context)
  if (number) return number
  if (numberProblem(rest, rowsMeant(rest, evidence), evidence.context)) return 'rows_mixed'
  const known = `${evidence.quoted} ${evidence.context} ${evidence.raw}`
  if (unknownNames(rest, known, given.language).length > 0) return 'unsupported_name'
  if (!given.sameLanguage) return undefined
  if (!isLiteral(rest, evidence) && polarityReversed(rest, evidence.stated)) return 'polarity_reversed'
  const misled = lead && leadProblem(lead, rest, evidence, given.question)
  if (misled) return misled
  return isHeld(rest, evidence, given.question) ? undefined : 'not_in_quote'
}

function gather(sentence: DraftSentence, given: SentenceContext): Evidence | Problem {
  const found: Evidence = { units: [], quoted: '', stated: '', context: '', raw: '', headings: [] }
  for (const cite of sentence.cites) {
    const passage = given.passages.get(cite.chunkId)
    if (!passage) return 'unknown_passage'
    const units = unitsQuoted(passage, cite.quote)
    if (!units) return 'quote_not_found'
    if (units.some((unit) => passage.quarantined.has(unit.block))) return 'instruction_in_page'
    found.units.push(...units)
    const headers = units.flatMap((unit) => unit.header?.cells ?? [])
    const own = units.filter((unit) => unit.kind !== 'heading').map(unitLine)
    found.quoted += `${own.join('\n')}\n`
    found.headings.push(...passage.candidate.headingPath)
    found.stated += `${stated(passage, units).join('\n')}\n`
    found.context += `${passage.context}. ${headers.join('. ')}. ${leadIn(passage, units)}. `
    found.raw += `${cite.quote} ${linkTargets(cite.quote).join(' ')} `.toLowerCase()
  }
  return found
}

function stated(passage: ReadPassage, units: readonly Unit[]): string[] {
  return units
    .filter((unit) => unit.kind !== 'heading')
    .map((unit) => {
      if (unit.kind !== 'item') return unitLine(unit)
      const heading = unit.headings.at(-1) ?? passage.candidate.headingPath.at(-1) ?? ''
      const under = leadIn(passage, [unit]) || (heading.includes('?') ? '' : heading)
      return `${under.replace(/[:*]/g, '')} ${unit.text}`.trim()
    })
}

/** The sentence is a quoted line as it stands, alone or under its own heading, so nothing in it can have been turned round. */
function isLiteral(rest: string, evidence: Evidence): boolean {
  const bare = (text: string) => squeeze(fold(text).replace(/[*:.]/g, ' '))
  const said = bare(plain(rest).replace(/(:)\s*-\s/, '$1 '))
  return evidence.units.some((unit) => {
    const line = bare(unitLine(unit))
    return (
      said === line ||
      [...unit.headings, ...evidence.headings].some((heading) => said === `${bare(heading)} ${line}`)
    )
  })
}

/** The line that introduces a quoted list item ("Not covered:") belongs to what the item says. */
function leadIn(passage: ReadPassage, units: readonly Unit[]): string {
  const item = units.find((unit) => unit.kind === 'item')
  if (!item) return ''
  const before = passage.units.filter((unit) => unit.block === item.block - 1).at(-1)
  return before?.kind === 'sentence' && /:\**$/.test(before.text) ? before.text : ''
}

/**
 * When several table rows are cited, a figure must stand in the row that the sentence speaks of: Germany's price is not France's.
 * Returns the text that may support figures.
 */
function rowsMeant(sentence: string, evidence: Evidence): string {
  const rows = evidence.units.filter((unit) => unit.kind === 'row')
  const said = new Set(contentStems(sentence))
  const named = rows.map((row) => (row.cells ?? []).filter((cell) => isNamed(cell, said)).length)
  const most = Math.max(0, ...named)
  if (rows.length < 2 || most === 0) return evidence.quoted
  const meant = rows.filter((_, i) => named[i] === most)
  const others = evidence.units.filter((unit) => unit.kind !== 'row')
  return [...meant, ...others].map(unitLine).join('\n')
}

function isNamed(cell: string, said: ReadonlySet<string>): boolean {
  const stems = contentStems(cell).filter((stem) => !/\d/.test(stem))
  return stems.length > 0 && stems.every((stem) => said.has(stem))
}

/** "Yes, …" needs a statement that is not negated and is about what was asked; "No, …" needs a negation or a limit. */
function leadProblem(
  lead: 'yes' | 'no',
  rest: string,
  evidence: Evidence,
  question: string,
): Problem | undefined {
  const said = [...contentStems(rest), ...contentStems(evidence.quoted), ...contentStems(evidence.context)]
  const main = clauses(rest)[0]
  const negated = main ? main.negated : isNegated(rest)
  const limited =
    isNegated(rest) ||
    isNegated(evidence.quoted) ||
    /\b(?:only|nur|seulement|solo|alleen|apenas|tylko|endast)\b/.test(fold(rest))
  const holds = lead === 'yes' ? !negated || isNegated(question) : limited
  if (!holds) return 'polarity_reversed'
  return overlap(contentStems(question), said) < 0.5 ? 'unsupported_yes_no' : undefined
}

/** Enough of the sentence's words stand in the quotes; words of the question may be taken up again. */
function isHeld(rest: string, evidence: Evidence, question: string): boolean {
  const source = contentStems(`${evidence.quoted} ${evidence.context} ${evidence.raw}`)
  const asked = new Set(contentStems(question))
  const said = contentStems(rest)
  const claimed = said.filter((stem) => !asked.has(stem) || source.includes(stem))
  if (said.length === 0) return words(rest).length <= 3
  if (claimed.length === 0) return false
  if (overlap(claimed, source) < WORDS_HELD) return false
  // No clause may ride along: "… cannot be returned, and our tents keep out the rain".
  return rest.split(CLAUSES).every((clause) => {
    const stems = contentStems(clause).filter((stem) => !asked.has(stem))
    return stems.length < 3 || overlap(stems, source) >= CLAUSE_HELD
  })
}
