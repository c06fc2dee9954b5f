import { primary } from '../languages.ts'
import { languageOf } from '../understand/language.ts'
import { addresses } from './names.ts'
import { numberProblem } from './numbers.ts'
import { isNegated } from './polarity.ts'

export type TranslationProblem =
  'wrong_language' | 'numbers_changed' | 'addresses_changed' | 'polarity_changed' | 'length_changed'

/** Languages whose negations the polarity table knows. */
const NEGATIONS_KNOWN = new Set(['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'ja', 'zh', 'ar'])
const DENSE = new Set(['ja', 'zh', 'ko'])

/** Whether a translation still says what the checked text says, as far as code can tell: figures, links, negation, size. */
export function translationProblem(
  original: string,
  translated: string,
  to: string,
): TranslationProblem | undefined {
  const target = primary(to)
  const found = languageOf(translated)
  if (found !== undefined && primary(found) !== target) return 'wrong_language'
  const sizes = translated.length / Math.max(1, original.length)
  if (sizes > 3 || sizes < (DENSE.has(target) ? 0.12 : 0.4)) return 'length_changed'
  const there = addresses(translated).toSorted().join(' ')
  if (there !== addresses(original).toSorted().join(' ')) return 'addresses_changed'
  if (numberProblem(translated, original, '') || numberProblem(original, translated, ''))
    return 'numbers_changed'
  if (NEGATIONS_KNOWN.has(target) && isNegated(original) !== isNegated(translated)) return 'polarity_changed'
  return undefined
}
