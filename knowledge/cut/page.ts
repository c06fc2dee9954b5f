import { TributaryError } from '../../src/contract/errors.ts'
import type { Chunk, Converted, SourcePage } from '../../src/contract/knowledge.ts'
import { chunk } from '../chunk/index.ts'
import { convert, type ConvertInput } from '../convert/index.ts'

/** What is made of a page before it is embedded. */
export interface CutPage {
  converted: Converted
  chunks: Chunk[]
}

/** What cutting needs of a page. */
export type CutInput = ConvertInput & { title: string }

export function inputOf({ stub, body, storage }: SourcePage): CutInput {
  return {
    format: body.format,
    value: body.value,
    baseUrl: stub.url,
    title: stub.title,
    ...(storage === undefined ? {} : { storage }),
  }
}

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
