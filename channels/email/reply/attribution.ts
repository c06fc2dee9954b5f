import type { Line } from './lines.ts'
import { NOT_COMPARED } from './lines.ts'
import { ADDRESSING, LEADS, PRONOUNS, SPEAKERS, SPEAKERS_OWN, WROTE } from './phrases/wrote.ts'
import type { Place } from './words.ts'
import { findPhrase, startsWith } from './words.ts'

/** Lines from `start` up to and without `end`. */
export type Span = { start: number; end: number }

/** Clients wrap an attribution over at most this many lines. */
const MOST_LINES = 6
/** Longer ones are sentences. */
const LONGEST = 500

const ADDRESS = /[^\s<>()[\]@]{1,80}@[^\s<>()[\]@]{2,120}/
const ANY_ADDRESS = new RegExp(ADDRESS.source, 'g')
const BRACKETED = new RegExp(`[<(\\[] ?${ADDRESS.source} ?[>)\\]]`)
const DATE = /(?:^|\D)(?:\d{1,4}[./-] ?\d{1,2}[./-] ?\d{2,4}|(?:19|20)\d\d)(?:\D|$)|\d ?[年년月월]/
const TIME = /\d{1,2} ?(?:[:.h]|시|時|uhr) ?\d{2}|\d ?(?:am|pm|時|点|點)/
const SENTENCE_END = /\p{Ll}{4,}[.!?]$/u
/** Nothing but a weekday and an abbreviation stands before the date of a line that begins with its date. */
const DATE_FIRST = /^(?:[\p{L}\p{M}.'`]{1,14}[,.]? ){0,2}[("]?(?:[\p{L}\p{M}]{1,12}[,.] ?)?\d/u

/**
 * The attribution ("On …, Ada wrote:") that ends in this line, or undefined. It begins as near as it can, so that a sentence above
 * stays the person's.
 */
export function attributionEnding(lines: readonly Line[], last: number): Span | undefined {
  const end = lines[last]
  if (end === undefined || end.plain === '' || end.plain === NOT_COMPARED || !couldEnd(end.plain))
    return undefined
  const quoteFollows = nextIsQuoted(lines, last, end.quoted)
  let joined = ''
  for (let start = last; start >= 0 && last - start < MOST_LINES; start--) {
    const line = lines[start]
    if (line === undefined || line.plain === '' || line.code || line.quoted !== end.quoted) break
    if (start < last && SENTENCE_END.test(line.plain)) break
    joined = joined === '' ? line.plain : `${line.plain} ${joined}`
    if (joined.length > LONGEST) break
    if (isDated(joined, quoteFollows)) return { start: beginningAbove(lines, start), end: last + 1 }
  }
  return undated(lines, last, quoteFollows)
}

/** A line that ends like an attribution: a colon, a closing dash, or the verb itself. */
function couldEnd(plain: string): boolean {
  if (/[:;>-]$/.test(plain)) return true
  const tail = plain.slice(-40)
  const verb = findPhrase(tail, WROTE)
  return verb !== undefined && /^\W*$/.test(tail.slice(verb.end))
}

function nextIsQuoted(lines: readonly Line[], index: number, quoted: boolean): boolean {
  if (quoted) return true
  for (let i = index + 1; i < lines.length && i <= index + 8; i++) {
    const line = lines[i]
    if (line !== undefined && (line.plain !== '' || line.quoted)) return line.quoted || line.mark === 'below'
  }
  return false
}

/** An attribution that says when. */
function isDated(joined: string, quoteFollows: boolean): boolean {
  const text = joined.replace(/^[\s*_~=#-]+/, '')
  if (!/\d/.test(text)) return false
  const date = DATE.test(text)
  const time = TIME.test(text)
  const address = ADDRESS.test(text)
  const lead = startsWith(text, LEADS)
  const dateFirst = DATE_FIRST.test(text)
  const verb = findPhrase(text, WROTE)
  const ends = /[:;>-]$/.test(text)
  if (verb === undefined) {
    // Gmail in Russian, Yandex, Mail.ru and others name the time and the sender, and no verb; "On … I sent it to a@b.example:" does not.
    const sender = BRACKETED.test(text) || (address && !lead)
    return /:\W*$/.test(text) && (lead || dateFirst) && date && time && (sender || quoteFollows)
  }
  if (!ends && !quoteFollows && !(date && time && address)) return false
  if (!quoteFollows && bySpeaker(text, verb, address)) return false
  if (lead || dateFirst) return address || quoteFollows || (date && time)
  // The name comes first: "Ada <ada@example.org> schrieb am …:", "Ada/Dept wrote on 02/04/2016 10:05:33 AM:".
  if (text.startsWith('<')) return false
  return (date || time) && (address || (date && time))
}

/** Whether the sentence is somebody's own, about "I" or "you"; stricter where no address speaks for a client. */
function bySpeaker(text: string, verb: Place, address: boolean): boolean {
  const before = words(text.slice(0, verb.start).replace(ANY_ADDRESS, ' ')).at(-1)
  const after = words(text.slice(verb.end).replace(ANY_ADDRESS, ' ')).at(0)
  const beside = address ? SPEAKERS : PRONOUNS
  if ((before !== undefined && beside.has(before)) || (after !== undefined && beside.has(after))) return true
  const anywhere = address ? SPEAKERS_OWN : ADDRESSING
  return words(text.replace(ANY_ADDRESS, ' ')).some((word) => anywhere.has(word))
}

function words(text: string): string[] {
  return text.match(/[\p{L}']+/gu) ?? []
}

/** A wrapped attribution's first lines hold no more words. */
const MOST_WORDS = 8

/** The lines above that belong to it as well: the beginning of its date, the sender's name and address. */
function beginningAbove(lines: readonly Line[], start: number): number {
  let first = start
  for (let step = 0; step < 3; step++) {
    const line = lines[first]
    const above = lines[first - 1]
    if (
      line === undefined ||
      above === undefined ||
      above.plain === '' ||
      above.code ||
      above.quoted !== line.quoted
    )
      break
    // "On 4 Feb …" begins here; "at 10:05 …" goes on.
    if (
      startsWith(line.plain, LEADS) &&
      DATE_FIRST.test(line.plain) &&
      !/^\S+ \d{1,2}[:.h]\d\d/.test(line.plain)
    )
      break
    const count = above.plain.split(' ').length
    if (count > MOST_WORDS || SENTENCE_END.test(above.plain) || /[:?!]$/.test(above.plain)) break
    const opens = startsWith(above.plain, LEADS) && (count <= 3 || /\d/.test(above.plain))
    const sender = ADDRESS.test(above.plain) || /^[<([]/.test(line.plain)
    if (!opens && !sender) break
    first -= 1
    if (opens) break
  }
  return first
}

/** "Ada <ada@example.org> wrote:" and, directly above a quote, "Ada wrote:". */
function undated(lines: readonly Line[], last: number, quoteFollows: boolean): Span | undefined {
  const end = lines[last]
  if (end === undefined) return undefined
  const above = lines[last - 1]
  const joinable =
    above !== undefined &&
    above.plain !== '' &&
    above.quoted === end.quoted &&
    !SENTENCE_END.test(above.plain)
  const tries = [end.plain, ...(joinable ? [`${above.plain} ${end.plain}`] : [])]
  for (const [extra, text] of tries.entries()) {
    if (text.length > 200 || text.startsWith('<') || !text.endsWith(':')) continue
    const verb = findPhrase(text, WROTE)
    if (verb === undefined || verb.start === 0) continue
    const address = quoteFollows ? ADDRESS.test(text) : BRACKETED.test(text)
    const count = text.split(' ').length
    const short = count <= (address ? 12 : 8)
    const atEnd = text.length - verb.end <= 3 || address
    if (
      short &&
      atEnd &&
      (address || (quoteFollows && !end.quoted && extra === 0)) &&
      !bySpeaker(text, verb, address)
    ) {
      return { start: last - extra, end: last + 1 }
    }
  }
  return undefined
}
