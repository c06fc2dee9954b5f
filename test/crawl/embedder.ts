import type { Embedder } from '../../src/contract/knowledge.ts'
import { words } from '../../knowledge/retrieve/text/words.ts'

const DIMENSIONS = 64

/** A quick embedder: words hashed into 64 places. It counts what it is given, so that a test sees what was embedded. */
export interface CountingEmbedder extends Embedder {
  embedded: string[]
}

export function countingEmbedder(): CountingEmbedder {
  const embedded: string[] = []
  return {
    space: 'hashed-words',
    dimensions: DIMENSIONS,
    embedded,
    async embed(texts) {
      embedded.push(...texts)
      return texts.map(vectorOf)
    },
    countTokens: (text) => text.split(/\s+/).length,
    close: async () => {},
  }
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  for (const { term } of words(text)) {
    let hash = 7
    for (const character of term) hash = (hash * 31 + character.charCodeAt(0)) % 65_521
    vector[hash % DIMENSIONS]! += 1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}
