import { fold } from '../text/fold.ts'
import { editDistanceAtMostOne } from '../text/words.ts'
import { ACKNOWLEDGEMENTS, ANNOUNCEMENTS, GOODBYES, GREETINGS, THANKS } from './phrases.ts'

export type Smalltalk = 'greeting' | 'thanks' | 'goodbye' | 'acknowledgement'

const textsOf = (phrases: readonly { text: string }[]) => new Set(phrases.map((phrase) => phrase.text))

const PHRASES: { kind: Smalltalk; phrases: Set<string> }[] = [
  { kind: 'greeting', phrases: textsOf([...GREETINGS, ...ANNOUNCEMENTS]) },
  { kind: 'thanks', phrases: textsOf(THANKS) },
  { kind: 'goodbye', phrases: textsOf(GOODBYES) },
  { kind: 'acknowledgement', phrases: textsOf(ACKNOWLEDGEMENTS) },
]

/** Words that may stand around a greeting without making it a question. */
const FILLER =
  /\b(?:there|team|everyone|all|guys|folks|sir|madam|ma'am|dear|again|so much|very much|a lot|friend|mate|buddy|please|just|wanted to say|for your help|for the help|for everything|for the info|for helping|zusammen|nochmal|a tous|a todos)\b/g

const LONGEST = Math.max(
  ...PHRASES.flatMap(({ phrases }) => [...phrases].map((phrase) => phrase.split(' ').length)),
)

/** The kind of smalltalk a text wholly consists of, or undefined when it says anything else. Forgives a typo, repeated letters, emoji. */
export function smalltalk(text: string): Smalltalk | undefined {
  const kinds = eat(tokens(text))
  if (!kinds || kinds.length === 0) return undefined
  const order: Smalltalk[] = ['goodbye', 'thanks', 'greeting', 'acknowledgement']
  return order.find((kind) => kinds.includes(kind))
}

/** A text without the greeting it opens with ("Hi, how long …" → "how long …"), or the announcement ("quick question: how long …"). */
export function withoutGreeting(text: string): string {
  const match = /^\s*([\p{L}\p{M}'’]{1,20}(?: [\p{L}\p{M}'’]{1,20}){0,4}) ?[,!.:;\-–—~…]+\s*(?=\S)/u.exec(
    text,
  )
  if (match && isPhrase(match[1] ?? '', ['greeting', 'thanks']))
    return withoutGreeting(text.slice(match[0].length))
  const first = /^\s*([\p{L}'’]{1,20})\s+(?=\S)/u.exec(text)
  if (first && isPhrase(first[1] ?? '', ['greeting']) && text.trim().split(/\s+/).length > 2)
    return withoutGreeting(text.slice(first[0].length))
  return text.trim()
}

function isPhrase(text: string, kinds: Smalltalk[]): boolean {
  const found = smalltalk(text)
  return found !== undefined && kinds.includes(found)
}

function tokens(text: string): string[] {
  return fold(text)
    .replace(FILLER, ' ')
    .replace(/[^\p{L}\p{N}'\s-]+/gu, ' ')
    .split(/\s+/)
    .filter((token) => token !== '' && token !== '-')
}

/** Consumes known phrases from left to right, longest first; undefined when something is left over. */
function eat(rest: string[]): Smalltalk[] | undefined {
  if (rest.length === 0) return []
  if (rest.length > 14) return undefined
  for (let take = Math.min(LONGEST, rest.length); take >= 1; take--) {
    const kind = known(rest.slice(0, take).join(' '))
    if (!kind) continue
    const tail = eat(rest.slice(take))
    if (tail) return [kind, ...tail]
  }
  return undefined
}

function known(phrase: string): Smalltalk | undefined {
  const short = phrase.replace(/(.)\1{2,}/g, '$1')
  const double = phrase.replace(/(.)\1{2,}/g, '$1$1')
  for (const { kind, phrases } of PHRASES) {
    if (phrases.has(phrase) || phrases.has(short) || phrases.has(double)) return kind
  }
  if (phrase.length < 5) return undefined
  return PHRASES.find(
    ({ kind, phrases }) => kind !== 'acknowledgement' && [...phrases].some((known) => isTypo(phrase, known)),
  )?.kind
}

/** One slip in a phrase of five letters or more; real words that happen to be near a phrase are kept apart. */
function isTypo(phrase: string, known: string): boolean {
  return (
    known.length >= 5 &&
    phrase[0] === known[0] &&
    !REAL_WORDS.has(phrase) &&
    editDistanceAtMostOne(phrase, known)
  )
}

const REAL_WORDS = new Set([
  'grate',
  'hells',
  'hollo',
  'shells',
  'tanks',
  'start',
  'stars',
  'stark',
  'salut',
  'sales',
  'saved',
  'salvo',
  'halls',
  'tests',
  'nicer',
  'super',
  'cheer',
  'chest',
])
