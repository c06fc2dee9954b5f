import type { Line } from './lines.ts'
import { NOT_COMPARED } from './lines.ts'
import { BANNER_MORE, BANNERS, DISCLAIMER, FOOTERS, SECRET, SURE_FOOTERS } from './phrases/disclaimers.ts'

/** A disclaimer's paragraph is wordy; a short sentence with such words is somebody's own. */
const SHORTEST = 120
const LONGEST = 6_000

/** Where the paragraph that ends at `end` begins. */
export function paragraphStart(lines: readonly Line[], start: number, end: number): number {
  let i = end
  while (i > start && lines[i - 1]?.plain !== '') i -= 1
  return i
}

/** Whether these lines, one closing paragraph, are a legal notice, a scanner's note or a plea for the trees. */
export function isDisclaimer(lines: readonly Line[], start: number, end: number): boolean {
  const text = join(lines, start, end)
  if (text === '' || text.length > LONGEST) return false
  const opening = text.replace(/^[^\p{L}]+/u, '').slice(0, 200)
  if (SURE_FOOTERS.some((phrase) => opening.startsWith(phrase)) && !opening.includes('?')) return true
  const secret = SECRET.some((phrase) => text.includes(phrase))
  const others = DISCLAIMER.filter((phrase) => text.includes(phrase)).length
  // Somebody who asks us to delete what came by mistake writes no word of secrecy.
  if (!secret || /[?？؟]/.test(text)) return false
  if (FOOTERS.some((phrase) => opening.startsWith(phrase))) return others >= 1
  const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u.test(text) ? SHORTEST / 3 : SHORTEST
  return text.length >= dense && others >= 2
}

/** How many lines of this first paragraph are a gateway's banner above a mail from outside. */
export function bannerLines(lines: readonly Line[], start: number, end: number): number {
  const first = lines[start]?.plain ?? ''
  if (first === '[external]' || first === '[extern]') return 1
  if (first.includes('?') || !BANNERS.some((phrase) => first.slice(0, 80).includes(phrase))) return 0
  let count = 1
  while (
    start + count < end &&
    BANNER_MORE.some((phrase) => lines[start + count]?.plain.includes(phrase) === true)
  )
    count += 1
  return count
}

function join(lines: readonly Line[], start: number, end: number): string {
  const parts: string[] = []
  let length = 0
  for (let i = start; i < end && length <= LONGEST; i++) {
    const line = lines[i]
    if (line === undefined || line.quoted || line.code) return ''
    const words = line.plain === NOT_COMPARED ? line.text.toLowerCase() : line.plain
    parts.push(words)
    length += words.length + 1
  }
  return parts.join(' ')
}
