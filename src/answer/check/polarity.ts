import { fold } from '../text/fold.ts'
import { contentStems, sameStem } from '../text/words.ts'

/** Words that turn a statement round, folded. */
const NEGATION =
  /\b(?:not|no|never|none|nothing|neither|nor|cannot|can't|don't|doesn't|didn't|won't|isn't|aren't|wasn't|weren't|wouldn't|shouldn't|mustn't|couldn't|without|unable|except(?:ion|ions|ing|ed)?|exclud(?:e|es|ed|ing)|excluding|prohibited|forbidden|impossible|unavailable|refus(?:e|es|ed)|non-?\w+|ineligible|void|voids|nicht|kein|keine|keinen|keinem|keiner|keines|nie|niemals|ohne|ausgeschlossen|ausser|ausgenommen|verboten|ne|n'\p{L}+|pas|jamais|aucun|aucune|sans|sauf|excepte|ni|nunca|sin|excepto|salvo|ningun|ninguna|non|mai|senza|eccetto|nessun|nessuna|niet|geen|nooit|zonder|behalve|uitgezonderd|nao|nunca|sem|exceto|nenhum|nenhuma|nie|nigdy|bez|oprocz|inte|ej|aldrig|utan|utom|ingen|inga)\b|ない|ません|不(?!客)|没|沒|无法|無法|ليس|لا\s|لن|غير/u
const CLAUSE_END =
  /[\n,;:()–—]|[.!?](?=\s|$)|\s-\s|\b(?:but|however|although|though|while|whereas|unless|aber|jedoch|sondern|wahrend|mais|sauf si|pero|ma|maar|mas|ale|men)\b/u
const NOT_NEGATING =
  /\b(?:no later than|no more than|no longer than|not only|no matter|no problem|no charge|no extra charge|no cost|no extra cost|no additional cost|not more than|nothing more than|why not|if not|no\.?\s*\d+)\b/g

const ONLY =
  /\b(?:only|nur|seulement|uniquement|solo|solamente|soltanto|alleen|slechts|apenas|somente|tylko|endast|bara)\b/
const EXCEPT =
  /\b(?:except|unless|only|other than|apart from|ausser|es sei denn|nur|sauf|excepte|hormis|excepto|salvo|eccetto|tranne|behalve|tenzij|exceto|oprocz|utom)\b/

export interface Clause {
  text: string
  negated: boolean
  stems: string[]
}

export function isNegated(text: string): boolean {
  return NEGATION.test(fold(text).replace(NOT_NEGATING, ' '))
}

/** Clauses of a statement with their polarity. */
export function clauses(text: string): Clause[] {
  return fold(text)
    .split(CLAUSE_END)
    .map((part) => ({ text: part.trim(), negated: isNegated(part), stems: contentStems(part) }))
    .filter((clause) => clause.stems.length > 0)
}

/**
 * True when a clause of the sentence says the opposite of the clause of its source that it resembles most.
 * Clauses that resemble nothing are left to the other checks.
 */
export function polarityReversed(sentence: string, source: string): boolean {
  const stated = clauses(source)
  return clauses(sentence).some((claim) => {
    if (claim.stems.length < 2) return false
    // "Only when faulty" says what "not, except when faulty" says.
    if (ONLY.test(claim.text) && EXCEPT.test(fold(source))) return false
    const ranked = stated
      .map((clause) => ({ clause, share: overlap(claim.stems, clause.stems) }))
      .filter(({ share }) => share >= 0.5)
      .sort((a, b) => b.share - a.share)
    const best = ranked[0]
    if (!best) return false
    return ranked
      .filter(({ share }) => share >= best.share - 0.05)
      .every(({ clause }) => clause.negated !== claim.negated)
  })
}

/** Share of the first's stems that the second has. */
export function overlap(of: readonly string[], within: readonly string[]): number {
  if (of.length === 0) return 0
  return of.filter((stem) => within.some((other) => sameStem(stem, other))).length / of.length
}

/** "SIM and identity check" says no Portuguese yes, and "No. 2" no no. */
const YES =
  /^(?:(?:yes|yes indeed|ja|oui|نعم|はい|是的|是)(?![\p{L}])|(?:si|sim|tak)(?=[,.!]|$))[\s,.!:–—-]*/u
const NO = /^(?:no|nein|non|nee|nao|nie|nej|لا|いいえ|不是)(?!\.?\s*\d)(?=[\s,.!:–—-])[,.!:–—-]+\s*/u

/** The yes or no a sentence opens with, and what remains of it. */
export function yesNo(sentence: string): { lead?: 'yes' | 'no'; rest: string } {
  const folded = fold(sentence)
  const yes = YES.exec(folded)
  if (yes) return { lead: 'yes', rest: sentence.slice(yes[0].length) }
  const no = NO.exec(folded)
  return no ? { lead: 'no', rest: sentence.slice(no[0].length) } : { rest: sentence }
}
