import type { CheckedSentence } from '../../contract/answer.ts'
import type { ComposeRequest, Draft, DraftSentence } from '../../contract/model.ts'
import { quantities } from './quantities.ts'
import { addresses } from './names.ts'
import { languageOf } from '../understand/language.ts'
import { primary } from '../languages.ts'
import { isFrame } from './frames.ts'
import { yesNo } from './polarity.ts'
import { readPassage } from './quote.ts'
import { checkSentence, type Problem, type SentenceContext } from './sentence.ts'

/** A draft after every sentence was traced to its spans. */
export interface Checked {
  /** What may be sent, in order; empty when the draft is rejected. */
  sentences: DraftSentence[]
  /** Every sentence of the draft with its span or what stopped it, for the trace. */
  trace: CheckedSentence[]
  /** True when nothing may be sent: the core is gone, or what stopped a sentence puts the rest in doubt. */
  rejected: boolean
}

/** Problems that only concern their own sentence; any other shows that the composer cannot be trusted with this answer. */
const HARMLESS: ReadonlySet<Problem> = new Set(['no_citation', 'not_in_quote'])

/**
 * Promise 5: only what a span supports. The same for both composers; a composer's claim counts for nothing.
 * A sentence that cannot be traced is dropped. The whole draft is rejected when its first statement falls, when
 * an untraceable figure, name, address or negation shows that it was made up, or when nothing remains.
 */
export function check(draft: Draft, request: ComposeRequest): Checked {
  const passages = new Map(request.passages.map((candidate) => [candidate.chunkId, readPassage(candidate)]))
  const said = joinBareLeads(draft.sentences)
  const cited = new Set(said.flatMap((sentence) => sentence.cites.map((cite) => cite.chunkId)))
  const source = request.passages
    .filter((passage) => cited.has(passage.chunkId))
    .map((passage) => passage.text)
  const sourceLanguage = languageOf(source.join('\n').slice(0, 2000)) ?? request.language
  const context = {
    question: request.question,
    passages,
    language: request.language,
    sameLanguage: primary(sourceLanguage) === primary(request.language),
  }
  const results = said.map((whole) => {
    const { sentence, checked } = withoutIdleLead(whole, context)
    return { sentence, checked, frame: sentence.cites.length === 0 && isFrame(sentence.text) }
  })
  const trace = results.map(({ checked, frame, sentence }) =>
    frame ? { sentence: sentence.text, supported: true } : checked,
  )
  const statements = results.filter(({ frame }) => !frame)
  const failed = statements.filter(({ checked }) => !checked.supported)
  const core = statements[0]
  const rejected = !core?.checked.supported || failed.some(({ checked }) => isGrave(checked))
  const sent = rejected
    ? []
    : withoutDangling(results.filter(({ frame, checked }) => frame || checked.supported))
  return { sentences: sent, trace, rejected: rejected || sent.length === 0 }
}

/** Checks a sentence; when only its "yes" or "no" is about something else than was asked, that word alone is taken off. */
function withoutIdleLead(sentence: DraftSentence, context: SentenceContext) {
  const checked = checkSentence(sentence, context)
  if (checked.problem !== 'unsupported_yes_no') return { sentence, checked }
  const { rest } = yesNo(sentence.text)
  const shorter = { ...sentence, text: rest.charAt(0).toUpperCase() + rest.slice(1) }
  const again = checkSentence(shorter, context)
  return again.supported ? { sentence: shorter, checked: again } : { sentence, checked }
}

function isGrave({ problem, sentence }: CheckedSentence): boolean {
  if (!HARMLESS.has(problem as Problem)) return true
  return quantities(sentence).length > 0 || addresses(sentence).length > 0
}

/** A frame only stands before a sentence that is sent. */
function withoutDangling(results: { sentence: DraftSentence; frame: boolean }[]): DraftSentence[] {
  return results
    .filter(({ frame }, i) => !frame || results[i + 1]?.frame === false)
    .map(({ sentence }) => sentence)
}

/** "Yes." alone says nothing that can be traced; it is judged together with the sentence it introduces. */
function joinBareLeads(sentences: readonly DraftSentence[]): DraftSentence[] {
  const joined: DraftSentence[] = []
  let lead: DraftSentence | undefined
  for (const sentence of sentences) {
    if (lead) {
      joined.push({ text: `${lead.text} ${sentence.text}`, cites: [...lead.cites, ...sentence.cites] })
      lead = undefined
    } else if (isBareLead(sentence.text)) lead = sentence
    else joined.push(sentence)
  }
  return lead ? [...joined, lead] : joined
}

function isBareLead(text: string): boolean {
  const { lead, rest } = yesNo(`${text} `)
  return lead !== undefined && rest.trim() === ''
}
