import { localEmbedder } from '../../../knowledge/embed/index.ts'
import { collectExamples, type Example } from '../../../knowledge/evaluate/collect.ts'
import { readLabelledSet, type LabelledSet } from '../../../knowledge/evaluate/folder.ts'
import { loadPassages } from '../../../knowledge/evaluate/load.ts'
import { askOwnCorpus, type SelfQuestion } from '../../../knowledge/evaluate/self.ts'
import { standAlone } from '../../../knowledge/retrieve/history.ts'
import { createRetriever } from '../../../knowledge/retrieve/index.ts'
import type { Embedder } from '../../contract/knowledge.ts'
import { openDatabase } from '../../database/index.ts'

/** Opens an embedder for one run; tests pass their own. */
export type OpenEmbedder = () => Embedder

/** Questions embedded at once before they are asked, so that the time of a question leaves embedding out. */
const WARM_BATCH = 32

/**
 * Loads a labelled folder into an embedded database of its own, and asks all its questions through the very index and retrieval that
 * answer shoppers.
 */
export async function retrieveLabelled(
  folder: string,
  openEmbedder: OpenEmbedder = () => localEmbedder({ threads: 2 }),
): Promise<{ set: LabelledSet; examples: Example[] }> {
  const set = readLabelledSet(folder)
  const inner = openEmbedder()
  const db = await openDatabase()
  try {
    const embedder = remembering(inner)
    const ids = await loadPassages(db, embedder, set.passages)
    const texts = set.questions.map((question) => standAlone(question.text, question.history))
    for (let at = 0; at < texts.length; at += WARM_BATCH)
      await embedder.embed(texts.slice(at, at + WARM_BATCH))
    const examples = await collectExamples(createRetriever(db, embedder), set.questions, ids)
    return { set, examples }
  } finally {
    await db.close()
    await inner.close()
  }
}

/** Loads a folder's passages as `retrieveLabelled` does, and asks the corpus about itself: its labels are not looked at. */
export async function retrieveSelf(
  folder: string,
  openEmbedder: OpenEmbedder = () => localEmbedder({ threads: 2 }),
): Promise<{ name: string; asked: SelfQuestion[] }> {
  const set = readLabelledSet(folder)
  const embedder = openEmbedder()
  const db = await openDatabase()
  try {
    await loadPassages(db, embedder, set.passages)
    return { name: `${set.name} (self)`, asked: await askOwnCorpus(db, createRetriever(db, embedder)) }
  } finally {
    await db.close()
    await embedder.close()
  }
}

/** Keeps every vector of the run. */
function remembering(inner: Embedder): Embedder {
  const known = new Map<string, Float32Array>()
  return {
    ...inner,
    async embed(texts) {
      const missing = [...new Set(texts.filter((text) => !known.has(text)))]
      const vectors = missing.length > 0 ? await inner.embed(missing) : []
      missing.forEach((text, index) => known.set(text, vectors[index]!))
      return texts.map((text) => known.get(text)!)
    },
  }
}
