import { wordGrams } from './grams.ts'

/** What the index knows of its words as a whole; the same numbers whichever database they come from. */
export class Lexicon {
  readonly chunks: number
  readonly averageLength: number
  readonly #df: ReadonlyMap<string, number>
  readonly #gramIds = new Map<string, number>()
  readonly #gramDf: number[] = []
  /** The grams of the index's own words, cut once: passages are made of little else. */
  readonly #termGrams = new Map<string, Int32Array>()

  constructor(chunks: number, totalLength: number, df: ReadonlyMap<string, number>) {
    this.chunks = chunks
    this.averageLength = chunks > 0 ? totalLength / chunks : 1
    this.#df = df
    for (const [term, count] of df) this.#add(term, count)
  }

  /** In how many passages the term occurs. */
  df(term: string): number {
    return this.#df.get(term) ?? 0
  }

  /** Inverse document frequency as BM25 has it; never negative. An unknown term weighs the most. */
  idf(term: string): number {
    return this.#idfOf(this.df(term))
  }

  /** The idf of a term that no passage holds. */
  get unknownIdf(): number {
    return this.#idfOf(0)
  }

  #idfOf(df: number): number {
    return Math.log(1 + (this.chunks - df + 0.5) / (df + 0.5))
  }

  /** The character grams of a term, each as often as it occurs, as numbers: negative ones are in no word of the index. */
  grams(term: string): Int32Array {
    return (
      this.#termGrams.get(term) ??
      Int32Array.from(wordGrams(term), (gram) => this.#gramIds.get(gram) ?? unknownId(gram))
    )
  }

  /** Inverse document frequency of a gram by its number. */
  gramIdf(gram: number): number {
    const df = gram < 0 ? 0.5 : this.#gramDf[gram]!
    return Math.log(1 + this.chunks / Math.min(Math.max(this.chunks, 1), df))
  }

  // A gram is in about as many passages as its words together: near enough, and no table of grams to keep.
  #add(term: string, count: number): void {
    const grams = wordGrams(term)
    const ids = new Int32Array(grams.length)
    grams.forEach((gram, index) => {
      let id = this.#gramIds.get(gram)
      if (id === undefined) {
        id = this.#gramDf.length
        this.#gramIds.set(gram, id)
        this.#gramDf.push(0)
      }
      ids[index] = id
      if (grams.indexOf(gram) === index) this.#gramDf[id]! += count
    })
    this.#termGrams.set(term, ids)
  }
}

/** A negative number for a gram of no word: different grams rarely share one. */
function unknownId(gram: string): number {
  let hash = 17
  for (let at = 0; at < gram.length; at++) hash = (Math.imul(hash, 31) + gram.charCodeAt(at)) & 0x3fffffff
  return -1 - hash
}
