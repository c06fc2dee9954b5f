import type { Lexicon } from '../text/lexicon.ts'
import { gramCosine, type Analysis } from './analysis.ts'
import { bm25, coverage, coveredBy } from './match.ts'
import type { QuestionAnalysis } from './question.ts'

/** Cosines of the question's vector with a passage's two, plain and with the corpus mean taken out. */
export interface Cosines {
  text: number
  title: number
  centredText: number
  centredTitle: number
}

/** What the second stage measures of one passage; names as they stand in `Candidate.signals`. */
export interface Signals extends Record<string, number> {
  score: number
}

/**
 * Weights of the fused score. Every part lies about between 0 and 1: BM25 is taken over the question's total idf, the rest
 * are cosines. Chosen on the development sets; flat around here.
 */
const WEIGHTS = {
  bm25: 1,
  bm25Title: 0.3,
  cosText: 0.8,
  cosTitle: 0.5,
  gram: 0.7,
  gramText: 0.9,
  gramTitle: 0.4,
}

/** Every signal of one passage for one question, and their weighted sum. */
export function scorePassage(
  lexicon: Lexicon,
  question: QuestionAnalysis,
  passage: Analysis,
  cosines: Cosines,
): Signals {
  const total = question.totalIdf || 1
  const parts = {
    bm25: bm25(question, passage.whole, lexicon.averageLength, 0.75) / total,
    bm25Title: bm25(question, passage.title, 1, 0) / total,
    cosText: cosines.centredText,
    cosTitle: cosines.centredTitle,
    gram: gramCosine(question.field, passage.whole),
    gramText: gramCosine(question.field, passage.text),
    gramTitle: gramCosine(question.field, passage.title),
  }
  const found = coverage(question, passage.whole)
  let score = 0
  for (const [name, weight] of Object.entries(WEIGHTS)) score += weight * parts[name as keyof typeof WEIGHTS]
  return {
    ...parts,
    cosine: cosines.text,
    cosineTitle: cosines.title,
    coverage: found.exact,
    softCoverage: found.soft,
    titleCovered: coveredBy(question, passage.title, lexicon),
    textCovered: coveredBy(question, passage.text, lexicon),
    score,
  }
}

/** How many of the best passages speak for their group. */
const EVIDENCE_DEPTH = 10
/** How strongly a better passage outweighs several weaker ones; 1 would be a plain sum. */
const EVIDENCE_POWER = 6

/**
 * Ranks by the evidence of whole groups: several good passages of one page stand for it together. The score that comes back is the
 * group's evidence for its best passage, and in proportion less for its others. Ties go to the lower id.
 */
export function rankByEvidence<T extends { id: number; group: string; score: number }>(
  scored: readonly T[],
): (T & { fused: number })[] {
  const positive = (score: number) => Math.max(score, 1e-6)
  const order = scored.toSorted((a, b) => b.score - a.score || a.id - b.id)
  const evidence = new Map<string, { sum: number; best: number }>()
  for (const { group, score } of order.slice(0, EVIDENCE_DEPTH)) {
    const entry = evidence.get(group) ?? { sum: 0, best: positive(score) }
    entry.sum += positive(score) ** EVIDENCE_POWER
    evidence.set(group, entry)
  }
  return order
    .map((entry) => {
      const own = evidence.get(entry.group)
      const fused = own
        ? (own.sum ** (1 / EVIDENCE_POWER) * positive(entry.score)) / own.best
        : positive(entry.score)
      return { ...entry, fused }
    })
    .sort((a, b) => b.fused - a.fused || a.id - b.id)
}
