import { hash } from 'node:crypto'
import { judge } from '../answer/compose/compose.ts'
import { gateFeatures } from '../answer/gate/features.ts'
import { passagesToRead } from '../answer/gate/passages.ts'
import type { ComposedRow } from '../answer/gate/composed.ts'
import type { Retriever } from '../contract/knowledge.ts'
import type { Composer } from '../contract/model.ts'
import type { Label } from '../store/labels.ts'

/** Labels that are asked at most: a few dozen tell how a composer declines, and each costs one call of the model. */
const COMPOSED_LABELS = 200
/** Calls at the same time: shoppers' questions go on meanwhile. */
const AT_ONCE = 2
/** From this part of failed calls on nothing can be told. */
const MOST_FAILED = 0.1

export interface ComposedLabelsOptions {
  composer: Composer
  retriever: Retriever
  /** The wiki's ids of pages. */
  externalIdsOf: (pageIds: readonly number[]) => Promise<string[]>
  language: string
  signal?: AbortSignal
  /** Told of each failed call. */
  onFailed?: (error: unknown) => void
}

/** The same ones of many each time, whatever their words: their mix stays that of all. */
export function drawn(labels: readonly Label[]): Label[] {
  const place = ({ text, history }: Label) => hash('sha256', JSON.stringify([text, history]))
  return labels
    .map((label) => ({ label, place: place(label) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .slice(0, COMPOSED_LABELS)
    .map(({ label }) => label)
}

/**
 * Lets a composer answer labelled questions from the very passages that a shopper's answer would be composed from, under the same check, and tells
 * what it answered and what it declined. Nothing is sent to anybody. Undefined when too many calls failed, or when told to end.
 */
export async function composeLabels(
  labels: readonly Label[],
  { composer, retriever, externalIdsOf, language, signal, onFailed }: ComposedLabelsOptions,
): Promise<ComposedRow[] | undefined> {
  const rows: ComposedRow[] = []
  const waiting = drawn(labels)
  const most = waiting.length * MOST_FAILED
  let failures = 0
  const work = async () => {
    for (let label = waiting.shift(); label && failures <= most; label = waiting.shift()) {
      const row = signal?.aborted ? undefined : await composeLabel(label)
      if (row) rows.push(row)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return signal?.aborted || failures > most ? undefined : rows

  /** Undefined where nothing is found, or the call failed. */
  async function composeLabel({ text, history, answerable, pages: wanted }: Label) {
    // Found anew at each turn: a page that is taken away meanwhile is given to nobody.
    const retrieval = await retriever.retrieve({ text, history })
    const passages = passagesToRead(retrieval)
    const [best] = passages
    if (!best) return undefined
    const request = { question: text, history, language, passages, ...(signal ? { signal } : {}) }
    const draft = await composer.compose(request).catch((error: unknown) => {
      if (signal?.aborted) return
      failures++
      onFailed?.(error)
    })
    if (!draft) return undefined
    const { sentences, failed } = judge(draft, request)
    const drafted = failed === undefined
    const cited = new Set(sentences.flatMap(({ cites }) => cites.map(({ chunkId }) => chunkId)))
    const used = drafted ? passages.filter(({ chunkId }) => cited.has(chunkId)) : [best]
    const pages = await externalIdsOf([...new Set(used.map(({ pageId }) => pageId))])
    const right = answerable && pages.length > 0 && pages.every((page) => wanted.includes(page))
    return { features: gateFeatures(retrieval), answerable, right, drafted }
  }
}
