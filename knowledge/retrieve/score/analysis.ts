import { plainText } from '../passages/text.ts'
import type { Lexicon } from '../text/lexicon.ts'
import { countTerms, terms } from '../text/words.ts'

/** A text as the second stage compares it: its terms, and its character grams weighted by tf-idf to length 1. */
export interface Field {
  counts: Map<string, number>
  length: number
  /** Sum of the idf of its different terms. */
  totalIdf: number
  grams: Map<number, number>
}

/** A passage taken apart once; kept by its id, since passages never change. */
export interface Analysis {
  title: Field
  text: Field
  whole: Field
  /** The text without Markdown's marks. */
  plain: string
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
    plain,
  }
}

export function field(lexicon: Lexicon, list: readonly string[]): Field {
  const counts = countTerms(list)
  const grams = new Map<number, number>()
  for (const [term, count] of counts) {
    for (const gram of lexicon.grams(term)) grams.set(gram, (grams.get(gram) ?? 0) + count)
  }
  let square = 0
  let totalIdf = 0
  for (const term of counts.keys()) totalIdf += lexicon.idf(term)
  for (const [gram, count] of grams) {
    const weight = (1 + Math.log(count)) * lexicon.gramIdf(gram)
    grams.set(gram, weight)
    square += weight * weight
  }
  const norm = Math.sqrt(square) || 1
  for (const [gram, weight] of grams) grams.set(gram, weight / norm)
  return { counts, length: list.length, totalIdf, grams }
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
