import type { Span } from './attribution.ts'
import type { Line } from './lines.ts'
import { EXCUSE, isMobileSignature, mobileGrade } from './mobile.ts'
import { CLOSINGS, CONTACT_WORDS } from './phrases/closings.ts'
import { isRule } from './separators.ts'

/** A block of more lines below a delimiter is more than a signature. */
const MOST_LINES_STRICT = 40
const MOST_LINES = 12
const MOST_CONTACT_LINES = 10
const LONGEST_CONTACT = 90

const POSTSCRIPT = /^(?:p\.? ?[sd]\.?|n\.? ?b\.?|postscript|追伸)[:.,\s-]/
const QUESTION = /[?？؟]$/
const REFERENCE = /(?:#|№|nr\.?|no\.?|number|nummer|order|bestell|commande|pedido|ordine|заказ)\s?:?\s?#?\d/

/** What is known of the mail: whether something is written above the stretch, and the sender's name, plain. */
export type Known = { written: boolean; name: string | undefined }

/** Where the signature at the end of a stretch of the person's lines begins, or undefined. */
export function signatureStart(lines: readonly Line[], stretch: Span, known: Known): number | undefined {
  const { start, end } = stretch
  return (
    mobileStart(lines, start, end, known.written) ??
    markedStart(lines, start, end, known.written) ??
    delimited(lines, start, end, known.written) ??
    contacts(lines, start, end, known.name)
  )
}

/** What the HTML called a signature, at the end, with something written above: some people write into their signature. */
function markedStart(lines: readonly Line[], start: number, end: number, above: boolean): number | undefined {
  let found: number | undefined
  for (let i = end - 1; i >= start; i--) {
    const line = lines[i]
    if (line?.mark === 'signature' && (QUESTION.test(line.plain) || POSTSCRIPT.test(line.plain)))
      return undefined
    if (line?.mark === 'signature' || (found !== undefined && isDelimiter(line))) found = i
    else if (line?.plain !== '' && !isDelimiter(line)) return found
  }
  return above ? found : undefined
}

function mobileStart(lines: readonly Line[], start: number, end: number, above: boolean): number | undefined {
  const last = lines[end - 1]
  if (last === undefined) return undefined
  if (isMobileSignature(last)) return end - 1
  const first = lines[end - 2]
  // "Sent from my phone / Please excuse my brevity"
  if (end - 2 >= start && first !== undefined && EXCUSE.test(last.plain) && isMobileSignature(first))
    return end - 2
  // Names no device we know: only as a paragraph of its own below something written.
  const apart = first === undefined || first.plain === '' || mobileGrade(first) !== undefined
  return mobileGrade(last) === 'likely' && apart && (above || hasText(lines, start, end - 1))
    ? end - 1
    : undefined
}

function hasText(lines: readonly Line[], start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const line = lines[i]
    if (line !== undefined && line.plain !== '' && mobileGrade(line) === undefined) return true
  }
  return false
}

function isDelimiter(line: Line | undefined): boolean {
  return (
    line !== undefined &&
    !line.code &&
    !line.quoted &&
    /^--?-?$/.test(line.plain) &&
    /^\s*(?:--|[\u2013\u2014]{1,2})\s*$/.test(line.text)
  )
}

/** Below "-- ", a dash alone, or a rule above an address. */
function delimited(lines: readonly Line[], start: number, end: number, above: boolean): number | undefined {
  let written = above
  let tried = 0
  for (let i = start; i < end && tried < 4; i++) {
    const line = lines[i]
    if (line === undefined) break
    const delimiter = isDelimiter(line)
    if (written && (delimiter || (isRule(line) && end - i <= 2 * MOST_CONTACT_LINES))) {
      tried += delimiter ? 1 : 0
      if (delimiter ? isSignature(lines, i, end) : isFooter(lines, i, end)) return i
    }
    written ||= line.plain !== '' && !delimiter
  }
  return undefined
}

