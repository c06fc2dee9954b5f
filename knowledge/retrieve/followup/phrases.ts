import { isPlace } from '../text/places.ts'
import { fold } from '../text/words.ts'
import {
  DETERMINERS,
  FORM,
  PLAIN_VERBS,
  PREDICATES,
  PREPOSITIONS,
  SERVICES,
  TIMES,
  VERBS,
  WAYS,
} from './words.ts'

/** What a phrase is of; one of a sort stands for another of the same. */
export type Sort = 'place' | 'time' | 'measure' | 'code' | 'way' | 'service' | 'thing'

/** A name in a question with what leads it: "to the United States", "a rain cover". */
export interface Phrase {
  /** Where it begins, with its preposition. */
  start: number
  /** Where it begins without it, with its article. */
  nameStart: number
  end: number
  preposition?: string
  determiner?: string
  /** Its words, folded, without preposition and determiner. */
  words: string[]
  sort: Sort
  /** It is what the question asks for, not what it asks about: "what colours", "how long". */
  asked: boolean
}

interface Token {
  word: string
  start: number
  end: number
  /** A comma or a full stop stands before it. */
  cut: boolean
}

/** "E-Bike 3" is three words, "E5" one; the apostrophe's tail is left out. */
const TOKEN = /\d+[.,]\d+|[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu

export function tokens(text: string): Token[] {
  const found: Token[] = []
  for (const match of text.matchAll(TOKEN)) {
    const before = text.slice(found.at(-1)?.end ?? 0, match.index)
    found.push({
      word: fold(match[0]).replace(/['’]/g, ''),
      start: match.index,
      end: match.index + match[0].length,
      cut: /[,.;:?!()]/.test(before),
    })
  }
  return found
}

/** The phrases of an English question, in order. Rules of thumb, no grammar: what they miss is left as it stands. */
export function phrases(text: string): Phrase[] {
  const list = tokens(text)
  const found: Phrase[] = []
  let at = 0
  while (at < list.length) {
    const begin = at
    let preposition: string | undefined
    let determiner: string | undefined
    if (PREPOSITIONS.has(list[at]!.word) && !isInfinitive(list, at)) preposition = list[at++]!.word
    if (list[at] && DETERMINERS.has(list[at]!.word) && list[at + 1] && !isEdge(list, at + 1, true))
      determiner = list[at++]!.word
    const from = at
    while (at < list.length && !isEdge(list, at, at === from && determiner !== undefined, at > from)) at++
    if (at === from) {
      at = Math.max(at, begin + 1)
      continue
    }
    const own = list.slice(from, at)
    const names = own.map(({ word }) => word)
    found.push({
      start: list[begin]!.start,
      nameStart: list[begin + (preposition ? 1 : 0)]!.start,
      end: own.at(-1)!.end,
      ...(preposition ? { preposition } : {}),
      ...(determiner ? { determiner } : {}),
      words: names,
      sort: sortOf(names, preposition),
      asked: list[begin - 1]?.word === 'what' && begin === from,
    })
  }
  return found
}

/** Whether a word is outside of any name. */
function isEdge(list: readonly Token[], at: number, afterDeterminer: boolean, inside = false): boolean {
  const { word, cut } = list[at]!
  const before = list[at - 1]?.word
  if (inside && cut) return true
  if (inside && before !== undefined && isPlace(before)) return true
  // "Brum One", "Brum Go": words of form that follow a name belong to it.
  if (inside && (word === 'one' || word === 'go')) return false
  if (before === 'how' && word !== 'much' && !afterDeterminer) return true
  if (PREPOSITIONS.has(word) || DETERMINERS.has(word) || FORM.has(word)) return true
  if (afterDeterminer) return false
  if (PREDICATES.has(word) && !isBeforeName(list, at)) return true
  return isVerb(list, at, inside)
}

/** "a free swim" against "is the shop open on Sunday". */
function isBeforeName(list: readonly Token[], at: number): boolean {
  const next = list[at + 1]
  return next !== undefined && !next.cut && isNameWord(next.word)
}

const SUBJECTS = new Set(['i', 'you', 'we', 'they', 'it', 'he', 'she', 'not', 'also', 'never'])

function isVerb(list: readonly Token[], at: number, inside: boolean): boolean {
  const { word } = list[at]!
  const before = list[at - 1]?.word
  if (before !== undefined && SUBJECTS.has(before)) return true
  if (before === 'to' && isInfinitive(list, at - 1)) return true
  if (!isKnownVerb(word)) return false
  const auxiliary = list.slice(0, at).some((token) => AUXILIARIES.has(token.word))
  if (inside)
    return auxiliary && (PLAIN_VERBS.has(word) || (!isBeforeName(list, at) && !verbFollows(list, at)))
  if (SERVICES.has(word)) return auxiliary && isNameWord(before) && !isBeforeName(list, at)
  if (word.endsWith('ed')) return !isBeforeName(list, at)
  if (word.endsWith('ing')) return isBeforeName(list, at)
  return before === undefined || !PREPOSITIONS.has(before)
}

/** Whether the clause's verb is still to come, so that this word is a name's: "what does a rain cover for the City cost". */
function verbFollows(list: readonly Token[], at: number): boolean {
  const cut = list.findIndex((token, later) => later > at && token.cut)
  return list
    .slice(at + 1, cut < 0 ? undefined : cut)
    .some(
      ({ word }, offset) =>
        isKnownVerb(word) && isNameWord(list[at + offset]!.word) && !isBeforeName(list, at + 1 + offset),
    )
}

function isNameWord(word: string | undefined): boolean {
  return word !== undefined && !PREPOSITIONS.has(word) && !DETERMINERS.has(word) && !FORM.has(word)
}

/** Whether a word can say what is done, in whatever form. */
export function isKnownVerb(word: string): boolean {
  if (VERBS.has(word)) return true
  const plain = word.replace(/(?:ing|ed|s|es)$/, '')
  return plain !== word && (VERBS.has(plain) || VERBS.has(`${plain}e`))
}

const AUXILIARIES = new Set(['do', 'does', 'did', 'can', 'will', 'should', 'must', 'my', 'if'])

/** Whether "to" leads a verb. */
function isInfinitive(list: readonly Token[], at: number): boolean {
  const next = list[at + 1]
  return list[at]!.word === 'to' && next !== undefined && VERBS.has(next.word) && !isPlace(next.word)
}

const CODE = /^(?=.*\d)(?=.*\p{L})[\p{L}\d]{2,4}$/u
const UNIT =
  /^(?:cm|mm|m|km|kg|g|mg|ml|l|litres?|degrees?|c|percent|pounds?|euros?|eur|gbp|inch(?:es)?|pieces?|people|persons|adults|nights?|kids|children)$/

function sortOf(names: readonly string[], preposition: string | undefined): Sort {
  const last = names.at(-1)!
  if (isPlace(last) || isPlace(`${names.at(-2)} ${last}`)) return 'place'
  if (names.length === 1 && CODE.test(last)) return 'code'
  if (/^\d/.test(names[0]!) && (names.length === 1 || UNIT.test(names[1]!))) return 'measure'
  if (names.some((name) => SERVICES.has(name)) || (names.length === 1 && /.{3}ing$/.test(last)))
    return 'service'
  if (names.some((name) => TIMES.has(name))) return 'time'
  if (WAYS.has(last) && (preposition !== undefined || names.length === 1)) return 'way'
  return 'thing'
}
