import { auroc, coverageAt, type Outcome } from './metrics.ts'

/** One question of a labelled set, after retrieval and gate. */
export interface JudgedQuestion {
  answerable: boolean
  /** Place of the first right passage, counted from 1; 0 when there is none. */
  rank: number
  /** The gate's confidence; -Infinity when nothing was found. */
  confidence: number
  /** The shipped gate would answer. */
  answered: boolean
  /** What retrieval and gate took, the embedding of the question apart. */
  ms: number
}

/** What `eval` prints. */
export interface EvalReport {
  set: string
  questions: number
  answerable: number
  /** Shares of the answerable whose first, or one of the first five, passages is right. */
  hit1: number
  hit5: number
  mrr10: number
  auroc: number
  /** Right answers over answerable at the best threshold for each share of wrong answers. */
  coverage: Record<'0.02' | '0.05' | '0.10', number>
  /** The shipped gate at its own threshold. */
  shipped: {
    risk: number
    answered: number
    correct: number
    wrong: number
    wrongShare: number
    coverage: number
  }
  msPerQuestion: number
}

export function evalReport(set: string, risk: number, judged: readonly JudgedQuestion[]): EvalReport {
  const answerable = judged.filter((question) => question.answerable)
  const share = (count: number) => round(answerable.length > 0 ? count / answerable.length : 0)
  const outcomes: Outcome[] = judged.map(({ confidence, rank, answerable: can }) => ({
    score: confidence,
    right: rank === 1,
    answerable: can,
  }))
  const answered = judged.filter((question) => question.answered)
  const correct = answered.filter((question) => question.rank === 1).length
  const wrong = answered.length - correct
  return {
    set,
    questions: judged.length,
    answerable: answerable.length,
    hit1: share(answerable.filter(({ rank }) => rank === 1).length),
    hit5: share(answerable.filter(({ rank }) => rank >= 1 && rank <= 5).length),
    mrr10: share(answerable.reduce((sum, { rank }) => sum + (rank >= 1 && rank <= 10 ? 1 / rank : 0), 0)),
    auroc: round(auroc(outcomes)),
    coverage: {
      '0.02': round(coverageAt(outcomes, 0.02)),
      '0.05': round(coverageAt(outcomes, 0.05)),
      '0.10': round(coverageAt(outcomes, 0.1)),
    },
    shipped: {
      risk,
      answered: answered.length,
      correct,
      wrong,
      wrongShare: round(answered.length > 0 ? wrong / answered.length : 0),
      coverage: share(correct),
    },
    msPerQuestion: round(judged.reduce((sum, { ms }) => sum + ms, 0) / (judged.length || 1)),
  }
}

const round = (value: number) => Math.round(value * 10_000) / 10_000
