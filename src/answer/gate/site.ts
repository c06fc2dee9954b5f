import { braked } from './brake.ts'
import { composedExpectation, composedKinds, type ComposedRow } from './composed.ts'
import { KINDS, type Kind } from './features.ts'
import { sigmoid } from './fit.ts'
import { confidencesOf, valuesOf, type Expectation, type SiteRow } from './rows.ts'
import { logit, thresholdAt, type GateWeights, type KindWeights } from './model.ts'

export type { Expectation, SiteRow } from './rows.ts'

export interface SiteQuestions {
  /** Made from the site's own corpus. */
  self: readonly SiteRow[]
  /** Real questions that somebody labelled. */
  labels: readonly SiteRow[]
  /** The labelled ones again, with what a composer made of them. */
  composed?: { by: string; rows: readonly ComposedRow[] }
}

export interface SiteFit {
  weights: GateWeights
  expected: Expectation[]
  /** The same where that composer writes the answers; absent where it was not seen to decline rightly. */
  expectedComposed?: Expectation[]
}

/** Fewer questions of a kind are strays, and no site of that kind. */
const LEAST_QUESTIONS = 20
/** From so many labels on they speak for themselves. */
const ENOUGH_LABELS = 40
/**
 * How firmly the shipped confidence is held, in labels' worth of information. Measured on fifteen sites with sixty labels each, it hardly matters from 1
 * to 10: a shop whose matches score like others' is judged like others, and one that is unlike them moves.
 */
const HELD = 4
/**
 * The part of the answers to a corpus's questions about itself that may be wrong, in accepted risks. They are harder than shoppers' questions: half
 * of them have had the very page taken away that they were made from, and now and then another page does answer. On the fifteen practice
 * sites with natural questions it is 2.3 risks at 1%, 1.5 at 5% and 10%, 1.3 at 20%.
 */
const BRAKE = 3

/**
 * Adapts a fitted gate to one site. What a match weighs stays as it was fitted on many sites; a single site's questions are too few to learn it
 * anew, and thresholds of their own would rest on a handful of answers. Labels tell how high matches score on this site: the confidence of a logit
 * moves by one offset, held near none. What the corpus was asked about itself is a brake: where it finds more wrong answers than such
 * questions ever should get, thresholds rise until it does not. Deterministic.
 */
export function siteGate(base: GateWeights, { self, labels, composed }: SiteQuestions): SiteFit {
  const fits = KINDS.flatMap((kind) => {
    const own = { self: ofKind(kind, self), labels: ofKind(kind, labels) }
    if (own.self.length + own.labels.length < LEAST_QUESTIONS) return []
    return [{ kind, ...own, weights: siteKind(kind, base.kinds[kind], own) }]
  })
  const kinds = { ...base.kinds, ...Object.fromEntries(fits.map(({ kind, weights }) => [kind, weights])) }
  const proven = composed && composedKinds(kinds, composed.rows)
  const risks = base.kinds.read.thresholds.map(({ risk }) => risk)
  return {
    weights: {
      fittedOn: {
        sets: [...base.fittedOn.sets, 'site'],
        questions: base.fittedOn.questions + self.length + labels.length,
      },
      kinds,
      ...(proven ? { composed: { by: composed.by, kinds: proven } } : {}),
    },
    expected: risks.map((risk) => expectation(risk, fits)),
    ...(proven
      ? { expectedComposed: risks.map((risk) => composedExpectation(risk, proven, composed.rows)) }
      : {}),
  }
}

function ofKind(kind: Kind, rows: readonly SiteRow[]): SiteRow[] {
  return rows.filter(({ features }) => features?.kind === kind)
}

function siteKind(kind: Kind, base: KindWeights, { self, labels }: SiteQuestions): KindWeights {
  const offset = offsetOf(
    base,
    labels.map((row) => ({ logit: logit(base, valuesOf(kind, row)), right: row.right })),
  )
  const moved = { ...base, intercept: base.intercept + offset }
  const asked = confidencesOf(kind, moved, self)
  return {
    ...moved,
    thresholds: base.thresholds.map(({ risk, confidence }) => ({
      risk,
      confidence: braked(asked, confidence, risk * BRAKE),
    })),
  }
}

const ITERATIONS = 50

/** How much higher right answers score here than the calibration has them: the likeliest offset, held near 0. */
function offsetOf(
  { calibration }: Pick<KindWeights, 'calibration'>,
  labels: readonly { logit: number; right: boolean }[],
): number {
  const { intercept, slope } = curveOf(calibration)
  let offset = 0
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let gradient = -HELD * offset
    let curvature = HELD
    for (const label of labels) {
      const expected = sigmoid(intercept + slope * (label.logit + offset))
      gradient += slope * ((label.right ? 1 : 0) - expected)
      curvature += slope * slope * expected * (1 - expected)
    }
    const step = gradient / curvature
    offset += Math.max(-1, Math.min(1, step))
    if (Math.abs(step) < 1e-9) break
  }
  return offset
}

/** The calibration's steps as one smooth curve: the straight line through their log odds. */
function curveOf(calibration: KindWeights['calibration']): { intercept: number; slope: number } {
  const points = calibration.map(({ logit: x, confidence }) => {
    const share = Math.min(0.995, Math.max(0.005, confidence))
    return { x, y: Math.log(share / (1 - share)) }
  })
  if (points.length < 2) return { intercept: 0, slope: 1 }
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)]
  const variance = mean((point) => (point.x - x) ** 2)
  const slope = variance > 0 ? mean((point) => (point.x - x) * (point.y - y)) / variance : 1
  return { intercept: y - slope * x, slope }
}

/** What a risk leads to on the site's own questions. */
function expectation(
  risk: number,
  fits: readonly (SiteQuestions & { kind: Kind; weights: KindWeights })[],
): Expectation {
  const judged = fits.flatMap(({ kind, self, labels, weights }) => {
    const least = thresholdAt(weights, risk)
    return confidencesOf(kind, weights, labels.length >= ENOUGH_LABELS ? labels : self).map((row) => ({
      ...row,
      answered: row.confidence >= least,
    }))
  })
  const answers = judged.filter(({ answered }) => answered)
  const right = answers.filter((answer) => answer.right).length
  return {
    risk,
    answered: right / (judged.filter(({ answerable }) => answerable).length || 1),
    wrong: answers.length > 0 ? 1 - right / answers.length : 0,
  }
}
