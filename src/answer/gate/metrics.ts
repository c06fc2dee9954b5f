/** One question's outcome, as the metrics need it. */
export interface Outcome {
  /** The gate's confidence; -Infinity when nothing was found. */
  score: number
  /** The first passage is right. */
  right: boolean
  answerable: boolean
}

/** Probability that a right first passage scores above a wrong one; ties count half. NaN without either. */
export function auroc(outcomes: readonly Outcome[]): number {
  const order = outcomes.toSorted((a, b) => a.score - b.score)
  let rankSum = 0
  for (let from = 0; from < order.length;) {
    let to = from
    while (to < order.length && order[to]!.score === order[from]!.score) to++
    const rank = (from + 1 + to) / 2
    for (let at = from; at < to; at++) if (order[at]!.right) rankSum += rank
    from = to
  }
  const right = outcomes.filter((outcome) => outcome.right).length
  return (rankSum - (right * (right + 1)) / 2) / (right * (outcomes.length - right))
}

/** Fewer answers than this prove no share of errors. */
const LEAST_ANSWERS = 20

/**
 * Right answers over answerable questions, at the best threshold where at most `risk` of the answers are wrong. An answer to an
 * unanswerable question is wrong.
 */
export function coverageAt(outcomes: readonly Outcome[], risk: number): number {
  const order = outcomes.toSorted((a, b) => b.score - a.score)
  const answerable = outcomes.filter((outcome) => outcome.answerable).length
  let right = 0
  let best = 0
  order.forEach((outcome, index) => {
    if (outcome.right) right++
    const answered = index + 1
    // A threshold takes all questions of one score or none.
    if (order[answered]?.score === outcome.score) return
    if (answered >= LEAST_ANSWERS && (answered - right) / answered <= risk) best = Math.max(best, right)
  })
  return answerable > 0 ? best / answerable : 0
}
