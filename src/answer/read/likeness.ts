import { LRUCache } from 'lru-cache'
import type { AskedWord } from '../../contract/knowledge.ts'
import { isPlace, synonymsOf } from '../compose/synonyms.ts'
import { sameStem, stem } from '../text/words.ts'
import { wordNet, type Relation, type WordSort } from './wordnet.ts'

/** A word as reading compares it. */
export interface Token {
  surface: string
  stem: string
  /** A number, or a word with one in it: matched as it stands or not at all. */
  numeric: boolean
}

/** A word that was asked for. */
export interface Wanted extends Token {
  /** What it weighs among the question's words. */
  weight: number
  /** Its weight over that of a word nobody has ever seen. */
  rarity: number
  place: boolean
  sort: WordSort | 'number'
  /** Stems that may stand for it. */
  related: ReadonlySet<string>
}

/** How well a word speaks for another. */
const STRENGTH = { typo: 0.9, dictionary: 0.85, thesaurus: 0.75, wider: 0.6 }

const relations = new LRUCache<string, Relation>({ max: 100_000 })

function relationOf(a: string, b: string): Relation {
  const key = `${a} ${b}`
  let found = relations.get(key)
  if (found === undefined) {
    found = wordNet().relation(a, b)
    relations.set(key, found)
  }
  return found
}

export function wantedWords(words: readonly AskedWord[]): Wanted[] {
  const seen = new Map<string, Wanted>()
  for (const { surface, idf, rarity, related } of words) {
    const own = stem(surface)
    if (seen.has(own)) continue
    seen.set(own, {
      surface,
      stem: own,
      numeric: /\d/.test(surface),
      weight: idf,
      rarity,
      place: isPlace(own),
      sort: /\d/.test(surface) ? 'number' : wordNet().sort(surface),
      related: new Set([...related.map((word) => stem(word)), ...synonymsOf(own)]),
    })
  }
  return [...seen.values()]
}

/** How well a token speaks for a wanted word: 1 for the word itself, 0 for nothing to do with it. */
export function likeness(wanted: Wanted, token: Token): number {
  if (token.stem === wanted.stem) return 1
  if (wanted.numeric || token.numeric) return 0
  if (token.surface.length >= 5 && sameStem(wanted.stem, token.stem)) return STRENGTH.typo
  if (wanted.related.has(token.stem)) return STRENGTH.thesaurus
  switch (relationOf(wanted.surface, token.surface)) {
    case 'same':
    case 'derived':
      return STRENGTH.dictionary
    case 'wider':
    case 'narrower':
      return wanted.place ? 0 : STRENGTH.wider
    default:
      return 0
  }
}

/** Compares the words of one question with tokens, each pair once. */
export class Comparison {
  readonly wanted: readonly Wanted[]
  readonly total: number
  readonly #known: Map<string, number>[]

  constructor(wanted: readonly Wanted[]) {
    this.wanted = wanted
    this.total = wanted.reduce((sum, word) => sum + word.weight, 0) || 1
    this.#known = wanted.map(() => new Map())
  }

  pair(word: number, token: Token): number {
    const known = this.#known[word]!
    let value = known.get(token.surface)
    if (value === undefined) {
      value = likeness(this.wanted[word]!, token)
      known.set(token.surface, value)
    }
    return value
  }

  /** For each wanted word the best that the tokens hold for it. */
  presence(tokens: readonly Token[]): number[] {
    return this.wanted.map((_, word) => {
      let best = 0
      for (const token of tokens) {
        best = Math.max(best, this.pair(word, token))
        if (best === 1) break
      }
      return best
    })
  }

  /** The best that any wanted word finds in the token. */
  asked(token: Token): number {
    let best = 0
    for (let word = 0; word < this.wanted.length; word++) best = Math.max(best, this.pair(word, token))
    return best
  }

  /** Share of the question's weight that is present. */
  covered(presence: readonly number[]): number {
    return this.wanted.reduce((sum, { weight }, word) => sum + weight * presence[word]!, 0) / this.total
  }
}
