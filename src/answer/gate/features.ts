import type { Retrieval } from '../../contract/knowledge.ts'
import { kindOf, type Kind } from '../read/kind.ts'
import { MATCHED_FEATURES, matchedFeatures } from './matched.ts'
import { READ_FEATURES, readFeatures } from './reading.ts'

export type { Kind }
export const KINDS: readonly Kind[] = ['matched', 'read']

/**
 * What the gate looks at for each kind, with the direction that a feature may count in: a better match may only raise the confidence, a
 * lack only lower it. Without that the model learns the manners of its training sets, and fails on the next site.
 */
export const FEATURES: Record<Kind, Readonly<Record<string, 1 | -1>>> = {
  matched: MATCHED_FEATURES,
  read: READ_FEATURES,
}

export interface Features {
  /** The kind of the question: its values are judged by. */
  kind: Kind
  /** What each kind would look at. */
  values: Record<Kind, Record<string, number>>
}

/** The features of the best passage, or undefined when nothing was found. */
export function gateFeatures(retrieval: Retrieval): Features | undefined {
  const best = retrieval.candidates[0]
  if (!best) return undefined
  return {
    kind: kindOf(retrieval),
    values: { matched: matchedFeatures(retrieval, best), read: readFeatures(retrieval, best) },
  }
}
