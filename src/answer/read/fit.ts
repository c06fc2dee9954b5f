import { minimise } from './minimise.ts'
import { UNIT_FEATURES, type UnitFeature, type UnitFeatures } from './features.ts'
import type { UnitWeights } from './model.ts'

/** One answerable question: its units' features, and which of them answer it. */
export interface ReadExample {
  units: UnitFeatures[]
  answers: boolean[]
}

/** Strength of the pull toward 0, in standardised features. */
const RIDGE = 3

/**
 * Fits by the likelihood that the softmax over a question's units falls on one that answers; questions without such a unit teach
 * nothing. The columns are standardised for the fit. Deterministic.
 */
export function fitReader(examples: readonly ReadExample[], features: readonly UnitFeature[]): UnitWeights {
  const taught = examples.filter(({ answers }) => answers.some(Boolean) && !answers.every(Boolean))
  const deviations = features.map((name) => deviation(taught, name))
  const rows = taught.map(({ units, answers }) => ({
    answers,
    columns: units.map((unit) => Float64Array.from(features, (name, at) => unit[name] / deviations[at]!)),
  }))
  const weights = minimise(features.length, (point, gradient) => {
    let loss = 0
    point.forEach((value, at) => {
      loss += (RIDGE / 2) * value * value
      gradient[at] = RIDGE * value
    })
    for (const { columns, answers } of rows) loss += addQuestion(columns, answers, point, gradient)
    return loss
  })
  return Object.fromEntries(
    features.map((name, at) => [name, Number((weights[at]! / deviations[at]!).toFixed(6))]),
  )
}

/** Adds a question's gradient; returns its loss. */
function addQuestion(
  columns: readonly Float64Array[],
  answers: readonly boolean[],
  point: Float64Array,
  gradient: Float64Array,
): number {
  const scores = columns.map((row) => row.reduce((sum, value, at) => sum + value * point[at]!, 0))
  const top = Math.max(...scores)
  const exps = scores.map((score) => Math.exp(score - top))
  const all = exps.reduce((sum, value) => sum + value, 0)
  const right = exps.reduce((sum, value, index) => (answers[index] ? sum + value : sum), 0)
  columns.forEach((row, index) => {
    const pull = exps[index]! / all - (answers[index] ? exps[index]! / Math.max(right, 1e-300) : 0)
    for (let at = 0; at < row.length; at++) gradient[at]! += pull * row[at]!
  })
  return Math.log(all) - Math.log(Math.max(right, 1e-300))
}

function deviation(examples: readonly ReadExample[], name: UnitFeature): number {
  let count = 0
  let sum = 0
  let square = 0
  for (const { units } of examples) {
    for (const unit of units) {
      count++
      sum += unit[name]
      square += unit[name] ** 2
    }
  }
  const variance = count > 0 ? square / count - (sum / count) ** 2 : 0
  return Math.sqrt(Math.max(variance, 0)) || 1
}

/** The features that words alone give. */
export const GLANCED: readonly UnitFeature[] = UNIT_FEATURES.filter((name) => name !== 'meaning')
