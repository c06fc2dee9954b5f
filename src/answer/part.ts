import type { Gate, Sentence, TracePart, Turn } from '../contract/answer.ts'
import type { Log } from '../contract/log.ts'
import type { Retrieval, Retriever } from '../contract/knowledge.ts'
import type { Choice, Citation } from '../contract/message.ts'
import type { Composer, Draft, DraftSentence } from '../contract/model.ts'
import { translationProblem } from './check/translation.ts'
import { choiceIn, findFor, mayChoose } from './choose.ts'
import { choicesOf, citationsOf } from './citations.ts'
import { compose } from './compose/compose.ts'
import { joinSentences } from './compose/render.ts'
import { speaksOf } from './compose/terms.ts'
import type { Translator } from './compose/translator.ts'
import { primary } from './languages.ts'
import type { AnswerSettings } from './settings.ts'
import { isFragment, needsHistory } from './understand/followup.ts'
import { contentStems } from './text/words.ts'
import type { Part } from './understand/understand.ts'
import { judged, tracedJudgement } from './verdict.ts'

/** What a part is answered with. */
export interface PartTools {
  retriever: Retriever
  gate: Gate
  composer?: Composer
  extractor: Composer
  translator?: Translator
  settings: AnswerSettings
  log: Log
}

export interface PartResult {
  trace: TracePart
  citations: Citation[]
  choices: Choice[]
  edition: number
  /** What the answer was joined from, where it was not translated since. */
  sentences?: readonly DraftSentence[]
  composer?: Draft['composer']
  model?: string
  /** What is still to be said, where sentences were passed on; empty when that is what a handoff says. */
  rest?: string
}

/** One question with what it needs of the conversation. */
export interface PartQuestion extends Part {
  history: Turn[]
  /** The shopper's language. */
  language: string
  /** The bot has just asked back; it does not do so twice in a row. */
  askedBack: boolean
  signal: AbortSignal
  /** Takes checked sentences while the answer is made; absent where nobody listens, or where only the whole can be said. */
  onSentence?: (sentence: Sentence) => void
}

/** Answers one question: retrieve once, judge, and by the verdict compose and check, ask back, or hand off. */
export async function answerPart(part: PartQuestion, tools: PartTools): Promise<PartResult> {
  const covered = tools.settings.languages.find((tag) => primary(tag) === primary(part.language))
  const own = covered ?? tools.settings.languages[0] ?? 'en'
  const blank: TracePart = {
    question: part.text,
    intent: 'question',
    candidates: [],
    checks: [],
    outcome: 'handoff',
  }
  const chosen = covered && part.askedBack ? await chosenNow(part, tools) : undefined
  const asked = chosen?.text ?? (covered ? part.text : await translated(part, own, tools))
  if (asked === undefined) return failed(blank, 'language_not_covered', 0)

  const history = chosen?.history ?? (part.followUp ? part.history : [])
  const { question, retrieval } = await findFor(
    { text: asked, ...(history.length > 0 ? { history } : {}) },
    tools.retriever,
    part.askedBack,
  )
  const { judgement, plain } = judged(question, retrieval, tools)
  const { passages } = judgement
  const trace: TracePart = {
    ...blank,
    ...(retrieval.query === part.text ? {} : { searchedFor: retrieval.query }),
    judgement: tracedJudgement(judgement),
    candidates: retrieval.candidates,
  }
  if (judgement.decision === 'ask')
    return askBack(trace, part, question, covered !== undefined, retrieval, passages)
  if (judgement.decision === 'handoff' || passages.length === 0) return plainResult(trace, retrieval)
  if (history.length > 0 && leansOnHistoryAlone(question, passages))
    return failed(trace, 'not_about_it', retrieval.edition)

  const { onSentence } = part
  // What has to be translated is translated as a whole.
  const pass =
    covered && onSentence
      ? (sentence: DraftSentence) => onSentence(sentenceOf(sentence, passages, tools.settings.showSource))
      : undefined
  const { composer, extractor, log } = tools
  const composed = await compose(
    { question, history, language: own, passages, signal: part.signal },
    // What only its composer is sure of, nobody else says.
    { composer, log, ...(plain.decision === 'answer' ? { extractor, toQuote: plain.passages } : {}) },
    pass,
  )
  // What was quoted in the end is as sure as the plain verdict says.
  const kept = composed.composer === 'extractive' ? plain : judgement
  const told: TracePart = {
    ...trace,
    judgement: tracedJudgement(kept),
    checks: composed.checks,
    ...(composed.draft === undefined ? {} : { draft: composed.draft }),
  }
  const by = { composer: composed.composer, ...(composed.model ? { model: composed.model } : {}) }
  const begun = composed.passed !== undefined
  if (composed.failed && !begun && plain.decision === 'ask') {
    const asking = { ...told, judgement: tracedJudgement(plain) }
    return { ...askBack(asking, part, question, covered !== undefined, retrieval, plain.passages), ...by }
  }
  if (composed.failed)
    return { ...failed(told, composed.failed, retrieval.edition), ...by, ...(begun ? { rest: '' } : {}) }

  const text = joinSentences(composed.sentences)
  const answer = covered ? text : await carriedOver(text, part, tools)
  if (answer === undefined) return { ...failed(told, 'translation_failed', retrieval.edition), ...by }
  return {
    trace: { ...told, outcome: 'answer', answer },
    citations: citationsOf(composed.sentences, kept.passages, tools.settings.showSource),
    choices: [],
    edition: retrieval.edition,
    ...(covered ? { sentences: composed.sentences } : {}),
    ...by,
    ...(begun ? { rest: joinSentences(composed.sentences.slice(composed.passed)) } : {}),
  }
}

