import { sameStem } from '../text/words.ts'
import { isPlace, placeStems, synonymsOf } from './synonyms.ts'

/** A word of the question with how much it tells the units of these passages apart. */
export interface Term {
  stem: string
  weight: number
}

const SYNONYM = 0.65
/** A place decides between rows and rules as no other word does. */
const PLACE = 1.6

/** The question's terms, weighted by how rare they are among the texts searched. */
export function questionTerms(question: string, texts: readonly (readonly string[])[]): Term[] {
  const stems = [...new Set(placeStems(question))]
  return stems.map((stem) => {
    const found = texts.filter((text) => matchOf(stem, text) > 0).length
    return { stem, weight: Math.log(1 + texts.length / (found + 0.5)) * (isPlace(stem) ? PLACE : 1) }
  })
}

/** How well a text's stems hold a term: 1 for the word or a typo of it, less for a synonym, 0 for nothing. */
export function matchOf(term: string, stems: readonly string[]): number {
  let best = 0
  const synonyms = synonymsOf(term)
  for (const stem of stems) {
    if (sameStem(term, stem)) return 1
    if (synonyms.has(stem)) best = SYNONYM
  }
  return best
}

/** Whether the texts hold, in these or other words, any word with content that the question itself says; false where it says none. */
export function speaksOf(question: string, texts: readonly string[]): boolean {
  const stems = texts.flatMap(placeStems)
  return placeStems(question).some((stem) => matchOf(stem, stems) > 0)
}
