import { stem } from './stem.ts'

/** A word of a text as search sees it. */
export interface Word {
  /** As written, lower-cased, without accents. */
  surface: string
  /** The index term it stands for. */
  term: string
}

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu
const APOSTROPHE = /['’](s|re|ve|ll|d|m|t)?$/u

/** Lower-cases, folds compatibility forms and drops accents, so that "Größe" and "grosse" can meet. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
}

/** The words of a text in order. Numbers are words too; longer than 40 characters is no word but a key or a URL. */
export function words(text: string): Word[] {
  const found: Word[] = []
  for (const [match] of fold(text).matchAll(WORD)) {
    const surface = match.replace(APOSTROPHE, (_, tail: string | undefined) => (tail === 't' ? 't' : ''))
    const plain = surface.replace(/['’]/g, '')
    if (plain.length === 0 || plain.length > 40) continue
    found.push({ surface: plain, term: stem(plain) })
  }
  return found
}

/** The index terms of a text in order. */
export function terms(text: string): string[] {
  return words(text).map((word) => word.term)
}

/** How often each term occurs. */
export function countTerms(list: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of list) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}
