import { judge } from '../answer/compose/compose.ts'
import { gateFeatures } from '../answer/gate/features.ts'
import { passagesToRead } from '../answer/gate/passages.ts'
import type { ComposedRow } from '../answer/gate/composed.ts'
import type { Retrieval } from '../contract/knowledge.ts'
import type { Composer } from '../contract/model.ts'
import type { Label } from '../store/labels.ts'

/** A labelled question with what was found for it. */
export interface FoundLabel {
  label: Label
  retrieval: Retrieval
}

/** Labels that are asked at most: a few dozen tell how a composer declines, and each costs one call of the model. */
const COMPOSED_LABELS = 200
/** Calls at the same time: shoppers' questions go on meanwhile. */
const AT_ONCE = 2
/** From this part of failed calls on nothing can be told. */
const MOST_FAILED = 0.1

export interface ComposedLabelsOptions {
  composer: Composer
  /** The wiki's id of a page. */
  externalIdOf: (pageId: number) => string
  language: string
  signal?: AbortSignal
  /** Told of each failed call. */
  onFailed?: (error: unknown) => void
}

/**
 * Lets a composer answer labelled questions from the very passages that a shopper's answer would be composed from, under the same check, and tells
 * what it answered and what it declined. Nothing is sent to anybody. Undefined when too many calls failed, or when told to end.
 */
export async function composeLabels(
  found: readonly FoundLabel[],
  { composer, externalIdOf, language, signal, onFailed }: ComposedLabelsOptions,
): Promise<ComposedRow[] | undefined> {
  const rows: ComposedRow[] = []
  const waiting = found.filter(({ retrieval }) => retrieval.candidates.length > 0).slice(0, COMPOSED_LABELS)
  const most = waiting.length * MOST_FAILED
  let failures = 0
  const work = async () => {
    for (let next = waiting.shift(); next && failures <= most; next = waiting.shift()) {
      if (signal?.aborted) return
      try {
        rows.push(await composeLabel(next))
      } catch (error) {
        failures++
        onFailed?.(error)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return signal?.aborted || failures > most ? undefined : rows

  async function composeLabel({ label, retrieval }: FoundLabel): Promise<ComposedRow> {
    const { text, history, answerable, pages: wanted } = label
    const passages = passagesToRead(retrieval)
    const request = { question: text, history, language, passages, ...(signal ? { signal } : {}) }
    const { sentences, failed } = judge(await composer.compose(request), request)
    const drafted = failed === undefined
    const cited = new Set(sentences.flatMap(({ cites }) => cites.map(({ chunkId }) => chunkId)))
    const pages = drafted
      ? passages.filter(({ chunkId }) => cited.has(chunkId)).map(({ pageId }) => pageId)
      : [retrieval.candidates[0]!.pageId]
    const right = answerable && pages.every((page) => wanted.includes(externalIdOf(page)))
    return { features: gateFeatures(retrieval), answerable, right, drafted }
  }
}