/** What choosing says, where the shopper names in their own words one of the choices just offered; with what its question leaned on. */
async function chosenNow(
  { text, history }: PartQuestion,
  { retriever, gate, settings }: PartTools,
): Promise<{ text: string; history: Turn[] } | undefined> {
  const at = history.findLastIndex(({ role }) => role === 'user')
  const earlier = history[at]?.text
  if (earlier === undefined || !mayChoose(text)) return undefined
  const before = needsHistory(earlier) ? history.slice(0, at) : []
  const retrieval = await retriever.retrieve({ text: earlier, history: before })
  const { passages } = gate.judge(earlier, retrieval, settings.risk)
  const choice = choiceIn(text, choicesFor(passages, retrieval, earlier))
  return choice && { text: choice.value, history: before }
}

/** Whether only earlier turns have to do with what was found: "warranty" after gift cards is no question about gift cards. */
function leansOnHistoryAlone(question: string, passages: Retrieval['candidates']): boolean {
  return (
    isFragment(question) &&
    contentStems(question).length > 0 &&
    !speaksOf(
      question,
      passages.map(({ title, headingPath, text }) => [title, ...headingPath, text].join(' ')),
    )
  )
}

function sentenceOf(
  sentence: DraftSentence,
  passages: Retrieval['candidates'],
  showSource: AnswerSettings['showSource'],
): Sentence {
  const cited = new Set(sentence.cites.map((cite) => cite.chunkId))
  const pages = passages.filter((passage) => cited.has(passage.chunkId))
  return {
    text: sentence.text.trim(),
    citations: citationsOf([sentence], passages, showSource),
    pages: pages.map(({ pageId, pageVersion }) => ({ pageId, version: pageVersion })),
  }
}

/** The question in the index's language; undefined when there is nobody to translate it. */
async function translated(
  part: PartQuestion,
  to: string,
  { translator, log }: PartTools,
): Promise<string | undefined> {
  return await translator?.translate(part.text, to, part.signal).catch((error: unknown) => {
    log.warn({ error: String(error) }, 'a question could not be translated')
    return undefined
  })
}

/** The checked answer in the shopper's language; undefined when the translation fails or changes what is said. */
async function carriedOver(
  text: string,
  part: PartQuestion,
  { translator, log }: PartTools,
): Promise<string | undefined> {
  try {
    const answer = await translator?.translate(text, part.language, part.signal)
    if (answer === undefined) return undefined
    const problem = translationProblem(text, answer, part.language)
    if (problem) log.warn({ problem, language: part.language }, 'a translation was stopped by the check')
    return problem ? undefined : answer
  } catch (error) {
    log.warn({ error: String(error) }, 'an answer could not be translated')
    return undefined
  }
}

function choicesFor(
  passages: Retrieval['candidates'],
  { candidates }: Retrieval,
  question: string,
): Choice[] {
  return choicesOf(passages.length > 1 ? passages : candidates.slice(0, 5), question)
}

function askBack(
  trace: TracePart,
  part: PartQuestion,
  question: string,
  covered: boolean,
  retrieval: Retrieval,
  passages: Retrieval['candidates'],
): PartResult {
  const choices = covered && !part.askedBack ? choicesFor(passages, retrieval, question) : []
  if (choices.length === 0) return plainResult(trace, retrieval)
  return { trace: { ...trace, outcome: 'ask' }, citations: [], choices, edition: retrieval.edition }
}

function plainResult(trace: TracePart, retrieval: Retrieval): PartResult {
  return { trace: { ...trace, outcome: 'handoff' }, citations: [], choices: [], edition: retrieval.edition }
}

/** Handed off after the gate, or before it: the reason takes the verdict's place, so that it can be read in the trace. */
export function failed(trace: TracePart, reason: string, edition: number): PartResult {
  const judgement = trace.judgement && { ...trace.judgement, reason }
  const told = judgement ? { ...trace, judgement } : { ...trace, intent: reason }
  return { trace: { ...told, outcome: 'handoff' }, citations: [], choices: [], edition }
}
