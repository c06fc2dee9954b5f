import type { OutsideWeights } from './outside.ts'
import { UNIT_FEATURES, type UnitFeature, type UnitFeatures } from './features.ts'

/** Coefficients of the features; a unit's score tells only how it compares with the other units of its question. */
export type UnitWeights = Partial<Record<UnitFeature, number>>

export interface ReaderWeights {
  /** Where it came from: names of the sets and how many questions. Shown, not used. */
  fittedOn: { sets: string[]; questions: number }
  /** By words alone: which units are worth a close look. */
  glance: UnitWeights
  /** With the meaning compared. */
  read: UnitWeights
  /** How a question sounds that no page answers; absent where there were none to learn from. */
  outside?: OutsideWeights
}

export function scoreOf(weights: UnitWeights, features: UnitFeatures): number {
  let sum = 0
  for (const name of UNIT_FEATURES) {
    const weight = weights[name]
    if (weight !== undefined) sum += weight * features[name]
  }
  return sum
}
