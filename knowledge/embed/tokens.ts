/** Pieces of a SentencePiece vocabulary: text and log probability. A piece's index is its id. */
export type Vocabulary = readonly (readonly [string, number])[]

interface Node {
  id: number
  score: number
  next: Map<string, Node>
}

const RESERVED = 6
const SEPARATOR = '▁'
/** Worse than any piece of the vocabulary, so that an unknown character is taken only where nothing else fits. */
const UNKNOWN_SCORE = -100

/** Cuts text into the most probable pieces (unigram SentencePiece, Viterbi). The ids are the model's input. */
export class Tokenizer {
  readonly #root: Node = { id: -1, score: 0, next: new Map() }

  constructor(vocabulary: Vocabulary) {
    for (let id = RESERVED; id < vocabulary.length; id++) {
      const [piece, score] = vocabulary[id]!
      let node = this.#root
      for (const symbol of piece) {
        let next = node.next.get(symbol)
        if (!next) node.next.set(symbol, (next = { id: -1, score: 0, next: new Map() }))
        node = next
      }
      node.id = id
      node.score = score
    }
  }

  encode(text: string): number[] {
    const normal = text.normalize('NFKC').trim()
    if (normal === '') return []
    const symbols = [...(SEPARATOR + normal.replace(/\s+/g, SEPARATOR))]
    const best = new Float64Array(symbols.length + 1).fill(-Infinity)
    const from = new Int32Array(symbols.length + 1)
    const ids = new Int32Array(symbols.length + 1)
    best[0] = 0
    const offer = (start: number, end: number, id: number, score: number) => {
      const total = best[start]! + score
      if (total <= best[end]!) return
      best[end] = total
      from[end] = start
      ids[end] = id
    }
    for (let start = 0; start < symbols.length; start++) {
      offer(start, start + 1, 0, UNKNOWN_SCORE)
      let node: Node | undefined = this.#root
      for (let end = start; end < symbols.length; end++) {
        node = node.next.get(symbols[end]!)
        if (!node) break
        if (node.id >= 0) offer(start, end + 1, node.id, node.score)
      }
    }
    const pieces: number[] = []
    for (let end = symbols.length; end > 0; end = from[end]!) {
      // A run of unknown characters is one unknown piece.
      if (ids[end] !== 0 || pieces.at(-1) !== 0) pieces.push(ids[end]!)
    }
    return pieces.reverse()
  }
}
