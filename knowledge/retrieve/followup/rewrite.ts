import { isKnownVerb, phrases, tokens, type Phrase } from './phrases.ts'
import { replaceNames, telling } from './replace.ts'
import { LIGHT_VERBS, SERVICES } from './words.ts'

/** What a question has to do with the one before it. */
export type FollowUpKind = 'alone' | 'replacement' | 'addition' | 'pronoun'

export interface StandAlone {
  kind: FollowUpKind
  text: string
}

/** Words that only say that the conversation goes on. */
const OPENING =
  /^\s*(?:(?:and|but|so|or|then|also|ok(?:ay)?|well|what about|how about|what if|same(?: question)? for)\b[\s,.:-]*)+/i
const ABOUT = /\b(?:what|how) about\b/i
/** How a whole clause begins. */
const CLAUSE =
  /^(?:how|what|whats|what's|which|when|where|who|whom|whose|why|is|are|am|was|were|do|does|did|can|could|will|would|should|shall|may|might|must|has|have|had|i|i'm|i'd|i've|im|you|we|they|it|there|if|tell|please)\b/i
const CONDITION = /\bif\b.*$/i
/** A clause that leans on what was said. */
const LEANS =
  /\b(?:it|its|it's|that|this|these|those|they|them|their|he|she|him|his|her|the same|ones?|there|then|so|else|other|similar|too|either)\b/i
/** A pronoun that the thing asked about can be put in for; "that" leads a clause more often than not. */
const PRONOUN =
  /\b(?:it(?!['’])|its|they|them|their|those(?! \p{L}{4})|(?:that|this)(?=\s*(?:[?.!,]|$|(?:is|was|cost|take|work|include|mean|last|weigh|for)\b)))(?![\p{L}'’])/giu
/** A word that only stands for the thing before it: "the old one". */
const ONE = /\bones?\b/gi
/** How much, how long: what is asked of a thing that follows without a verb. */
const BARE_ASKED =
  /^(?:how (?:long|much|many|often|far|big|heavy)|when|where|what)\s+(?=(?:for|to|in|with|at|on|by|from)\b)/i
/** An auxiliary inside shows a clause. */
const AUXILIARY =
  /\b(?:is|are|am|was|were|do|does|did|can|could|will|would|should|has|have|had|isn't|aren't|don't|doesn't|can't|won't)\b/i
/** How a remark begins. */
const STATEMENT = /^(?:i|i'm|i'd|i've|im|you|we|they|it|there|tell|please)\b/i
/** More than one sentence. */
const SENTENCES = /[.?!]\s+\p{L}/u
/** Longer clauses say themselves what they are about. */
const SHORT = 9

/** An English question; of others nothing is taken apart. */
const ENGLISH =
  /^\s*(?:(?:hi|hello|hey|and|but|so|ok|please|also|at|after|to|in|for|from|until|by)\b[\s,.]*)*(?:how|what|whats|which|when|where|who|why|is|are|am|do|does|did|can|could|will|would|should|may|must|has|have|i|i'm|my|the|if|you|we)\b/i

/** One question out of an earlier one and the one that follows it. Pure; English only: in other languages both are put together. */
export function rewrite(earlier: string, text: string): StandAlone {
  const both: StandAlone = { kind: 'addition', text: `${earlier} ${text}` }
  if (!ENGLISH.test(earlier)) return both
  const opening = OPENING.exec(text)?.[0] ?? ''
  const rest = text.slice(opening.length)
  if (rest === '' || SENTENCES.test(rest)) return both
  if (/^if\b/i.test(rest) || /\bwhat if\b/i.test(opening)) return condition(earlier, rest) ?? both
  const bare = BARE_ASKED.exec(rest)?.[0] ?? ''
  if (bare !== '' && !AUXILIARY.test(rest)) {
    const found = fragment(earlier, rest.slice(bare.length), opening)
    return found?.kind === 'replacement' ? { ...found, text: `${bare}${found.text}` } : both
  }
  if (CLAUSE.test(rest)) return clause(earlier, rest, text) ?? both
  if (isTopic(rest)) return { kind: 'alone', text: rest }
  if (AUXILIARY.test(rest)) return both
  return fragment(earlier, rest, opening) ?? both
}

/** Names without a verb take the place of earlier ones; a name that finds none is a new topic, or joins what was asked. */
function fragment(earlier: string, rest: string, opening: string): StandAlone | undefined {
  const asked = phrases(rest)
  const [head] = asked
  if (!head) return undefined
  const replaced = replaceNames(earlier, rest)
  // A bare name may as well be a new topic: it takes a place only where its sort or a word of it tells which.
  const bare = opening === '' && !head.preposition
  if (replaced && (!bare || telling(replaced))) return { kind: 'replacement', text: replaced.text }
  return !replaced && ABOUT.test(opening) && isTopicName(asked) ? { kind: 'alone', text: rest } : undefined
}

/** "What about gift cards", "what about returns": enough to be searched for alone. */
function isTopicName(asked: readonly Phrase[]): boolean {
  const names = asked.flatMap(({ words }) => words)
  const [head] = asked
  if (head!.preposition || (head!.sort !== 'thing' && head!.sort !== 'service')) return false
  return names.length > 1 || SERVICES.has(names[0]!)
}

/** "gift cards, when do they expire?": what "they" are is said. */
function isTopic(rest: string): boolean {
  const comma = /[,:;]\s+/.exec(rest)
  if (comma === null) return false
  const after = rest.slice(comma.index + comma[0].length)
  return CLAUSE.test(after) && (LEANS.test(after) || isWhole(after))
}

/** "and if I am a student?": the condition takes the place of an earlier one. */
function condition(earlier: string, rest: string): StandAlone | undefined {
  if (!CONDITION.test(earlier)) return undefined
  return { kind: 'replacement', text: earlier.replace(CONDITION, `if ${rest.replace(/^if\s+/i, '')}`) }
}

/** A whole clause: it stands alone, or a pronoun of it is what the earlier question is about. */
function clause(earlier: string, rest: string, text: string): StandAlone | undefined {
  if (!LEANS.test(rest)) return isWhole(rest) ? { kind: 'alone', text } : undefined
  const one = rest.search(ONE) >= 0
  const pointing = one ? ONE : PRONOUN
  if (STATEMENT.test(rest) || tokens(rest).length > SHORT || rest.match(pointing)?.length !== 1)
    return undefined
  const subject = subjectOf(earlier, one)
  if (subject === undefined) return undefined
  return { kind: 'pronoun', text: rest.replace(pointing, () => subject) }
}

/** So many words of matter, and a clause needs no help. */
const WHOLE = 2

function isWhole(rest: string): boolean {
  const names = phrases(rest).flatMap((phrase) => phrase.words)
  const verbs = tokens(rest).filter(
    ({ word }) => isKnownVerb(word) && !LIGHT_VERBS.has(word) && !names.includes(word),
  )
  return names.length > 0 && names.length + verbs.length >= WHOLE
}

/** What "it" is, where the earlier question asks a property of a thing: its names, without the property. */
function subjectOf(earlier: string, one: boolean): string | undefined {
  if (!/^\s*(?:and\s+)?(?:how|what|which)\b/i.test(earlier)) return undefined
  if (SENTENCES.test(earlier) || earlier.search(PRONOUN) >= 0) return undefined
  const named = phrases(earlier).filter(
    ({ asked, sort }) => (one || !asked) && (sort === 'thing' || sort === 'code' || sort === 'place'),
  )
  if (named.length === 0) return undefined
  return named
    .map((phrase, at) => earlier.slice(at === 0 ? phrase.nameStart : phrase.start, phrase.end))
    .join(' ')
}
