import { wordGrams } from './grams.ts'

/** What the index knows of its words as a whole; the same numbers whichever database they come from. */
export class Lexicon {
  readonly chunks: number
  readonly averageLength: number
  readonly #df: ReadonlyMap<string, number>
  readonly #gramDf = new Map<string, number>()

  constructor(chunks: number, totalLength: number, df: ReadonlyMap<string, number>) {
    this.chunks = chunks
    this.averageLength = chunks > 0 ? totalLength / chunks : 1
    this.#df = df
    // A gram is in about as many passages as its words together: near enough, and no table of grams to keep.
    for (const [term, count] of df) {
      for (const gram of new Set(wordGrams(term)))
        this.#gramDf.set(gram, (this.#gramDf.get(gram) ?? 0) + count)
    }
  }

  /** In how many passages the term occurs. */
  df(term: string): number {
    return this.#df.get(term) ?? 0
  }

  /** Inverse document frequency as BM25 has it; never negative. An unknown term weighs the most. */
  idf(term: string): number {
    const df = this.df(term)
    return Math.log(1 + (this.chunks - df + 0.5) / (df + 0.5))
  }

  /** Inverse document frequency of a character gram. */
  gramIdf(gram: string): number {
    return Math.log(1 + this.chunks / Math.min(Math.max(this.chunks, 1), this.#gramDf.get(gram) || 0.5))
  }
}
