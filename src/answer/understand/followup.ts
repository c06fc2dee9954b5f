import { fold } from '../text/fold.ts'
import { contentStems, words } from '../text/words.ts'
import { smalltalk } from './intent.ts'

/** Openings that lean on what was said before, folded. */
const OPENING =
  /^(?:and|but|also|what about|how about|what if|or|then|so|same for|is that|does that|is it|are they|does it|do they|can it|which one|why|why not|really|even|only|else|und|aber|auch|was ist mit|wie ist es mit|oder|et|mais|et pour|qu'en est-il|y|pero|y para|que pasa con|e per|e se|ma|en|maar|en voor|hoe zit het met|mas|e para|ale|a co z|och|men|hur ar det med)\b(?!\s+(?:long|much|many))/

/** Words that stand for something named before. */
const PRONOUN =
  /\b(?:it|its|it's|they|them|their|those|these|that one|this one|that|the same|the other|the others|the first|the second|the former|the latter|one|ones|(?<!\b(?:is|are) )there|he|she|(?<!gibt )es|ihn|das (?:geht|ist|kostet)|das(?=\s*[?.!]|$)|dies|dieser|dort|davon|dafur|damit|dazu|il(?! y a| faut| est possible)|elles?|ils|cela|ca|celui|celle|eso|esto|ellos|alli|questo|quello|daarvoor|daarheen|deze|isso|isto|ele|ela|tam|ono|tego)\b/

/** How a remark ends that sets right what was said: "paid by card though". */
const SETS_RIGHT = /\b(?:though|actually|instead)[\s.!?]*$/

/** A noun that the sentence itself gives to its pronoun: "I bought a jacket, can I return it?" needs no history. */
const OWN_SUBJECT =
  /\b(?:a|an|the|my|our|your|mein|meine|meinen|mon|ma|mes|mi|mis|mio|mia|mijn|meu|minha)\s+\p{L}{3,}.*\b(?:it|them|they|es|sie|ihn|le|la|les|lo)\b/u

/** True of a word or two that point to nothing said before: "deposit?" may go on with the topic, or begin another. */
export function isFragment(text: string): boolean {
  const folded = fold(text)
  return words(folded).length <= 2 && !OPENING.test(folded) && !PRONOUN.test(folded)
}

/**
 * True when a question can only be understood with the turns before it: it opens with "and", "what about",
 * uses a pronoun for something not named in it, or is a fragment without a verb or subject.
 */
export function needsHistory(text: string): boolean {
  const folded = fold(text)
    .replace(/^[\s,.:;-]+/, '')
    .trim()
  if (folded === '' || smalltalk(folded) !== undefined) return false
  const content = contentStems(folded)
  if (OPENING.test(folded)) return true
  if (SETS_RIGHT.test(folded)) return content.length <= 6
  if (PRONOUN.test(folded) && !OWN_SUBJECT.test(folded)) return content.length <= 6
  const all = words(folded)
  if (
    /^(?:for|to|in|with|without|from|at|until|till|by|before|after|um|bis|ab|ohne|fur|nach|in|mit|pour|vers|en|para|con|per|voor|naar|till|dla)\s/.test(
      folded,
    )
  )
    return all.length <= 6
  return content.length === 0 || (all.length <= 2 && content.length === 1)
}
