import { fold } from '../text/fold.ts'
import { sentences } from '../text/sentences.ts'
import { sameStem, stem } from '../text/words.ts'
import { primary } from '../languages.ts'

/** Words written with a capital for grammar's sake, not because they name something. */
const NOT_NAMES = new Set(
  "i i'm i've i'll i'd you your we our they it the a an if in on for to from please yes no monday tuesday wednesday thursday friday saturday sunday sie ihr ihre ihnen ihrem ihren sir".split(
    ' ',
  ),
)
const TOKEN = /[\p{L}\p{N}][\p{L}\p{N}'’&.+/-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu

/**
 * Proper names and codes of a sentence: capitalised words inside it, words in capitals, and mixes of letters and digits.
 * German capitalises every noun, so there only the latter two count.
 */
export function properNames(text: string, language: string): string[] {
  const german = primary(language) === 'de'
  return sentences(text).flatMap((sentence) => {
    const tokens = [...sentence.matchAll(TOKEN)]
    return tokens.flatMap((match, i) => {
      const token = match[0]
      if (NOT_NAMES.has(fold(token))) return []
      const opensClause = i === 0 || /[:•–—"“„]\s*$/.test(sentence.slice(0, match.index))
      const code =
        (/\p{L}/u.test(token) &&
          /\p{N}/u.test(token) &&
          !/^\p{N}+(?:st|nd|rd|th|x|am|pm|h|cm|mm|m|km|kg|g|ml|l|eur|€)$/iu.test(token)) ||
        /^\p{Lu}{2,}$/u.test(token)
      if (code) return [token]
      const capital = /^\p{Lu}/u.test(token)
      return capital && !german && !opensClause ? [token] : []
    })
  })
}

/** Names of the sentence that its source does not hold. */
export function unknownNames(sentence: string, source: string, language: string): string[] {
  const held = fold(source)
  const stems = (held.match(/[\p{L}\p{N}']+/gu) ?? []).map(stem)
  return properNames(sentence, language).filter((name) => {
    const folded = fold(name)
    if (held.includes(folded)) return false
    return !folded
      .split(/[^\p{L}\p{N}']+/u)
      .every((word) => stems.some((known) => sameStem(stem(word), known)))
  })
}

const ADDRESS =
  /(?:https?:\/\/|www\.)[^\s<>()[\]"'“”]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}|(?<![\p{L}\p{N}@.])(?:[a-z0-9-]+\.)+(?:com|net|org|io|eu|de|uk|fr|es|it|nl|shop|store|example|test|info|app|link|xyz|ru|cn|me|co)(?:\/[^\s<>()[\]"'“”]*)?(?![\p{L}\p{N}])/giu

/** Web and mail addresses of a text, without closing punctuation. */
export function addresses(text: string): string[] {
  return [...text.matchAll(ADDRESS)].map((match) => match[0].replace(/[.,;:!?]+$/, '').toLowerCase())
}
