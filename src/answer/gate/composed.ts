import {
  LEAST_ANSWERS,
  braked,
  confidencesOf,
  type Expectation,
  type Judged,
  type SiteRow,
} from './braked.ts'
import { KINDS, type Kind } from './features.ts'
import type { KindWeights } from './model.ts'

/** A labelled question that a composer was given the passages for. `right` tells of what it wrote, or else of the first passage. */
export interface ComposedRow extends SiteRow {
  /** It wrote an answer that the check let through; otherwise it declined, or was stopped. */
  drafted: boolean
}

/** So many questions of either sort, answered by what was found and not, tell how a composer deals with them. */
const LEAST_OF_A_SORT = 15
/** So many questions more count as answered though nothing answers them: a composer that was never seen to be wrong may yet be. */
const DOUBT = 2
/**
 * The part of the risk that a threshold may use up by what is expected: a composer may be deceived most where the match is best, against what is
 * reckoned with. With 100 made-up labels each, 60 times: where it writes 2%, 10% or 30% of the wrong answers, 1.2%, 3.1% and 5.8% of the
 * answers at 5% are wrong, and 5.5% where it is 10% of the bad matches and 30% of the best.
 */
const MARGIN = 0.7
/** Fewer answers than so many by the risk, 50 for 2%, could not show that it is kept. */
const ANSWERS_BY_RISK = 1

/**
 * The weights for answers that a composer writes which declines by itself what the passages do not answer. What it says of its own certainty counts for
 * nothing; how often it declined rightly on the site's labelled questions is evidence, and moves the odds of each confidence by Bayes' rule. A
 * threshold is the lowest confidence of an answer at which the labelled answers keep the risk, by what is expected and by what came of them.
 * Undefined where the labels are too few to say, or where its answering says nothing.
 */
export function composedKinds(
  kinds: Record<Kind, KindWeights>,
  rows: readonly ComposedRow[],
): Partial<Record<Kind, KindWeights>> | undefined {
  const odds = oddsOf(rows)
  if (odds === undefined || odds <= 1) return undefined
  const moved = KINDS.flatMap((kind) => {
    const weights = { ...kinds[kind], calibration: kinds[kind].calibration.map(movedBy(odds)) }
    const drafted = confidencesOf(
      kind,
      weights,
      rows.filter(({ drafted: wrote }) => wrote),
    )
    if (drafted.length < LEAST_ANSWERS) return []
    const thresholds = weights.thresholds.map(({ risk }) => ({
      risk,
      confidence: braked(drafted, expectedAt(drafted, risk), risk),
    }))
    return [[kind, { ...weights, thresholds }]]
  })
  return moved.length > 0 ? (Object.fromEntries(moved) as Partial<Record<Kind, KindWeights>>) : undefined
}

/** Whether there are enough questions of either sort to tell anything. */
export function tellsEnough(rows: readonly { right: boolean }[]): boolean {
  const right = rows.filter((row) => row.right).length
  return right >= LEAST_OF_A_SORT && rows.length - right >= LEAST_OF_A_SORT
}

/** How much likelier an answer is to be written where it is right than where it is not. */
function oddsOf(rows: readonly ComposedRow[]): number | undefined {
  const right = rows.filter((row) => row.right)
  const wrong = rows.filter((row) => !row.right)
  if (!tellsEnough(rows)) return undefined
  const written = (some: readonly ComposedRow[]) => some.filter(({ drafted }) => drafted).length
  return written(right) / (right.length + DOUBT) / ((written(wrong) + DOUBT) / (wrong.length + DOUBT))
}

function movedBy(odds: number) {
  return ({ logit, confidence }: KindWeights['calibration'][number]) => ({
    logit,
    confidence: (odds * confidence) / (1 - confidence + odds * confidence),
  })
}

/** The lowest confidence above which no more than the risk is expected to be wrong; 2, never, when there is none. */
function expectedAt(answers: readonly Judged[], risk: number): number {
  const least = Math.max(LEAST_ANSWERS, ANSWERS_BY_RISK / risk)
  let doubt = 0
  let found = 2
  answers.forEach(({ confidence }, index) => {
    doubt += 1 - confidence
    const next = answers[index + 1]?.confidence
    const enough = index + 1 >= least && next !== confidence
    if (enough && doubt / (index + 1) <= risk * MARGIN) found = confidence
  })
  return found
}

/** What a risk leads to on the labelled questions where the composer writes the answers. */
export function composedExpectation(
  risk: number,
  kinds: Partial<Record<Kind, KindWeights>>,
  rows: readonly ComposedRow[],
): Expectation {
  const answers = KINDS.flatMap((kind) => {
    const weights = kinds[kind]
    if (!weights) return []
    const least = weights.thresholds.find((entry) => entry.risk === risk)?.confidence ?? 2
    const drafted = rows.filter((row) => row.drafted)
    return confidencesOf(kind, weights, drafted).filter(({ confidence }) => confidence >= least)
  })
  const right = answers.filter((answer) => answer.right).length
  return {
    risk,
    answered: right / (rows.filter(({ answerable }) => answerable).length || 1),
    wrong: answers.length > 0 ? 1 - right / answers.length : 0,
  }
}
