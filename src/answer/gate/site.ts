import { confidenceAt } from './calibration.ts'
import { FEATURES, KINDS, type Kind } from './features.ts'
import { fitLogistic, sigmoid } from './fit.ts'
import {
  logit,
  type GateWeights,
  type KindWeights,
  type LabelledFeatures,
  type LinearModel,
} from './model.ts'

/** A question of the site's with its label. */
export interface SiteRow extends LabelledFeatures {
  answerable: boolean
}

export interface SiteQuestions {
  /** Made from the site's own corpus. */
  self: readonly SiteRow[]
  /** Real questions that somebody labelled. */
  labels: readonly SiteRow[]
}

/** What a fit expects of itself on the site's own questions. */
export interface Expectation {
  risk: number
  /** Share of the answerable questions that are answered from the right page. */
  answered: number
  /** Share of the answers that are wrong. */
  wrong: number
}

/** A corpus's questions about itself count together as so many labels: they say how high matches score, less what shoppers ask. */
const SELF_WORTH = 80
/** How firmly the shipped weights are held, in labels: a site's questions move what a match weighs only a little. */
const RIDGE = 20
/** No threshold rests on fewer answers. */
const LEAST_ANSWERS = 10
/** The part of the risk a threshold may use up: without labels nobody has seen how the site's shoppers ask. */
const MARGIN = { self: 0.7, labels: 1 }
/** Part of shoppers' questions that a wiki does not answer, till labels tell: .25 to .5 in the development sets. */
const UNANSWERABLE = 1 / 3
/** From so many labels on they are enough for their margin. */
const ENOUGH_LABELS = 40
/** What the curve expects counts like so many answers beside those that were seen: it speaks where few were. */
const DOUBT = 20
/**
 * How firmly the curve's slope is held at 1, the fitted gate's own: few questions tell how high a site's logits lie, and less of how steeply
 * right answers rise with them. A pull toward 0 would make the best matches look worse than they are. Flat from 2 to 20.
 */
const SLOPE_HELD = 5
/** Folds of the labels: a label is never calibrated on by a model that was fitted to it. */
const FOLDS = 5

interface Weighted {
  values: Record<string, number>
  right: boolean
  answerable: boolean
  weight: number
}
interface Point {
  logit: number
  right: boolean
  answerable: boolean
  weight: number
}

/**
 * Adapts a fitted gate to one site. The weights move a little; how a logit becomes a confidence, and the thresholds, are the site's own: a
 * logistic curve, steadier with few questions than steps, over labels (each judged by a model that has not seen it) and questions that the
 * corpus was asked about itself. The expected share of wrong answers above a threshold keeps the risk. Deterministic.
 */
export function siteGate(
  base: GateWeights,
  { self, labels }: SiteQuestions,
): { weights: GateWeights; expected: Expectation[] } {
  const fits = KINDS.flatMap((kind) => {
    const own = { self: ofKind(kind, self), labels: ofKind(kind, labels) }
    // A few stray questions of the other kind are no site of that kind.
    if (own.self.length + own.labels.length < LEAST_QUESTIONS) return []
    return [{ kind, ...siteKind(kind, base.kinds[kind], own) }]
  })
  return {
    weights: {
      fittedOn: {
        sets: [...base.fittedOn.sets, 'site'],
        questions: base.fittedOn.questions + self.length + labels.length,
      },
      kinds: { ...base.kinds, ...Object.fromEntries(fits.map(({ kind, weights }) => [kind, weights])) },
    },
    expected: risksOf(base).map((risk) => expectation(risk, fits)),
  }
}

const LEAST_QUESTIONS = 20
const risksOf = (base: GateWeights) => base.kinds.read.thresholds.map(({ risk }) => risk)

function ofKind(kind: Kind, rows: readonly SiteRow[]): SiteRow[] {
  return rows.filter(({ features }) => features?.kind === kind)
}

interface KindFit {
  weights: KindWeights
  points: Point[]
  cuts: { risk: number; cut: number | undefined }[]
}

function siteKind(kind: Kind, base: KindWeights, { self, labels }: SiteQuestions): KindFit {
  const own = weighted(kind, self, labels)
  const real = found(kind, labels, 1)
  const model = refit(kind, base, [...own, ...real])
  const points = [...own.map((row) => pointOf(model, row)), ...crossFitted(kind, base, own, real)]
  points.sort((a, b) => b.logit - a.logit)
  const curve = platt(points)
  const calibration = steps(points, curve)
  const margin = labels.length >= ENOUGH_LABELS ? MARGIN.labels : MARGIN.self
  const cuts = base.thresholds.map(({ risk }) => ({ risk, cut: cutFor(points, curve, risk * margin) }))
  return {
    weights: {
      ...model,
      calibration,
      thresholds: cuts.map(({ risk, cut }) => ({
        risk,
        confidence: cut === undefined ? 2 : confidenceAt(calibration, cut),
      })),
    },
    points,
    cuts,
  }
}

