import { localEmbedder } from '../../../knowledge/embed/index.ts'
import { collectExamples, type Example } from '../../../knowledge/evaluate/collect.ts'
import { readLabelledSet, type LabelledSet } from '../../../knowledge/evaluate/folder.ts'
import { loadPassages } from '../../../knowledge/evaluate/load.ts'
import { askOwnCorpus, type SelfQuestion } from '../../../knowledge/evaluate/self.ts'
import { standAlone } from '../../../knowledge/retrieve/history.ts'
import { createRetriever } from '../../../knowledge/retrieve/index.ts'
import { createReader, readingRetriever, shippedReader } from '../../answer/read/index.ts'
import type { Embedder, Retriever } from '../../contract/knowledge.ts'
import { openDatabase, type OpenDatabase } from '../../database/index.ts'
import { remembering } from './remembering.ts'

/** What a measurement works with, opened for it and closed after it. */
export interface Means {
  openEmbedder(): Embedder
  /** A database without anything in it. */
  openDatabase(): Promise<OpenDatabase>
}

/** The embedder that answers shoppers, and a database in memory. */
export const OWN_MEANS: Means = {
  openEmbedder: () => localEmbedder({ threads: 2 }),
  openDatabase: () => openDatabase(),
}

/** Questions embedded at once before they are asked, so that the time of a question leaves embedding out. */
const WARM_BATCH = 32

export interface LabelledExamples {
  set: LabelledSet
  examples: Example[]
}

/**
 * Loads a labelled folder into an embedded database of its own, and asks all its questions through the very index and retrieval that
 * answer shoppers. `read` with the reading that follows it.
 */
export async function retrieveLabelled(
  folder: string,
  { read, means = OWN_MEANS }: { read: boolean; means?: Means },
): Promise<LabelledExamples> {
  return withFolder(folder, means, async ({ set, embedder, retriever, ids }) => {
    const texts = set.questions.map((question) => standAlone(question.text, question.history))
    for (let at = 0; at < texts.length; at += WARM_BATCH)
      await embedder.embed(texts.slice(at, at + WARM_BATCH))
    const used = read ? reading(retriever, embedder) : retriever
    return { set, examples: await collectExamples(used, set.questions, ids) }
  })
}

/** Loads a folder's passages as `retrieveLabelled` does, and asks the corpus about itself: its labels are not looked at. */
export async function retrieveSelf(
  folder: string,
  means = OWN_MEANS,
): Promise<{ name: string; asked: SelfQuestion[] }> {
  return withFolder(folder, means, async ({ set, db, embedder, retriever }) => ({
    name: `${set.name} (self)`,
    asked: await askOwnCorpus(db, reading(retriever, embedder)),
  }))
}

interface OpenFolder {
  set: LabelledSet
  db: OpenDatabase
  embedder: Embedder
  retriever: Retriever
  /** Passages' ids in the folder by those in the index. */
  ids: Map<number, string>
}

async function withFolder<T>(
  folder: string,
  means: Means,
  work: (open: OpenFolder) => Promise<T>,
): Promise<T> {
  const inner = means.openEmbedder()
  const db = await means.openDatabase()
  try {
    const set = readLabelledSet(folder, (text) => inner.countTokens(text))
    const embedder = remembering(inner)
    const ids = await loadPassages(db, embedder, set.passages)
    return await work({ set, db, embedder, retriever: createRetriever(db, embedder), ids })
  } finally {
    await db.close()
    await inner.close()
  }
}

const reading = (retriever: Retriever, embedder: Embedder) =>
  readingRetriever(retriever, createReader(embedder, shippedReader()))
