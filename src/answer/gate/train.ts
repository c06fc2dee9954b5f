import { calibrate } from './calibration.ts'
import { FEATURES } from './features.ts'
import { fitLogistic } from './fit.ts'
import { fitModel, type GateWeights, type TrainingSet } from './model.ts'

/** Fits and calibrates a gate on labelled sets; each set counts by its weight in the fit, and alike in the calibration. */
export function trainGate(sets: readonly TrainingSet[]): GateWeights {
  const model = fitModel(sets)
  return {
    fittedOn: {
      sets: sets.map(({ name }) => name),
      questions: sets.reduce((sum, { rows }) => sum + rows.length, 0),
    },
    ...model,
    ...calibrate(model, sets),
  }
}

/** How many labels weigh as much as all that the shipped weights were fitted on. */
const SITE_RIDGE = 30

/**
 * Adapts a fitted gate to one site: its own labels move the weights as far as there are labels to do it, and its calibration and thresholds
 * are taken from them alone. Sites differ most in how high a right match scores, less in what makes one.
 */
export function adaptGate(base: GateWeights, site: TrainingSet): GateWeights {
  const rows = site.rows.flatMap(({ features, right }) => (features ? [{ features, right }] : []))
  const coefficients = fitLogistic(
    rows.map(({ features }) =>
      base.features.map(
        ({ name, mean, deviation }) => (FEATURES[name] * (features[name] - mean)) / deviation,
      ),
    ),
    rows.map(({ right }) => (right ? 1 : 0)),
    rows.map(() => 1),
    {
      ridge: SITE_RIDGE,
      prior: [base.intercept, ...base.features.map(({ name, weight }) => FEATURES[name] * weight)],
    },
  )
  const model = {
    intercept: coefficients[0]!,
    features: base.features.map((feature, index) => ({
      ...feature,
      weight: FEATURES[feature.name] * coefficients[index + 1]!,
    })),
  }
  return {
    fittedOn: { sets: [...base.fittedOn.sets, site.name], questions: base.fittedOn.questions + rows.length },
    ...model,
    ...calibrate(model, [site], { leastAnswers: SITE_ANSWERS, leastBlock: SITE_BLOCK, margin: 1 }),
  }
}

/** A site's own labels are few, but its own: fewer answers must do, with wider steps and without a margin for the unknown. */
const SITE_ANSWERS = 10
const SITE_BLOCK = 0.1
