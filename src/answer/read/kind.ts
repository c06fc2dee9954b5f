import type { Candidate, Retrieval } from '../../contract/knowledge.ts'

/**
 * How a question meets what was found. `matched`: the passages are worded like questions themselves, as in lists of frequent ones, and the
 * question is compared with them. `read`: they are prose and tables, and are read for an answer.
 */
export type Kind = 'matched' | 'read'

/** From this part of the candidates on a site's passages are taken to be worded like questions. */
const MOSTLY = 0.5

export function kindOf({ candidates }: Pick<Retrieval, 'candidates'>): Kind {
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
