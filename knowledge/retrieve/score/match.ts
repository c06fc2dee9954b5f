import type { Lexicon } from '../text/lexicon.ts'
import type { Field } from './analysis.ts'
import type { QuestionAnalysis, QuestionWord } from './question.ts'

const K1 = 1.2
/** What a related word counts beside the word itself. */
export const RELATED_WEIGHT = 0.6

/** How surely a word is there when only a related one is. */
const RELATED_PRESENCE = 0.6

function relatedCount(word: QuestionWord, target: Field): number {
  let most = 0
  for (const term of word.related) most = Math.max(most, target.counts.get(term) ?? 0)
  return most
}

/** BM25 of the question against one field. `b`: how much length counts. */
export function bm25(question: QuestionAnalysis, target: Field, averageLength: number, b: number): number {
  const norm = K1 * (1 - b + (b * target.length) / averageLength)
  let sum = 0
  for (const word of question.words) {
    const count = target.counts.get(word.term) ?? relatedCount(word, target) * RELATED_WEIGHT
    if (count > 0) sum += (word.idf * count * (K1 + 1)) / (count + norm)
  }
  return sum
}

/** How surely a word is in the field: 1 where it is, else the weight of its character grams that are (typos, compounds). */
export function wordPresence(word: QuestionWord, target: Field): number {
  if (target.counts.has(word.term)) return 1
  let sum = 0
  for (const { gram, weight } of word.grams) if (target.grams.has(gram)) sum += weight
  const likeness = word.gramTotal > 0 ? sum / word.gramTotal : 0
  return likeness < RELATED_PRESENCE && relatedCount(word, target) > 0 ? RELATED_PRESENCE : likeness
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
  for (const term of question.field.counts.keys()) if (target.counts.has(term)) found += lexicon.idf(term)
  return target.totalIdf > 0 ? found / target.totalIdf : 0
}
