import type { AskedWord } from '../../../src/contract/knowledge.ts'
import type { Lexicon } from '../text/lexicon.ts'
import { isFunctionWord } from '../text/function-words.ts'
import { widerPlaces } from '../text/places.ts'
import { relatedWords } from '../text/thesaurus.ts'
import { stem } from '../text/stem.ts'
import { words } from '../text/words.ts'
import { field, type Field } from './analysis.ts'

/** One different word of a question, with what it weighs. */
export interface QuestionWord {
  term: string
  surface: string
  /** Inverse document frequency, lessened for words that carry only form. */
  idf: number
  /** Carries matter, not only form. */
  content: boolean
  /** In how many passages it occurs; 0 for a word the index has never seen. */
  df: number
  grams: { gram: number; weight: number }[]
  gramTotal: number
  /** Words that may stand for it, each for less than the word itself: as written, and as terms. */
  relatedWords: string[]
  related: string[]
}

export interface QuestionAnalysis {
  text: string
  words: QuestionWord[]
  /** Sum of the words' idf. */
  totalIdf: number
  field: Field
}

/** What a function word counts of its idf. */
const FUNCTION_WEIGHT = 0.3

export function analyseQuestion(lexicon: Lexicon, text: string): QuestionAnalysis {
  const list = words(text)
  const related = relatedWords(list.map((word) => word.term))
  const seen = new Map<string, QuestionWord>()
  for (const [at, { term, surface }] of list.entries()) {
    const others = [...related[at]!, ...widerPlaces(term)]
    const known = seen.get(term)
    if (known) {
      relate(known, others)
      continue
    }
    const content = !isFunctionWord(surface)
    const grams = Array.from(lexicon.grams(term), (gram) => ({ gram, weight: lexicon.gramIdf(gram) }))
    const gramTotal = grams.reduce((sum, gram) => sum + gram.weight, 0)
    const word: QuestionWord = {
      term,
      surface,
      idf: lexicon.idf(term) * (content ? 1 : FUNCTION_WEIGHT),
      content,
      df: lexicon.df(term),
      grams,
      gramTotal,
      relatedWords: [],
      related: [],
    }
    relate(word, others)
    seen.set(term, word)
  }
  const found = [...seen.values()]
  return {
    text,
    words: found,
    totalIdf: found.reduce((sum, word) => sum + word.idf, 0),
    field: field(
      lexicon,
      list.map((word) => word.term),
    ),
  }
}

function relate(word: QuestionWord, others: readonly string[]): void {
  for (const other of others) {
    const term = stem(other)
    if (term === word.term || word.related.includes(term)) continue
    word.relatedWords.push(other)
    word.related.push(term)
  }
}

/** The words that carry matter, for those who read the passages. */
export function askedWords(question: QuestionAnalysis, lexicon: Lexicon): AskedWord[] {
  const most = lexicon.unknownIdf || 1
  return question.words
    .filter((word) => word.content)
    .map(({ surface, idf, df, relatedWords }) => ({
      surface,
      idf,
      rarity: idf / most,
      known: df > 0,
      related: relatedWords,
    }))
}

/** Facts about the question as a whole, for the gate. */
export function questionSignals(question: QuestionAnalysis): Record<string, number> {
  const content = question.words.filter((word) => word.content)
  const unknown = question.words.filter((word) => word.df === 0)
  return {
    words: question.words.length,
    contentWords: content.length,
    totalIdf: question.totalIdf,
    unknownShare:
      question.totalIdf > 0 ? unknown.reduce((sum, word) => sum + word.idf, 0) / question.totalIdf : 0,
  }
}
