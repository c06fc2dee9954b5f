import type { Analysis } from './analysis.ts'
import { answerKindMissing } from './kinds.ts'
import { wordPresence } from './match.ts'
import type { QuestionAnalysis } from './question.ts'

/**
 * Whether the passage has what the question is specifically about. Being on the topic is not enough: a passage on shipping
 * does not answer for Norway unless it says Norway.
 */
export function specifics(question: QuestionAnalysis, passage: Analysis): Record<string, number> {
  const content = question.words.filter((word) => word.content)
  const list = content.length > 0 ? content : question.words
  const top = list.toSorted((a, b) => b.idf - a.idf || (a.term < b.term ? -1 : 1))
  const presences = top.map((word) => wordPresence(word, passage.whole))
  const missing = top.map((word, index) => word.idf * (1 - presences[index]!))
  const digits = top.flatMap((word, index) => (/\d/.test(word.term) ? [presences[index]!] : []))
  return {
    /** Presence of the rarest word, and of the second rarest. */
    rarest: presences[0] ?? 0,
    second: presences[1] ?? presences[0] ?? 0,
    /** The heaviest word that is missing, in units of idf. */
    missingMost: Math.max(0, ...missing),
    missingSum: missing.reduce((sum, value) => sum + value, 0),
    contentCovered:
      presences.length > 0 ? presences.reduce((sum, value) => sum + value, 0) / presences.length : 0,
    numbersMissing: digits.length > 0 ? 1 - Math.min(...digits) : 0,
    kindMissing: answerKindMissing(question.text, passage.plain),
  }
}
