import { primary } from '../words.ts'
import { de } from './german.ts'
import { en } from './english.ts'
import { es } from './spanish.ts'
import { fr } from './french.ts'

/** How a language says what is written in signs. */
export interface Grammar {
  and: string
  to: string
  percent: string
  number: string
  at: string
  dot: string
  /** In place of an address. */
  website: string
  /** 30 x 20 */
  times: string
  plus: string
  /** After an amount: "50+". */
  orMore: string
  lessThan: string
  moreThan: string
  /** Singular and plural of a currency, by its sign or code. */
  money: Record<string, readonly [string, string]>
  /** Singular and plural of a unit, as it is abbreviated. */
  units: Record<string, readonly [string, string]>
  /** Abbreviations with what they mean. */
  abbreviations: readonly (readonly [RegExp, string])[]
  /** An hour and minute of a clock of 24 hours. */
  time(hour: number, minute: number): string
  date(day: number, month: string, year: number): string
}

const all: Record<string, Grammar> = { en, de, fr, es }

/** The grammar of a language (BCP 47), or English. */
export function grammarOf(language: string): Grammar {
  const tag = primary(language)
  return (Object.hasOwn(all, tag) ? all[tag] : undefined) ?? en
}
