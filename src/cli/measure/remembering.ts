import type { Embedder } from '../../contract/knowledge.ts'

/** An embedder that keeps every vector it has made, for measurements that compare the same texts again and again. */
export function remembering(embedder: Embedder): Embedder {
  const known = new Map<string, Float32Array>()
  return {
    ...embedder,
    async embed(texts, urgency) {
      const missing = [...new Set(texts)].filter((text) => !known.has(text))
      if (missing.length > 0) {
        const fresh = await embedder.embed(missing, urgency)
        missing.forEach((text, index) => known.set(text, fresh[index]!))
      }
      return texts.map((text) => known.get(text)!)
    },
  }
}
