import type { Span } from './attribution.ts'
import { bannerLines, isDisclaimer, paragraphStart } from './disclaimer.ts'
import type { Line } from './lines.ts'
import { isMobileSignature } from './mobile.ts'
import type { Fate } from './quotes.ts'
import { isRule } from './separators.ts'
import type { Known } from './signature.ts'
import { signatureStart } from './signature.ts'

/** At most so many footers hang below each other. */
const MOST_FOOTERS = 50

/** Marks signatures and disclaimers at the end of each stretch the person wrote, and banners above the first. */
export function trimTails(lines: readonly Line[], fates: Fate[], name: string | undefined): void {
  let written = false
  for (let start = 0; start < fates.length;) {
    if (!isKept(fates[start])) {
      start += 1
      continue
    }
    let end = start
    while (end < fates.length && isKept(fates[end])) end += 1
    if (!written) trimBanner(lines, fates, start, end)
    trimTail(lines, fates, { start, end }, { written, name })
    for (let i = start; i < end && !written; i++) written = fates[i] === 'own' && lines[i]?.plain !== ''
    start = end
  }
}

function isKept(fate: Fate | undefined): boolean {
  return fate === 'own' || fate === 'inline'
}

function trimTail(lines: readonly Line[], fates: Fate[], stretch: Span, known: Known): void {
  const { start, end: last } = stretch
  let end = last
  for (let round = 0; round < MOST_FOOTERS; round++) {
    end = withoutTrailing(lines, start, end, end < last)
    if (end <= start) return
    const signature = signatureStart(lines, { start, end }, known)
    if (signature !== undefined) {
      fates.fill('signature', signature, end)
      end = signature
      continue
    }
    const paragraph = paragraphStart(lines, start, end)
    const alone = !known.written && onlyBlank(lines, start, paragraph)
    if (alone || !isDisclaimer(lines, paragraph, end)) return
    fates.fill('disclaimer', paragraph, end)
    end = paragraph
  }
}

/** The end without blank lines, and without the rule above something cut. */
function withoutTrailing(lines: readonly Line[], start: number, end: number, cutBelow: boolean): number {
  for (let i = end; i > start; i--) {
    const line = lines[i - 1]
    if (line?.plain !== '' && !(cutBelow && isRule(line))) return i
  }
  return start
}

function onlyBlank(lines: readonly Line[], start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const line = lines[i]
    if (line !== undefined && line.plain !== '' && !isMobileSignature(line)) return false
  }
  return true
}

function trimBanner(lines: readonly Line[], fates: Fate[], start: number, end: number): void {
  let first = start
  while (first < end && lines[first]?.plain === '') first += 1
  let stop = first
  while (stop < end && lines[stop]?.plain !== '') stop += 1
  const count = onlyBlank(lines, stop, end) ? 0 : bannerLines(lines, first, stop)
  if (count > 0) fates.fill('disclaimer', first, first + count)
}
