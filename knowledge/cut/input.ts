import type { Chunk, Converted, SourcePage } from '../../src/contract/knowledge.ts'
import type { ConvertInput } from '../convert/index.ts'

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
