import { calibrate } from './calibration.ts'
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
