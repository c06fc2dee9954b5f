import type { DraftSentence } from '../contract/model.ts'

/** An answer with the sentences it was joined from; without them, as after a translation, it is compared with none. */
export interface SaidAnswer {
  text: string
  sentences?: readonly DraftSentence[]
}

/**
 * Answers to several questions at once: one that an earlier one holds whole, in the same words from the same place, is not said again. A single line is:
 * picked out of a table or list above, it answers better than that does. Nothing is taken out of an answer, since what is left may mean something else.
 */
export function withoutRepeats(answers: readonly SaidAnswer[]): string[] {
  return answers
    .filter((answer, index) => {
      const earlier = answers.slice(0, index)
      if (earlier.some((other) => other.text === answer.text)) return false
      return !answer.text.includes('\n') || !earlier.some((other) => holds(other, answer.sentences))
    })
    .map(({ text }) => text)
}

function holds({ sentences: said }: SaidAnswer, sentences: readonly DraftSentence[] | undefined): boolean {
  if (!said || !sentences) return false
  const keys = new Set(said.map(keyOf))
  return sentences.every((sentence) => keys.has(keyOf(sentence)))
}

/** A row or item is the same in its list and alone. */
const MARK = /^\s*(?:-|\d{1,3}\.)\s+/

const keyOf = ({ text, cites }: DraftSentence) => JSON.stringify([text.replace(MARK, ''), cites])
