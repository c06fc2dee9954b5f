import type { Line } from './lines.ts'
import { NOT_COMPARED } from './lines.ts'
import { FORWARDED, ORIGINAL, REPLY_ABOVE } from './phrases/separators.ts'

export type Separator = 'original' | 'forward' | 'above'

const ORIGINALS: ReadonlySet<string> = new Set(ORIGINAL)
const FORWARDS: ReadonlySet<string> = new Set(FORWARDED)
const LONGEST = 160

/** What a line announces: a quoted original, a forwarded mail, or "reply above this line"; undefined for any other line. */
export function separatorOf(line: Line): Separator | undefined {
  const text = line.plain
  if (text === '' || text === NOT_COMPARED || text.length > LONGEST || line.code) return undefined
  const ruled = /^(?:[-_=*#~+>]\s?){2,}/.test(text)
  const inner = text.replace(/^[-_=*#~+>\s]+/, '').replace(/[-_=*#~+<>:\s]+$/, '')
  if (inner === '') return undefined
  // Some put the header into the same line.
  const first = inner.split(/ ?-{3,}/)[0] ?? inner
  const colon = /:[\s*_]*$/.test(text)
  if (ruled || colon) {
    if (FORWARDS.has(first) && (ruled || isTelling(inner))) return 'forward'
    // "Reply:" alone may be the person's own word.
    if (ruled && ORIGINALS.has(first)) return 'original'
    if (colon && !ruled && ORIGINALS.has(first) && isTelling(inner)) return 'original'
    // Lotus: "----- Forwarded by Ada/Dept on 02/04/2016 10:05 AM -----"
    if (ruled && /^(?:forwarded by|weitergeleitet von|transféré par|inoltrato da|reenviado por) /.test(inner))
      return 'forward'
  }
  return REPLY_ABOVE.some((phrase) => text.includes(phrase)) && (ruled || text.length <= 110)
    ? 'above'
    : undefined
}

/** Without dashes only a whole phrase tells a client's line from a person's word ("Fwd:"). */
function isTelling(phrase: string): boolean {
  return phrase.includes(' ') || (/\p{Script=Han}|\p{Script=Katakana}/u.test(phrase) && phrase.length >= 6)
}

/** A rule: a line of dashes, underscores, equal signs or asterisks only. */
export function isRule(line: Line | undefined): boolean {
  return line !== undefined && !line.code && /^(?:(?:[-_=*~]\s?){3,}|__)$/.test(line.plain)
}
