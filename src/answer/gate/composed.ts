import { LEAST_ANSWERS, confidencesOf, type Expectation, type Judged, type SiteRow } from './rows.ts'
import { KINDS, type Kind } from './features.ts'
import { thresholdAt, type KindWeights } from './model.ts'

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
 * reckoned with. With 100 made-up labels each, 60 times, at 5%: a composer that writes 2%, 10% or 30% of the wrong answers leads to 1.1%, 2.9% and 5.3%
 * wrong ones; one that writes 10% of those of the worst matches and 30% of the best to 5.2%, and with 5% and 60% to 8.2%
 * (test/gate/composed.test.ts does the like).
 */
const MARGIN = 0.7

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
  const odds = oddsOf(rows, kinds)
  if (odds === undefined || odds <= 1) return undefined
  const moved = KINDS.flatMap((kind) => {
    const weights = { ...kinds[kind], calibration: kinds[kind].calibration.map(movedBy(odds)) }
    const drafted = confidencesOf(
      kind,
      weights,
      rows.filter(({ drafted: wrote }) => wrote),
    )
    if (drafted.length < LEAST_ANSWERS) return []
    const thresholds = weights.thresholds.map(({ risk }) => ({ risk, confidence: leastAt(drafted, risk) }))
    return [[kind, { ...weights, thresholds }]]
  })
  return moved.length > 0 ? (Object.fromEntries(moved) as Partial<Record<Kind, KindWeights>>) : undefined
}

/** Whether there are enough questions of either sort to tell anything. */
export function tellsEnough(rows: readonly { right: boolean }[]): boolean {
  const right = rows.filter((row) => row.right).length
  return right >= LEAST_OF_A_SORT && rows.length - right >= LEAST_OF_A_SORT
}

/**
 * How much likelier an answer is to be written where it is right than where it is not. A composer that is deceived by good matches is judged by those: of
 * the parts written of the wrong ones, and of the wrong ones weighed by their confidence, the larger counts.
 */
function oddsOf(rows: readonly ComposedRow[], kinds: Record<Kind, KindWeights>): number | undefined {
  if (!tellsEnough(rows)) return undefined
  const right = rows.filter((row) => row.right)
  const wrong = rows.filter((row) => !row.right)
  const confidence = (row: ComposedRow) =>
    KINDS.flatMap((kind) => confidencesOf(kind, kinds[kind], [row]))[0]?.confidence ?? 0
  const part = (weigh: (row: ComposedRow) => number) => {
    const all = wrong.reduce((sum, row) => sum + weigh(row), 0) || 1
    return wrong.reduce((sum, row) => sum + (row.drafted ? weigh(row) : 0), 0) / all
  }
  const written =
    Math.max(
      part(() => 1),
      part(confidence),
    ) * wrong.length
  return (
    right.filter(({ drafted }) => drafted).length /
    (right.length + DOUBT) /
    ((written + DOUBT) / (wrong.length + DOUBT))
  )
}

function movedBy(odds: number) {
  return ({ logit, confidence }: KindWeights['calibration'][number]) => ({
    logit,
    confidence: (odds * confidence) / (1 - confidence + odds * confidence),
  })
}

/** The lowest confidence above which the risk is kept, by what is expected and by what came of the answers; 2, never, when there is none. */
function leastAt(answers: readonly Judged[], risk: number): number {
  // Fewer, 50 for 2%, could not show that it is kept.
  const least = Math.max(LEAST_ANSWERS, 1 / risk)
  let doubt = 0
  let wrong = 0
  let found = 2
  answers.forEach(({ confidence, right }, index) => {
    doubt += 1 - confidence
    if (!right) wrong++
    const count = index + 1
    const isWhole = count >= least && answers[count]?.confidence !== confidence
    if (isWhole && doubt / count <= risk * MARGIN && wrong / count <= risk) found = confidence
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
    const least = thresholdAt(weights, risk)
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
