const VOWEL = /[aeiouy]/
const DOUBLE = /([bdfgmnprt])\1$/

function undouble(base: string): string {
  const long = base.length > 5 && base.endsWith('ll')
  return long || DOUBLE.test(base) ? base.slice(0, -1) : base
}

function plural(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return word.slice(0, -3) + 'y'
  if (/(ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2)
  if (word.endsWith('s') && !/(ss|us|is)$/.test(word) && word.length > 3) return word.slice(0, -1)
  return word
}

/**
 * A light English stemmer: plurals, -ing, -ed, -ly, -ment, -ion and -ation are folded where enough of the word remains.
 * Light, since a wrong merge in a shop's words ("shipping", "ship") costs less than a missed one, but a heavy stemmer merges products.
 */
export function stem(word: string): string {
  if (word.length < 4 || /[^a-z]/.test(word)) return word
  if (word === 'using' || word === 'used' || word === 'uses') return 'use'
  let base = plural(word)
  const strip = (suffix: string, keep: number): boolean => {
    if (!base.endsWith(suffix)) return false
    const rest = base.slice(0, -suffix.length)
    if (rest.length < keep || !VOWEL.test(rest)) return false
    base = rest
    return true
  }
  if (strip('ing', 3) || strip('ed', 3)) base = undouble(base)
  else if (strip('ation', 4) || strip('ment', 3) || strip('ly', 4)) base = undouble(base)
  else if (strip('ion', 4)) base = undouble(base)
  if (base.length > 4 && base.endsWith('e')) base = base.slice(0, -1)
  if (base.length > 3 && base.endsWith('y')) base = base.slice(0, -1) + 'i'
  return base
}
