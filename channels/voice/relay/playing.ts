import { folded } from '../understand.ts'

/** One sentence that was sent to be spoken, and the message that it is of; our own words are of none. */
export interface Piece {
  say?: number
  text: string
}

/** What became of the pieces when the caller spoke over them. */
export interface Cut {
  /** By message, what was heard of it: only those that were not heard whole. */
  heard: Map<number, string>
  /** What was not said any more. */
  left: string[]
}

/**
 * Finds the place at which speech was cut. `utterance` is what Twilio's voice had said by then: the end of what was heard,
 * which may have begun at any sentence. What cannot be found again was cut within the newest sentence that begins like it, or nothing was heard.
 */
export function cutAt(pieces: readonly Piece[], utterance: string): Cut {
  const end = endOf(pieces, folded(utterance))
  const heard = new Map<number, string>()
  for (const say of new Set(pieces.flatMap((piece) => piece.say ?? []))) {
    const own = pieces.map((piece, i) => ({ piece, i })).filter(({ piece }) => piece.say === say)
    if (own.every(({ i }) => i < end.piece)) continue
    const words = own.map(({ piece, i }) => (i < end.piece ? piece.text : i === end.piece ? end.heard : ''))
    heard.set(say, words.filter((text) => text !== '').join(' '))
  }
  return { heard, left: pieces.slice(end.piece).map(({ text }) => text) }
}

/** The first piece that was not heard whole, and what was heard of it. */
function endOf(pieces: readonly Piece[], said: string): { piece: number; heard: string } {
  if (said === '') return { piece: 0, heard: '' }
  // The newest speech is the likeliest.
  for (let start = pieces.length - 1; start >= 0; start--) {
    let rest = said
    for (let i = start; i < pieces.length; i++) {
      const text = folded(pieces[i]!.text)
      if (rest === text) return { piece: i + 1, heard: '' }
      if (text.startsWith(rest)) return { piece: i, heard: shown(pieces[i]!.text, rest) }
      if (!rest.startsWith(`${text} `)) break
      rest = rest.slice(text.length + 1)
    }
  }
  return { piece: 0, heard: '' }
}

/** The beginning of a text that reads as `heard` once it is folded. */
function shown(text: string, heard: string): string {
  const ends = [...text].map((_, i, all) => all.slice(0, i + 1).join(''))
  return (ends.find((start) => folded(start) === heard) ?? heard).trim()
}
