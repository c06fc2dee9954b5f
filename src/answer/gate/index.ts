import { readFileSync } from 'node:fs'
import type { Gate, Judgement } from '../../contract/answer.ts'
import type { Candidate, Retrieval } from '../../contract/knowledge.ts'
import { confidenceAt } from './calibration.ts'
import { gateFeatures, type Kind } from './features.ts'
import { logit, type GateWeights, type KindWeights } from './model.ts'

/** The weights that ship with the project, fitted by `calibrate` on the development sets. */
export function shippedWeights(): GateWeights {
  return JSON.parse(readFileSync(new URL('./weights.json', import.meta.url), 'utf8')) as GateWeights
}

/** An answer is composed from at most so many passages. */
const PASSAGES = 4
/** Below this part of the first passage's score another page's is no longer about the same. */
const NEAR_SCORE = { matched: 0.6, read: 0.1 }
/** Between two pages this close, and not far below the threshold, asking which one is meant beats handing off. */
const AMBIGUOUS = { matched: 0.93, read: 0.6 }
const AMBIGUOUS_CONFIDENCE = 0.75

/** The gate: answers only where the calibrated confidence keeps the accepted risk. Pure; the same retrieval is judged the same. */
export function createGate(weights: GateWeights): Gate {
  return {
    judge(_question, retrieval, risk): Judgement {
      const features = gateFeatures(retrieval)
      if (!features) {
        return { ...verdict('handoff', 'no_candidates', 0), threshold: 1, risk, features: {}, passages: [] }
      }
      const own = weights.kinds[features.kind]
      const values = features.values[features.kind]
      const threshold = thresholdAt(own, risk)
      const confidence = confidenceAt(own.calibration, logit(own, values))
      const passages = passagesFor(features.kind, retrieval)
      const found = { threshold, risk, features: values, passages }
      if (confidence >= threshold) return { ...verdict('answer', 'above_threshold', confidence), ...found }
      if (isAmbiguous(features.kind, retrieval) && confidence >= threshold * AMBIGUOUS_CONFIDENCE) {
        return { ...verdict('ask', 'ambiguous', confidence), ...found }
      }
      return { ...verdict('handoff', 'below_threshold', confidence), ...found }
    },
  }
}

/** The confidence needed at a risk; risks between two kept ones take the stricter. */
export function thresholdAt(weights: Pick<KindWeights, 'thresholds'>, risk: number): number {
  const kept = weights.thresholds.filter((entry) => entry.risk <= risk + 1e-9)
  return kept.length > 0 ? Math.min(...kept.map((entry) => entry.confidence)) : 2
}

function verdict(decision: Judgement['decision'], reason: string, confidence: number) {
  return { decision, reason, confidence }
}

function passagesFor(kind: Kind, { candidates }: Retrieval) {
  const best = candidates[0]
  if (!best) return []
  // The best page's own passages first: an answer should rest on one page where it can.
  const own = candidates.filter((candidate) => candidate.group === best.group)
  const others = candidates.filter(
    (candidate) => candidate.group !== best.group && candidate.score >= best.score * NEAR_SCORE[kind],
  )
  return [...own, ...others].slice(0, PASSAGES)
}

function isAmbiguous(kind: Kind, { candidates }: Retrieval): boolean {
  const height = (candidate: Candidate | undefined) =>
    (kind === 'read' ? candidate?.signals['pageShare'] : candidate?.score) ?? 0
  const best = candidates[0]
  const other = candidates.find((candidate) => candidate.group !== best?.group)
  return height(other) > 0 && height(other) >= height(best) * AMBIGUOUS[kind]
}
