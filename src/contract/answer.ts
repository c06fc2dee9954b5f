import type { Citation, Content } from './message.ts'
import type { Candidate, Retrieval } from './knowledge.ts'

export type Outcome = 'answer' | 'ask' | 'handoff' | 'smalltalk'

/** The gate's verdict on one question. */
export interface Judgement {
  decision: 'answer' | 'ask' | 'handoff'
  /** Calibrated probability that the best passage answers the question. */
  confidence: number
  /** The confidence needed at the accepted risk. */
  threshold: number
  /** Share of wrong answers the admin accepts, 0.02 for 2%. */
  risk: number
  features: Record<string, number>
  /** Short reason in stable words: below_threshold, no_candidates, ambiguous, conflict, … */
  reason: string
  /** Passages an answer may be composed from, best first. */
  passages: Candidate[]
  /** The model whose answers the confidence is of; absent where it is of the best passage, whoever quotes it. */
  by?: string
}

export interface Gate {
  /** @param by the model that would write the answer: its own confidence is told where it was measured on this site */
  judge(question: string, retrieval: Retrieval, risk: number, by?: string): Judgement
}

/** What was said before in the conversation, oldest first. */
export interface Turn {
  role: 'user' | 'agent'
  text: string
  /** A person of the shop's said it, not the bot. */
  person?: true
}

export interface Question {
  /** All texts of the burst, in order. */
  texts: string[]
  history: Turn[]
  locale?: string
}

/** The reply to one burst, whatever its outcome, with everything needed to explain it. */
export interface Reply {
  outcome: Outcome
  content: Content
  citations: Citation[]
  confidence: number
  /** BCP 47 tag the reply is written in. */
  language: string
  trace: Trace
  /** What is still to be said, where sentences were passed on while the answer was made; `content` is the whole. */
  rest?: string
}

/** Why an answer was given, or not: stored as it is and opened by its id. */
export interface Trace {
  id: string
  at: string
  edition: number
  risk: number
  composer: 'extractive' | 'claude' | 'none'
  model?: string
  parts: TracePart[]
}

export interface TracePart {
  question: string
  searchedFor?: string
  intent: string
  judgement?: Omit<Judgement, 'passages'> & { passages: number[] }
  candidates: Candidate[]
  draft?: string
  checks: CheckedSentence[]
  outcome: Outcome
  answer?: string
}

/** One sentence of a draft and the span that supports it. A sentence without one is not sent. */
export interface CheckedSentence {
  sentence: string
  supported: boolean
  pageId?: number
  chunkId?: number
  quote?: string
  /** Why it was stopped: unsupported_number, no_citation, quote_not_found, … */
  problem?: string
}

/** A checked sentence of an answer that is still being made. */
export interface Sentence {
  text: string
  citations: Citation[]
  /** Pages it rests on, with the version that was quoted. */
  pages: { pageId: number; version: number }[]
}

/** Who listens while an answer is made. */
export interface Listener {
  /**
   * Takes each sentence in its order, once the gate has decided to answer and the sentence is checked. The last one is left to the
   * reply's `rest`; an answer that comes as a whole is passed on to nobody before it is done.
   */
  onSentence(sentence: Sentence): void
  /** Nobody wants to hear more. */
  signal: AbortSignal
}

/** Answers questions from the knowledge; knows nothing of channels and conversations. */
export interface Answerer {
  answer(question: Question, listener?: Listener): Promise<Reply>
}
