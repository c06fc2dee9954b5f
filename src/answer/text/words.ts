import { fold } from './fold.ts'
import { STOPWORDS } from './stopwords.ts'

const WORD = /\p{N}+(?:[.,]\p{N}+)+|[\p{L}\p{M}\p{N}]+(?:'\p{L}+)*/gu
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u

/** Words and numbers of a text, folded. Scripts without spaces come as pairs of characters. */
export function words(text: string): string[] {
  const found: string[] = []
  for (const [word] of fold(text).matchAll(WORD)) {
    if (CJK.test(word) && word.length > 2) {
      for (let i = 0; i + 1 < word.length; i++) found.push(word.slice(i, i + 2))
    } else found.push(word.replace(/'s$/, ''))
  }
  return found
}

const SUFFIXES = [
  'ations',
  'ation',
  'ements',
  'ments',
  'ment',
  'ables',
  'able',
  'ings',
  'ing',
  'ies',
  'ied',
  'ed',
  'ly',
  'es',
  's',
  'y',
  'e',
]

/**
 * A light stem: enough to bring "delivery", "deliveries" and "delivered", or "ship", "shipping" and
 * "shipment" together. Made for English; in other languages it merely strips a plural.
 */
export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word
  let stemmed = word
  for (const suffix of SUFFIXES) {
    if (stemmed.endsWith(suffix) && stemmed.length - suffix.length >= 3) {
      stemmed = stemmed.slice(0, -suffix.length)
      break
    }
  }
  if (stemmed.length > 4) stemmed = stemmed.replace(/[ey]$/, '')
  return stemmed.replace(/([bdfglmnprt])\1$/, '$1')
}

/** Stems of the words that carry meaning. */
export function contentStems(text: string): string[] {
  return words(text)
    .filter((word) => !STOPWORDS.has(word))
    .map(stem)
}

/** True when the two stems are the same word, or one a typo of the other (one edit in five letters or more). */
export function sameStem(a: string, b: string): boolean {
  if (a === b) return true
  if (a.length < 5 || b.length < 5 || a[0] !== b[0] || /\d/.test(a + b)) return false
  return editDistanceAtMostOne(a, b)
}

/** True when a becomes b by one insertion, deletion, replacement or swap of neighbours. */
export function editDistanceAtMostOne(a: string, b: string): boolean {
  if (a === b) return true
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const left = endA - start
  const right = endB - start
  if (left <= 1 && right <= 1) return true
  return left === 2 && right === 2 && a[start] === b[start + 1] && a[start + 1] === b[start]
}
