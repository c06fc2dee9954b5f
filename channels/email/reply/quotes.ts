import type { Span } from './attribution.ts'
import { attributionEnding } from './attribution.ts'
import { headerBlockAt } from './header-block.ts'
import type { Line } from './lines.ts'
import { line as unquotedLine } from './lines.ts'
import { isMobileSignature } from './mobile.ts'
import { isRule, separatorOf } from './separators.ts'

/** What becomes of a line: kept, kept only if the person goes on below (a quote they answer inline), or cut as a kind. */
export type Fate = 'own' | 'inline' | 'quote' | 'forward' | 'signature' | 'disclaimer'

/** A forwarded mail inside ">" is laid bare; deeper than this many times nobody forwards. */
const MOST_UNQUOTED = 4
/** A quote's own attribution stands among its first lines. */
const ATTRIBUTION_WITHIN = 8

type Marker = Span & { kind: 'quote' | 'forward' }

/**
 * Decides line by line what is quoted. Below an attribution or a quoted header everything is the thread when the person wrote above it;
 * when nothing stands above, what is below is the message itself (a forward, or a client that does not mark its quotes).
 * `lines` may be replaced in place where a forwarded mail is laid bare.
 */
export function quotedFates(lines: Line[]): Fate[] {
  const fates = lines.map((): Fate => 'own')
  const attributions = findAttributions(lines)
  let written = false
  let unquoted = 0
  let i = 0
  while (i < lines.length) {
    const current = lines[i]
    if (current === undefined) break
    if (current.quoted) {
      const end = blockEnd(lines, i)
      const inside = markerAt(lines, i, attributions)
      if (!written && inside?.kind === 'forward' && unquoted < MOST_UNQUOTED) {
        unquoted += 1
        unquote(lines, i, end, attributions)
        continue
      }
      const attributed = inside !== undefined || attributedWithin(i, end, attributions)
      fates.fill(attributed ? 'quote' : 'inline', i, end)
      i = end
      continue
    }
    const marker = current.code || current.plain === '' ? undefined : markerAt(lines, i, attributions)
    if (marker === undefined) {
      written ||=
        current.plain !== '' &&
        !isRule(current) &&
        !isMobileSignature(current) &&
        current.mark !== 'signature'
      i += 1
      continue
    }
    const start = aboveRules(lines, fates, i)
    const next = skipBlank(lines, marker.end)
    const nextQuoted = lines[next]?.quoted === true
    if (nextQuoted && !written && marker.kind === 'forward' && unquoted < MOST_UNQUOTED) {
      unquoted += 1
      fates.fill('forward', start, next)
      unquote(lines, next, blockEnd(lines, next), attributions)
      // The header may stand inside the quote while its title stands outside.
      const header = headerBlockAt(lines, next, true)
      if (header !== undefined) fates.fill('forward', header.start, header.end)
      i = header?.end ?? next
    } else if (nextQuoted) {
      const end = blockEnd(lines, next)
      fates.fill(marker.kind, start, end)
      i = end
    } else if (!written) {
      fates.fill(marker.kind, start, marker.end)
      i = Math.max(marker.end, i + 1)
    } else {
      fates.fill(marker.kind, start)
      return fates
    }
  }
  return fates
}

function findAttributions(lines: readonly Line[]): Map<number, Span> {
  const found = new Map<number, Span>()
  for (let last = 0; last < lines.length; last++) {
    const span = lines[last]?.code === true ? undefined : attributionEnding(lines, last)
    if (span !== undefined) found.set(span.start, span)
  }
  return found
}

/** The separators, quoted headers and attributions that stand one below the other from this line on, as one marker. */
function markerAt(
  lines: readonly Line[],
  start: number,
  attributions: ReadonlyMap<number, Span>,
): Marker | undefined {
  const first = lines[start]
  if (first === undefined) return undefined
  let end = start
  let kind: Marker['kind'] = 'quote'
  let certain = false
  for (let i = start; i < lines.length;) {
    const line = lines[i]
    if (line === undefined || line.quoted !== first.quoted) break
    const separator = separatorOf(line)
    if (line.mark === 'below') certain = true
    if (separator !== undefined) {
      if (separator === 'forward') kind = 'forward'
      certain = true
      end = ++i
      continue
    }
    const span = headerBlockAt(lines, i, certain) ?? attributions.get(i)
    if (span !== undefined) {
      // A header without a word above may be a forward as well as a bare reply; the kept text is the same.
      certain = false
      i = end = span.end
      continue
    }
    if (end > start && (line.plain === '' || isRule(line))) {
      i += 1
      continue
    }
    break
  }
  return end > start ? { start, end, kind } : first.mark === 'below' ? { start, end: start, kind } : undefined
}

function attributedWithin(start: number, end: number, attributions: ReadonlyMap<number, Span>): boolean {
  for (let i = start; i < end && i < start + ATTRIBUTION_WITHIN; i++) if (attributions.has(i)) return true
  return false
}

/** The end of a quote: quoted lines, and blank lines between them. */
function blockEnd(lines: readonly Line[], start: number): number {
  let end = start
  for (let i = start; i < lines.length; i++) {
    const line = lines[i]
    if (line?.quoted === true) end = i + 1
    else if (line?.plain !== '') break
  }
  return end
}

function skipBlank(lines: readonly Line[], from: number): number {
  let i = from
  while (i < lines.length && lines[i]?.plain === '' && lines[i]?.quoted === false) i += 1
  return i
}

/** Rules and blank lines above a marker belong to it. */
function aboveRules(lines: readonly Line[], fates: readonly Fate[], index: number): number {
  let start = index
  for (let i = index - 1; i >= 0 && fates[i] === 'own'; i--) {
    const line = lines[i]
    if (isRule(line)) start = i
    else if (line?.plain !== '' || line.quoted) break
  }
  return start
}

/** Takes one level of quote marks away. */
function unquote(lines: Line[], start: number, end: number, attributions: Map<number, Span>): void {
  for (let i = start; i < end; i++) {
    const old = lines[i]
    if (old === undefined) continue
    const text = old.text.replace(/^[ \t]{0,3}[>＞] ?/, '')
    lines[i] = unquotedLine(text, /^[ \t]{0,3}[>＞]/.test(text))
    attributions.delete(i)
  }
  for (let i = start; i < end; i++) {
    const span = attributionEnding(lines, i)
    if (span !== undefined && span.start >= start) attributions.set(span.start, span)
  }
}
