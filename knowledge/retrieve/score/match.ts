import type { Lexicon } from '../text/lexicon.ts'
import type { Field } from './analysis.ts'
import type { QuestionAnalysis, QuestionWord } from './question.ts'

const K1 = 1.2

/** BM25 of the question against one field. `b`: how much length counts. */
export function bm25(
  question: QuestionAnalysis,
  target: Field,
  averageLength: number,
  b: number,
): number {
  const norm = K1 * (1 - b + (b * target.length) / averageLength)
  let sum = 0
  for (const word of question.words) {
    const count = target.counts.get(word.term)
    if (count !== undefined && word.df > 0) sum += (word.idf * count * (K1 + 1)) / (count + norm)
  }
  return sum
}

/** How surely a word is in the field: 1 where it is, else the weight of its character grams that are (typos, compounds). */
export function wordPresence(word: QuestionWord, target: Field): number {
  if (target.counts.has(word.term)) return 1
  let sum = 0
  for (const { gram, weight } of word.grams) if (target.grams.has(gram)) sum += weight
  return word.gramTotal > 0 ? sum / word.gramTotal : 0
}

/** Shares of the question's idf found in a field: exactly, and by character grams. */
export function coverage(question: QuestionAnalysis, target: Field): { exact: number; soft: number } {
  if (question.totalIdf === 0) return { exact: 0, soft: 0 }
  let exact = 0
  let soft = 0
  for (const word of question.words) {
    const presence = wordPresence(word, target)
    if (presence === 1) exact += word.idf
    soft += word.idf * presence
  }
  return { exact: exact / question.totalIdf, soft: soft / question.totalIdf }
}

/** Share of a field's idf that the question has: whether the question is about all of it. */
export function coveredBy(question: QuestionAnalysis, target: Field, lexicon: Lexicon): number {
  let found = 0
  let total = 0
  for (const term of target.counts.keys()) {
    const idf = lexicon.idf(term)
    total += idf
    if (question.field.counts.has(term)) found += idf
  }
  return total > 0 ? found / total : 0
}
