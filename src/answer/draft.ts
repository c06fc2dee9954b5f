import type { ComposeRequest, Composer } from '../contract/model.ts'
import { joinSentences } from './compose/render.ts'
import { judge } from './compose/compose.ts'

/**
 * A draft for a person who looks at a question that was held back: checked like any answer, but not judged by the gate. Undefined when
 * the passages give none.
 */
export async function draftFrom(
  request: ComposeRequest,
  composer: Composer,
): Promise<{ text: string; pages: number[] } | undefined> {
  if (request.passages.length === 0) return undefined
  const { sentences, failed } = judge(await composer.compose(request), request)
  if (failed) return undefined
  const cited = new Set(sentences.flatMap((sentence) => sentence.cites.map((cite) => cite.chunkId)))
  return {
    text: joinSentences(sentences),
    pages: request.passages.filter((found) => cited.has(found.chunkId)).map((found) => found.pageId),
  }
}