function isSignature(lines: readonly Line[], delimiter: number, end: number): boolean {
  // RFC 3676, 4.3: the delimiter is "-- " with its space; without it a person may have typed it.
  const strict = /^-- $/.test(lines[delimiter]?.text ?? '')
  const most = strict ? MOST_LINES_STRICT : MOST_LINES
  let count = 0
  for (let i = delimiter + 1; i < end; i++) {
    const line = lines[i]
    if (line === undefined || line.plain === '') continue
    if (++count > most || line.code || POSTSCRIPT.test(line.plain)) return false
    if (strict) continue
    if (QUESTION.test(line.plain) || REFERENCE.test(line.plain) || (count === 1 && isSentence(line)))
      return false
  }
  return true
}

/** A name or a title is neither long nor closed by a full stop. */
function isSentence(line: Line): boolean {
  const words = line.plain.split(' ').length
  return words > 8 || (words >= 4 && /[.!,:]$/.test(line.plain))
}

/** A few short lines with an address or a link below a rule: a mailing list's or a company's footer. */
function isFooter(lines: readonly Line[], rule: number, end: number): boolean {
  if (announced(lines, rule)) return false
  let count = 0
  let proofs = 0
  for (let i = rule + 1; i < end; i++) {
    const line = lines[i]
    if (line === undefined || line.plain === '') continue
    if (++count > MOST_CONTACT_LINES || !isShort(line) || REFERENCE.test(line.plain)) return false
    if (isContact(line)) proofs += 1
  }
  // Lists write underscores; people who rule a line prefer dashes.
  return proofs >= (lines[rule]?.plain.startsWith('_') === true ? 1 : 2) && proofs < count
}

/** "Please send it to this address:" stands above. */
function announced(lines: readonly Line[], index: number): boolean {
  for (let i = index - 1; i >= 0 && i >= index - 3; i--) {
    const line = lines[i]
    if (line !== undefined && line.plain !== '') return line.plain.endsWith(':')
  }
  return false
}

/** Title, company and numbers below a closing and a name ("Kind regards / Ada Byron / Analyst / +44 …"). */
function contacts(
  lines: readonly Line[],
  start: number,
  end: number,
  name: string | undefined,
): number | undefined {
  for (let i = end - 1, looked = 0; i >= start && looked < MOST_CONTACT_LINES + 3; i--) {
    const line = lines[i]
    if (line === undefined || line.plain === '') continue
    looked += 1
    if (CLOSING_SET.has(line.plain.replace(/[\s,.!]+$/, ''))) return contactsBelow(lines, i, end, 1)
    // The sender's own name is the closing of those who write none; below "Deliver to:" it is an address.
    if (line.plain === name) return announced(lines, i) ? undefined : contactsBelow(lines, i, end, 0)
    if (!isShort(line) || REFERENCE.test(line.plain)) return undefined
  }
  return undefined
}

/** The closing and the name below it stay; the rest goes when at least two of its lines are contacts. */
function contactsBelow(
  lines: readonly Line[],
  closing: number,
  end: number,
  names: number,
): number | undefined {
  const below: number[] = []
  for (let i = closing + 1; i < end; i++) if (lines[i]?.plain !== '') below.push(i)
  const rest = below.slice(names)
  const proofs = rest.filter((i) => isContact(lines[i])).length
  return proofs >= 2 ? rest[0] : undefined
}

const CLOSING_SET: ReadonlySet<string> = new Set(CLOSINGS)
const CONTACT_SET: ReadonlySet<string> = new Set(CONTACT_WORDS)

function isShort(line: Line): boolean {
  return (
    line.plain.length <= LONGEST_CONTACT &&
    !line.code &&
    !line.quoted &&
    !QUESTION.test(line.plain) &&
    !POSTSCRIPT.test(line.plain)
  )
}

function isContact(line: Line | undefined): boolean {
  if (line === undefined) return false
  const text = line.plain
  if (/https?:\/\/|\bwww\.|[^\s@]@[^\s@]{2,}\.\p{L}{2,}/u.test(text)) return true
  const digits = text.replace(/\D/g, '').length
  const word = text.split(/[\s:]/)[0] ?? ''
  return digits >= 6 && digits <= 40 && (CONTACT_SET.has(word) || /^\+?[\d\s()./-]+$/.test(text))
}
