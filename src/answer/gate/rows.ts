import { confidenceAt } from './calibration.ts'
import type { Kind } from './features.ts'
import { logit, type KindWeights, type LabelledFeatures } from './model.ts'

/** A question of the site's with its label. */
export interface SiteRow extends LabelledFeatures {
  answerable: boolean
}

/** What a fit expects of itself on the site's own questions: the labelled ones, or those of the corpus where there are too few. */
export interface Expectation {
  risk: number
  /** Share of the answerable questions that are answered from the right page. */
  answered: number
  /** Share of the answers that are wrong. */
  wrong: number
}

/** No threshold rests on fewer answers. */
export const LEAST_ANSWERS = 20
export const valuesOf = (kind: Kind, { features }: SiteRow) => features?.values[kind] ?? {}

/** What the gate makes of a labelled question. */
export interface Judged {
  confidence: number
  right: boolean
  answerable: boolean
}

/** The questions of a kind with their confidence, the surest first. */
export function confidencesOf(kind: Kind, weights: KindWeights, rows: readonly SiteRow[]): Judged[] {
  return rows
    .filter(({ features }) => features?.kind === kind)
    .map((row) => ({
      confidence: confidenceAt(weights.calibration, logit(weights, valuesOf(kind, row))),
      right: row.right,
      answerable: row.answerable,
    }))
    .sort((a, b) => b.confidence - a.confidence)
}
