import { readFileSync } from 'node:fs'
import type { Gate, Judgement } from '../../contract/answer.ts'
import type { Candidate, Retrieval } from '../../contract/knowledge.ts'
import { confidenceAt } from './calibration.ts'
import { gateFeatures, type Kind } from './features.ts'
import { logit, thresholdAt, type GateWeights } from './model.ts'
import { passagesToQuote, passagesToRead } from './passages.ts'

/** The weights that ship with the project, fitted by `calibrate` on the development sets. */
export function shippedWeights(): GateWeights {
  return JSON.parse(readFileSync(new URL('./weights.json', import.meta.url), 'utf8')) as GateWeights
}

/** Between two pages this close, and not far below the threshold, asking which one is meant beats handing off. */
const AMBIGUOUS = { matched: 0.93, read: 0.6 }
const AMBIGUOUS_CONFIDENCE = 0.75

/** The gate: answers only where the calibrated confidence keeps the accepted risk. Pure; the same retrieval is judged the same. */
export function createGate(weights: GateWeights): Gate {
  return {
    judge(_question, retrieval, risk, by): Judgement {
      const features = gateFeatures(retrieval)
      if (!features) {
        return { ...verdict('handoff', 'no_candidates', 0), threshold: 1, risk, features: {}, passages: [] }
      }
      const { composed } = weights
      const proven = by !== undefined && composed?.by === by ? composed.kinds[features.kind] : undefined
      const own = proven ?? weights.kinds[features.kind]
      const values = features.values[features.kind]
      const threshold = thresholdAt(own, risk)
      const confidence = confidenceAt(own.calibration, logit(own, values))
      const passages = proven ? passagesToRead(retrieval) : passagesToQuote(features.kind, retrieval)
      const found = { threshold, risk, features: values, passages, ...(proven ? { by } : {}) }
      if (confidence >= threshold) return { ...verdict('answer', 'above_threshold', confidence), ...found }
      if (isAmbiguous(features.kind, retrieval) && confidence >= threshold * AMBIGUOUS_CONFIDENCE) {
        return { ...verdict('ask', 'ambiguous', confidence), ...found }
      }
      return { ...verdict('handoff', 'below_threshold', confidence), ...found }
    },
  }
}

function verdict(decision: Judgement['decision'], reason: string, confidence: number) {
  return { decision, reason, confidence }
}

function isAmbiguous(kind: Kind, { candidates }: Retrieval): boolean {
  const height = (candidate: Candidate | undefined) =>
    (kind === 'read' ? candidate?.signals['pageShare'] : candidate?.score) ?? 0
  const best = candidates[0]
  const other = candidates.find((candidate) => candidate.group !== best?.group)
  return height(other) > 0 && height(other) >= height(best) * AMBIGUOUS[kind]
}