/** The corpus's questions, as often without an answer as the site's labels are, or as shoppers' questions commonly are. */
function weighted(kind: Kind, self: readonly SiteRow[], labels: readonly SiteRow[]): Weighted[] {
  const share = (rows: readonly SiteRow[]) =>
    rows.filter((row) => !row.answerable).length / (rows.length || 1)
  const have = share(self)
  const want = labels.length >= ENOUGH_LABELS ? share(labels) : UNANSWERABLE
  const each = SELF_WORTH / (self.length || 1)
  return self.flatMap((row) => {
    const part = row.answerable ? (1 - want) / (1 - have || 1) : want / (have || 1)
    return found(kind, [row], each * part)
  })
}

function found(kind: Kind, rows: readonly SiteRow[], weight: number): Weighted[] {
  return rows.flatMap(({ features, right, answerable }) =>
    features ? [{ values: features.values[kind], right, answerable, weight }] : [],
  )
}

function refit(kind: Kind, base: KindWeights, rows: readonly Weighted[]): LinearModel {
  if (rows.length === 0) return { intercept: base.intercept, features: base.features }
  const signs = FEATURES[kind]
  const coefficients = fitLogistic(
    rows.map(({ values }) =>
      base.features.map(
        ({ name, mean, deviation }) => (signs[name]! * ((values[name] ?? 0) - mean)) / deviation,
      ),
    ),
    rows.map(({ right }) => (right ? 1 : 0)),
    rows.map(({ weight }) => weight),
    {
      ridge: RIDGE,
      prior: [base.intercept, ...base.features.map(({ name, weight }) => signs[name]! * weight)],
    },
  )
  return {
    intercept: coefficients[0]!,
    features: base.features.map((feature, index) => ({
      ...feature,
      weight: signs[feature.name]! * coefficients[index + 1]!,
    })),
  }
}

/** Each label's point by a model fitted without its fold. */
function crossFitted(
  kind: Kind,
  base: KindWeights,
  own: readonly Weighted[],
  real: readonly Weighted[],
): Point[] {
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const held = real.filter((_, index) => index % FOLDS === fold)
    if (held.length === 0) return []
    const model = refit(kind, base, [...own, ...real.filter((_, index) => index % FOLDS !== fold)])
    return held.map((row) => pointOf(model, row))
  })
}

function pointOf(model: LinearModel, { values, ...row }: Weighted): Point {
  return { ...row, logit: logit(model, values) }
}

/**
 * The rising logistic curve that fits the points, near the gate's own slope. Standardised: Newton's method does not come back from where the
 * curve is flat.
 */
function platt(points: readonly Point[]): (value: number) => number {
  const total = points.reduce((sum, { weight }) => sum + weight, 0) || 1
  const mean = points.reduce((sum, point) => sum + point.weight * point.logit, 0) / total
  const variance = points.reduce((sum, point) => sum + point.weight * (point.logit - mean) ** 2, 0) / total
  const deviation = Math.sqrt(variance) || 1
  const [intercept, slope] = fitLogistic(
    points.map((point) => [(point.logit - mean) / deviation]),
    points.map(({ right }) => (right ? 1 : 0)),
    points.map(({ weight }) => weight),
    { ridge: SLOPE_HELD / deviation ** 2, prior: [0, deviation] },
  )
  return (value) => sigmoid((intercept ?? 0) + ((slope ?? 0) * (value - mean)) / deviation)
}

const STEPS = 25

function steps(points: readonly Point[], curve: (value: number) => number): KindWeights['calibration'] {
  const high = points[0]?.logit ?? 1
  const low = points.at(-1)?.logit ?? -1
  return Array.from({ length: STEPS }, (_, index) => {
    const at = low + ((high - low) * index) / (STEPS - 1)
    return { logit: at, confidence: curve(at) }
  })
}

/**
 * The lowest logit above which no more answers than the risk were seen to be wrong, nor does the curve expect more; undefined when
 * there is none.
 */
function cutFor(
  points: readonly Point[],
  curve: (value: number) => number,
  risk: number,
): number | undefined {
  let total = 0
  let wrong = 0
  let seen = 0
  let cut: number | undefined
  points.forEach((point, index) => {
    total += point.weight
    if (!point.right) seen += point.weight
    wrong += point.weight * (1 - curve(point.logit))
    // A threshold takes all questions of one logit or none.
    if (points[index + 1]?.logit === point.logit) return
    const expected = (seen + DOUBT * (wrong / total)) / (total + DOUBT)
    if (index + 1 >= LEAST_ANSWERS && expected <= risk) cut = point.logit
  })
  return cut
}

/** What all kinds together lead to expect at a risk. */
function expectation(risk: number, fits: readonly KindFit[]): Expectation {
  const sum = (rows: readonly Point[]) => rows.reduce((total, { weight }) => total + weight, 0)
  const points = fits.flatMap((fit) => fit.points)
  const answers = fits.flatMap(({ points: own, cuts }) => {
    const cut = cuts.find((entry) => entry.risk === risk)?.cut
    return cut === undefined ? [] : own.filter((point) => point.logit >= cut)
  })
  const right = sum(answers.filter((point) => point.right))
  const all = sum(answers)
  return {
    risk,
    answered: right / (sum(points.filter((point) => point.answerable)) || 1),
    wrong: all > 0 ? 1 - right / all : 0,
  }
}
