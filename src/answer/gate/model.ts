import { fitLogistic } from './fit.ts'
import { FEATURE_NAMES, FEATURES, type FeatureName } from './features.ts'

export type Features = Record<FeatureName, number>

/** What the gate learned: how features become a calibrated probability, and what probability a risk asks for. */
export interface GateWeights {
  /** Where it came from: names of the sets, when, how many questions. Shown, not used. */
  fittedOn: { sets: string[]; questions: number }
  features: { name: FeatureName; mean: number; deviation: number; weight: number }[]
  intercept: number
  /** Rising steps from the model's logit to the share of right answers seen there. */
  calibration: { logit: number; confidence: number }[]
  /** The confidence that keeps each risk, lowest risk first. */
  thresholds: { risk: number; confidence: number }[]
}

/** One labelled question. */
export interface LabelledFeatures {
  features: Features | undefined
  right: boolean
}

/** The questions of one set, and what they count beside the others'. */
export interface TrainingSet {
  name: string
  weight: number
  rows: LabelledFeatures[]
}

const RIDGE = 100
/** Sets count alike, whatever their size, as if each had so many questions. */
const SET_WEIGHT = 1000

export interface LinearModel {
  features: GateWeights['features']
  intercept: number
}

/** Fits the linear part: standardised features, coefficients that only point the way they may. */
export function fitModel(sets: readonly TrainingSet[]): LinearModel {
  const examples = sets.flatMap(({ rows, weight }) =>
    rows.flatMap(({ features, right }) =>
      features ? [{ features, right, weight: (weight * SET_WEIGHT) / rows.length }] : [],
    ),
  )
  const columns = FEATURE_NAMES.map((name) => {
    const values = examples.map(({ features }) => features[name])
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    return { name, mean, deviation: Math.sqrt(variance) || 1 }
  })
  const coefficients = fitLogistic(
    examples.map(({ features }) =>
      columns.map(({ name, mean, deviation }) => (FEATURES[name] * (features[name] - mean)) / deviation),
    ),
    examples.map(({ right }) => (right ? 1 : 0)),
    examples.map(({ weight }) => weight),
    { ridge: RIDGE },
  )
  return {
    intercept: coefficients[0]!,
    features: columns.map((column, index) => ({
      ...column,
      weight: FEATURES[column.name] * coefficients[index + 1]!,
    })),
  }
}

export function logit(model: LinearModel, features: Features): number {
  let sum = model.intercept
  for (const { name, mean, deviation, weight } of model.features) {
    sum += (weight * (features[name] - mean)) / deviation
  }
  return sum
}
