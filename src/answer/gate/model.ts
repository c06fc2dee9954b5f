import { fitLogistic } from './fit.ts'
import { FEATURES, type Features, type Kind } from './features.ts'

/** What the gate learned: how features become a calibrated probability, and what probability a risk asks for. */
export interface GateWeights {
  /** Where it came from: names of the sets, when, how many questions. Shown, not used. */
  fittedOn: { sets: string[]; questions: number }
  kinds: Record<Kind, KindWeights>
  /** For answers of a composer that was seen to decline rightly on this site's labels. */
  composed?: ComposedWeights
}

export interface ComposedWeights {
  /** The composer's model. */
  by: string
  kinds: Partial<Record<Kind, KindWeights>>
}

export interface LinearModel {
  features: { name: string; mean: number; deviation: number; weight: number }[]
  intercept: number
}

/** The weights for one kind of questions. */
export interface KindWeights extends LinearModel {
  /** Rising steps from the model's logit to the share of right answers seen there. */
  calibration: { logit: number; confidence: number }[]
  /** The confidence that keeps each risk, lowest risk first. */
  thresholds: { risk: number; confidence: number }[]
}

/** One labelled question. */
export interface LabelledFeatures {
  features: Features | undefined
  right: boolean
  /** What it counts beside the others of its set; 1 when absent. */
  weight?: number
}

/** The questions of one set, and what they count beside the others'. */
export interface TrainingSet {
  name: string
  /** Written for practice: it teaches how passages are read, and nothing of how alike real questions are to what answers them. */
  practice?: boolean
  /** Its questions were written to mislead: how often they do says nothing of how often shoppers' questions do. */
  traps?: boolean
  weight: number
  rows: LabelledFeatures[]
}

const RIDGE = 100
/** Sets count alike, whatever their size, as if each had so many questions. */
const SET_WEIGHT = 1000

/** Fits the linear part: standardised features, coefficients that only point the way they may. */
export function fitModel(kind: Kind, sets: readonly TrainingSet[]): LinearModel {
  const signs = FEATURES[kind]
  const examples = sets.flatMap((set) => weighted(kind, set))
  const columns = Object.keys(signs).map((name) => {
    const values = examples.map(({ values: found }) => found[name]!)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    return { name, mean, deviation: Math.sqrt(variance) || 1 }
  })
  const coefficients = fitLogistic(
    examples.map(({ values }) =>
      columns.map(({ name, mean, deviation }) => (signs[name]! * (values[name]! - mean)) / deviation),
    ),
    examples.map(({ right }) => (right ? 1 : 0)),
    examples.map(({ weight }) => weight),
    { ridge: RIDGE },
  )
  return {
    intercept: coefficients[0]!,
    features: columns.map((column, index) => ({
      ...column,
      weight: signs[column.name]! * coefficients[index + 1]!,
    })),
  }
}

/** A set's questions of one kind; all of them together count as much as the set does. */
function weighted(kind: Kind, set: TrainingSet) {
  const own = ofKind(kind, set)
  const total = own.reduce((sum, row) => sum + row.weight, 0) || 1
  return own.map((row) => ({ ...row, weight: (row.weight * set.weight * SET_WEIGHT) / total }))
}

/**
 * The questions of a set that teach a kind, each with what it counts. Comparing is learned from all real questions, since few sets are
 * worded like their questions; reading from those whose passages have to be read.
 */
export function ofKind(kind: Kind, { rows, practice }: Pick<TrainingSet, 'rows' | 'practice'>) {
  return rows.flatMap(({ features, right, weight = 1 }) =>
    features && (features.kind === kind || (kind === 'matched' && !practice))
      ? [{ values: features.values[kind], right, weight }]
      : [],
  )
}

export function logit(model: LinearModel, values: Readonly<Record<string, number>>): number {
  let sum = model.intercept
  for (const { name, mean, deviation, weight } of model.features) {
    sum += (weight * ((values[name] ?? 0) - mean)) / deviation
  }
  return sum
}

/** The confidence needed at a risk: what keeps a lower one keeps it too. */
export function thresholdAt(weights: Pick<KindWeights, 'thresholds'>, risk: number): number {
  const kept = weights.thresholds.filter((entry) => entry.risk <= risk + 1e-9)
  return kept.length > 0 ? Math.min(...kept.map((entry) => entry.confidence)) : 2
}
