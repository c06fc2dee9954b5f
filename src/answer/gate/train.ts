import { calibrate } from './calibration.ts'
import { KINDS, type Kind } from './features.ts'
import { fitModel, ofKind, type GateWeights, type KindWeights, type TrainingSet } from './model.ts'

/**
 * Fits and calibrates a gate on labelled sets; each set counts by its weight in the fit, and alike in the calibration. A kind of question
 * that no set has is taken from `base`, or judged to be never right.
 */
export function trainGate(sets: readonly TrainingSet[], base?: GateWeights): GateWeights {
  const train = (kind: Kind): KindWeights => {
    const own = sets.filter((set) => ofKind(kind, set).length > 0)
    if (own.length === 0) return base?.kinds[kind] ?? NEVER
    const model = fitModel(kind, own)
    return { ...model, ...calibrate(kind, model, own) }
  }
  return {
    fittedOn: {
      sets: sets.map(({ name }) => name),
      questions: sets.reduce((sum, { rows }) => sum + rows.length, 0),
    },
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, train(kind)])) as GateWeights['kinds'],
  }
}

const NEVER: KindWeights = { features: [], intercept: 0, calibration: [], thresholds: [] }
