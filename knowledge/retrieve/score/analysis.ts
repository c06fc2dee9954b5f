import { plainText } from '../passages/text.ts'
import { wordGrams } from '../text/grams.ts'
import type { Lexicon } from '../text/lexicon.ts'
import { countTerms, terms } from '../text/words.ts'

/** A text as the second stage compares it: its terms, and its character grams weighted by tf-idf to length 1. */
export interface Field {
  counts: Map<string, number>
  length: number
  grams: Map<string, number>
}

/** A passage taken apart once; kept by its id, since passages never change. */
export interface Analysis {
  title: Field
  text: Field
  whole: Field
  sentences: string[]
}

export function analysePassage(
  lexicon: Lexicon,
  passage: { title: string; headingPath: readonly string[]; text: string },
): Analysis {
  const plain = plainText(passage.text)
  const title = terms([passage.title, ...passage.headingPath].join(' '))
  const text = terms(plain)
  return {
    title: field(lexicon, title),
    text: field(lexicon, text),
    whole: field(lexicon, [...title, ...text]),
    sentences: sentences(plain),
  }
}

export function field(lexicon: Lexicon, list: readonly string[]): Field {
  const counts = countTerms(list)
  const grams = new Map<string, number>()
  for (const [term, count] of counts) {
    for (const gram of wordGrams(term)) grams.set(gram, (grams.get(gram) ?? 0) + count)
  }
  let square = 0
  for (const [gram, count] of grams) {
    const weight = (1 + Math.log(count)) * lexicon.gramIdf(gram)
    grams.set(gram, weight)
    square += weight * weight
  }
  const norm = Math.sqrt(square) || 1
  for (const [gram, weight] of grams) grams.set(gram, weight / norm)
  return { counts, length: list.length, grams }
}

/** Cosine of two fields' grams. */
export function gramCosine(a: Field, b: Field): number {
  const [small, large] = a.grams.size < b.grams.size ? [a, b] : [b, a]
  let sum = 0
  for (const [gram, weight] of small.grams) {
    const other = large.grams.get(gram)
    if (other !== undefined) sum += weight * other
  }
  return sum
}

const SENTENCE_END = /(?<=[.!?])\s+(?=[\p{Lu}\p{N}"'(])|\n+/u

/** Sentences and lines of a plain text; no more than 40, of at least two characters. */
export function sentences(text: string): string[] {
  return text
    .split(SENTENCE_END)
    .map((part) => part.trim())
    .filter((part) => part.length > 1)
    .slice(0, 40)
}
