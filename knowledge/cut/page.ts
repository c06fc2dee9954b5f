import { TributaryError } from '../../src/contract/errors.ts'
import type { Converted } from '../../src/contract/knowledge.ts'
import { chunk } from '../chunk/index.ts'
import { convert } from '../convert/index.ts'
import type { CutInput, CutPage } from './input.ts'

/**
 * Converts a page and cuts it into passages.
 * @throws convert.too_large, convert.not_html
 */
export function cutPage(input: CutInput, countTokens: (text: string) => number): CutPage {
  const converted = convertOrEmpty(input)
  const { markdown } = converted
  return { converted, chunks: markdown === '' ? [] : chunk(markdown, { title: input.title, countTokens }) }
}

/** A page without content is no failure: it is recorded as empty. */
function convertOrEmpty(input: CutInput): Converted {
  try {
    return convert(input)
  } catch (error) {
    if (error instanceof TributaryError && error.code === 'convert.empty') return { markdown: '', losses: [] }
    throw error
  }
}
