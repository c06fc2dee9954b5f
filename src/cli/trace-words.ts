import type { CheckedSentence, Judgement, TracePart } from '../contract/answer.ts'
import type { Candidate } from '../contract/knowledge.ts'
import type { ShownTrace } from '../answer/withhold.ts'

/** Passages told of one by one; the rest is in `--json`. */
const SHOWN = 5
/** Characters of a passage or span that are shown. */
const LENGTH = 160

/** A trace for a person: what was asked, what was found, how sure the gate was, what the answer rests on, and why not where there is none. */
export function traceWords(trace: ShownTrace): string[] {
  const { at, edition, risk, composer, model, parts, takenAway = [] } = trace
  const wrote = parts.some(({ draft, answer }) => draft !== undefined || answer !== undefined)
  return [
    `Trace ${trace.id}, ${at.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}`,
    `Edition ${edition} of the knowledge; accepted risk ${percent(risk)}; ${written(wrote ? composer : 'none', model)}.`,
    ...takenAway.map(
      ({ pageId, why }) => `Page ${pageId} was taken away since (${why}): its words are not shown.`,
    ),
    ...parts.flatMap((part) => ['', ...partWords(part)]),
    '',
    'All signals and scores: the same command with --json.',
  ]
}

function written(composer: ShownTrace['composer'], model: string | undefined): string {
  if (composer === 'claude') return `written by ${model ?? 'Claude'}`
  return composer === 'extractive' ? 'sentences of the page itself' : 'nothing was composed'
}

function partWords(part: TracePart): string[] {
  const { question, searchedFor, intent, judgement, candidates, checks, outcome, answer } = part
  const others = candidates.length - SHOWN
  return [
    `Asked: ${question}`,
    ...(searchedFor !== undefined && searchedFor !== question ? [`Searched for: ${searchedFor}`] : []),
    ...(judgement ? [gateWords(judgement)] : [`Taken as: ${intent}; nothing was searched.`]),
    ...(candidates.length > 0 ? ['Found, best first:'] : []),
    ...candidates.slice(0, SHOWN).flatMap(candidateWords),
    ...(others > 0 ? [`  and ${others} more`] : []),
    ...(checks.length > 0 ? ['Sentences:'] : []),
    ...checks.flatMap((check) => checkWords(check, candidates)),
    ...(answer === undefined ? [] : [`Said: ${short(answer, 4 * LENGTH)}`]),
    `Outcome: ${outcome}`,
  ]
}

const WHY: Record<string, string> = {
  below_threshold: 'the confidence is too low',
  no_candidates: 'nothing was found',
  ambiguous: 'two pages are about equally near',
  not_about_it: 'and yet what was found speaks only of what was asked before',
  declined: 'and yet the passages hold no answer',
  model_failed: 'and yet Claude, whom the answer was left to, could not be reached',
  rejected: 'and yet the answer could not be traced to a page',
}

function gateWords({
  decision,
  confidence,
  threshold,
  risk,
  reason,
  by,
}: Omit<Judgement, 'passages'>): string {
  const needed =
    threshold > 1
      ? `none is enough at ${percent(risk)}`
      : `${toldApart(threshold, confidence)} is needed at ${percent(risk)}`
  const told = WHY[reason] ?? (decision === 'answer' ? '' : reason)
  const why = told === '' ? '' : `: ${told}`
  const whose = by === undefined ? '' : `, of what ${by} writes`
  return `Gate: ${decision}${why} (confidence ${toldApart(confidence, threshold)}${whose}; ${needed})`
}

/** A share in two digits, or in four where it would look like the other one that it is held against. */
export function toldApart(share: number, other: number): string {
  return share.toFixed(2) === other.toFixed(2) ? share.toFixed(4) : share.toFixed(2)
}

function candidateWords(candidate: Candidate, index: number): string[] {
  const { title, headingPath, score, url, text, read: [first] = [] } = candidate
  const told = first ? text.slice(first.start, first.end) : text
  return [
    `  ${index + 1}. ${[title, ...headingPath].join(' › ')} (${score.toFixed(2)}) ${url}`.trimEnd(),
    `     ${short(told, LENGTH)}`,
  ]
}

function checkWords(check: CheckedSentence, candidates: readonly Candidate[]): string[] {
  if (!check.supported)
    return [`  stopped (${check.problem ?? 'unsupported'}): ${short(check.sentence, LENGTH)}`]
  const page = candidates.find(({ chunkId }) => chunkId === check.chunkId)
  return [
    `  ${short(check.sentence, LENGTH)}`,
    ...(check.quote === undefined
      ? []
      : [`     rests on${page ? ` ${page.title}` : ''}: “${short(check.quote, LENGTH)}”`]),
  ]
}

function short(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= length ? line : `${line.slice(0, length - 1).toWellFormed()}…`
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`
}
