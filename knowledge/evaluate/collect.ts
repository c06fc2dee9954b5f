import type { Retrieval, Retriever } from '../../src/contract/knowledge.ts'
import type { LabelledQuestion } from './folder.ts'

/** A labelled question with what was retrieved for it. */
export interface Example {
  question: LabelledQuestion
  retrieval: Retrieval
  /** Passages that answer, by their ids in the index. */
  right: ReadonlySet<number>
  /** Place of the first right passage, counted from 1; 0 when there is none. */
  rank: number
  ms: number
}

/** Asks every question of a set; feeds text and history alone. */
export async function collectExamples(
  retriever: Retriever,
  questions: readonly LabelledQuestion[],
  passageIds: ReadonlyMap<number, string>,
): Promise<Example[]> {
  const examples: Example[] = []
  for (const question of questions) {
    const started = performance.now()
    const retrieval = await retriever.retrieve({ text: question.text, history: question.history })
    const ms = performance.now() - started
    const right = new Set(
      retrieval.candidates
        .map(({ chunkId }) => chunkId)
        .filter((id) => question.relevant.has(passageIds.get(id) ?? '')),
    )
    examples.push({ question, retrieval, right, rank: rankOf(retrieval, right), ms })
  }
  return examples
}

/** Place of the first right passage, counted from 1; 0 when there is none. */
export function rankOf({ candidates }: Retrieval, right: ReadonlySet<number>): number {
  return 1 + candidates.findIndex(({ chunkId }) => right.has(chunkId))
}
