import type { ComposeRequest, DraftSentence } from '../../contract/model.ts'
import { check } from '../check/check.ts'

/** Passes checked sentences on while a draft is being written. */
export interface Passing {
  /** Takes the sentences of the draft so far. */
  take(sentences: DraftSentence[]): void
  /** What was passed on. */
  readonly passed: readonly DraftSentence[]
}

/**
 * The draft so far is checked as a whole draft is, so that nothing goes out that the check of the whole would stop for what is known by
 * then. The newest checked sentence is held back: what comes after it may belong to it. A draft that changes what was passed on, as a second
 * attempt of the model may, is passed on no further.
 */
export function createPassing(request: ComposeRequest, pass: (sentence: DraftSentence) => void): Passing {
  const passed: DraftSentence[] = []
  return {
    passed,
    take(sentences) {
      if (sentences.length < 2) return
      const draft = { sentences, composer: 'claude', declined: false } as const
      const checked = check(draft, request)
      if (checked.rejected || !goesOn(passed, checked.sentences)) return
      for (const sentence of checked.sentences.slice(passed.length, -1)) {
        passed.push(sentence)
        pass(sentence)
      }
    },
  }
}

/** Whether an answer begins with what was passed on of it. */
export function goesOn(passed: readonly DraftSentence[], whole: readonly DraftSentence[]): boolean {
  return passed.every((sentence, i) => whole[i]?.text === sentence.text)
}
