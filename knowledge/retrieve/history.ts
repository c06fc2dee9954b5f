import type { RetrievalQuery } from '../../src/contract/knowledge.ts'
import { rewrite } from './followup/rewrite.ts'
import { isFunctionWord } from './text/function-words.ts'
import { words } from './text/words.ts'

/** A question that begins so goes on with what was said. */
const OPENS =
  /^\s*(and|but|so|or|then|also|ok(ay)?|what about|how about|what if|same|any other|anything else)\b/i
/** Words that stand for something said before. */
const POINTS =
  /\b(it|its|that|this|those|these|they|them|their|one|ones|there|then|such|same|above|previous|else|other)\b/i
/** How a remark ends that sets right what was said. */
const SETS_RIGHT = /\b(?:though|actually|instead)[\s.!?]*$/i
/** A question of so few words with content can hardly stand alone. */
const FEW_CONTENT = 2
/** So many turns are looked at, the question among them. */
const TURNS = 3

/** Whether a question needs what was said before to be understood. */
export function isFollowUp(text: string): boolean {
  if (OPENS.test(text) || SETS_RIGHT.test(text)) return true
  const content = words(text).filter((word) => !isFunctionWord(word.surface)).length
  return content <= FEW_CONTENT || (POINTS.test(text) && content <= 4)
}

/**
 * The text to search for, standing on its own: a follow-up is made one question with the shopper's turn before it, which is made one
 * with the turn before that when it was a follow-up too.
 */
export function standAlone(text: string, history: NonNullable<RetrievalQuery['history']>): string {
  const turns = history.filter((turn) => turn.role === 'user').map((turn) => turn.text.slice(0, 500))
  const parts = [text]
  while (turns.length > 0 && parts.length < TURNS && isFollowUp(parts[0]!)) parts.unshift(turns.pop()!)
  return parts.reduce((earlier, next) => rewrite(earlier, next).text)
}
