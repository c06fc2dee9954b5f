import { LRUCache } from 'lru-cache'
import type { Embedder } from '../../contract/knowledge.ts'
import type { Line } from './lines.ts'

/** A line with the passage it stands in. */
export interface PlacedLine extends Line {
  chunkId: number
}

/** Looks vectors of lines up where they were kept ahead of time, by hash; those it does not know are left out. */
export type StoredVectors = (lines: readonly PlacedLine[]) => Promise<ReadonlyMap<string, Float32Array>>

/** Vectors kept in memory, 1.5 kB each. */
export const REMEMBERED = 20_000

const nowhere: StoredVectors = () => Promise.resolve(new Map())

/** Vectors of lines: from memory, else from where they are stored, else embedded now. */
export class UnitVectors {
  readonly #known = new LRUCache<string, Float32Array>({ max: REMEMBERED })
  readonly #embedder: Pick<Embedder, 'embed'>
  readonly #stored: StoredVectors

  constructor(embedder: Pick<Embedder, 'embed'>, stored: StoredVectors = nowhere) {
    this.#embedder = embedder
    this.#stored = stored
  }

  /** The vectors of all these lines by hash, for a question that waits. At most one look into the store. */
  async of(lines: readonly PlacedLine[]): Promise<ReadonlyMap<string, Float32Array>> {
    const found = new Map<string, Float32Array>()
    const missing = new Map<string, PlacedLine[]>()
    for (const line of lines) {
      const vector = this.#known.get(line.hash)
      if (vector) found.set(line.hash, vector)
      else missing.set(line.hash, [...(missing.get(line.hash) ?? []), line])
    }
    if (missing.size === 0) return found
    const take = (hash: string, vector: Float32Array) => {
      found.set(hash, vector)
      this.#known.set(hash, vector)
      missing.delete(hash)
    }
    for (const [hash, vector] of await this.#stored([...missing.values()].flat())) take(hash, vector)
    if (missing.size === 0) return found
    const rest = [...missing].map(([hash, [line]]) => ({ hash, text: line!.text }))
    const fresh = await this.#embedder.embed(
      rest.map(({ text }) => text),
      'question',
    )
    rest.forEach(({ hash }, index) => take(hash, fresh[index]!))
    return found
  }

  /** The vector of a line if memory holds it. */
  peek(hash: string): Float32Array | undefined {
    return this.#known.peek(hash)
  }

  keep(hash: string, vector: Float32Array): void {
    this.#known.set(hash, vector)
  }
}
