import type { Candidate, Retrieval } from '../../contract/knowledge.ts'
import { MATCHED_FEATURES, matchedFeatures } from './matched.ts'
import { READ_FEATURES, readFeatures } from './reading.ts'

/**
 * How a question meets what was found. `matched`: the passages are worded like questions themselves, as in lists of frequent ones, and the
 * question is compared with them. `read`: they are prose and tables, and are read for an answer.
 */
export type Kind = 'matched' | 'read'
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
    kind: kindOf(retrieval.candidates),
    values: { matched: matchedFeatures(retrieval, best), read: readFeatures(retrieval, best) },
  }
}

/** From this part of the candidates on a site's passages are taken to be worded like questions. */
const MOSTLY = 0.5

function kindOf(candidates: readonly Candidate[]): Kind {
  const alike = candidates.filter(isWordedLikeQuestion).length
  return alike >= candidates.length * MOSTLY ? 'matched' : 'read'
}

const ASKS =
  /\?\s*$|^(how|what|whats|when|where|why|who|which|can|could|do|does|did|is|are|am|will|would|should|may|i|my)\b/i
/** A passage of fewer words is a phrase somebody might ask with. */
const PHRASE_WORDS = 15
/** A title of more words than this is a text. */
const TITLE_WORDS = 30

function isWordedLikeQuestion({ title, text }: Candidate): boolean {
  const words = (part: string) => part.split(/\s+/).length
  return (title !== '' && words(title) <= TITLE_WORDS && ASKS.test(title)) || words(text) < PHRASE_WORDS
}
