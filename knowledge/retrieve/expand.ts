import { RELATED_WEIGHT } from './score/match.ts'
import type { QuestionAnalysis } from './score/question.ts'
import type { Lexicon } from './text/lexicon.ts'

/** A word of the index that looks like one it has never seen. */
export interface SimilarTerm {
  word: string
  term: string
  /** Trigram similarity, 0 to 1. */
  near: number
}

/** Postings read for one question, about: common words are left out of the search, not out of the score. */
const POSTINGS = 4000

/** Words the index has never seen, and long enough to be recognised by their trigrams. */
export function unknownWords(question: QuestionAnalysis): string[] {
  return question.words.filter((word) => word.df === 0 && word.term.length >= 4).map((word) => word.term)
}

/**
 * The terms to look up, rarest first, until they would read too many postings: at 100,000 passages a common word has as many
 * postings as all the rest together, and tells no passage from another.
 */
export function searchTerms(
  question: QuestionAnalysis,
  lexicon: Lexicon,
  similar: readonly SimilarTerm[],
): { term: string; weight: number }[] {
  const weights = new Map<string, number>()
  const offer = (term: string, weight: number) => {
    if (lexicon.df(term) > 0) weights.set(term, Math.max(weights.get(term) ?? 0, weight))
  }
  for (const word of question.words) {
    offer(word.term, word.idf)
    for (const term of word.related) offer(term, RELATED_WEIGHT * Math.min(word.idf, lexicon.idf(term)))
  }
  for (const { term, near } of similar) offer(term, lexicon.idf(term) * near)
  const order = [...weights]
    .map(([term, weight]) => ({ term, weight, df: lexicon.df(term) }))
    .sort((a, b) => a.df - b.df || (a.term < b.term ? -1 : 1))
  const chosen: { term: string; weight: number }[] = []
  let postings = 0
  for (const { term, weight, df } of order) {
    postings += df
    if (chosen.length > 0 && postings > POSTINGS) break
    chosen.push({ term, weight })
  }
  return chosen
}
