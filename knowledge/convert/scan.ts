/** One piece of markup, from its `<` up to `end`. */
export type Tag =
  | { kind: 'start'; name: string; end: number; empty: boolean }
  | { kind: 'end'; name: string; end: number }
  | { kind: 'cdata'; text: string; end: number }
  | { kind: 'skip'; end: number }
  | { kind: 'text'; end: number }

const NAME = /[a-zA-Z][^\s/>]*/y

/** Reads the tag, comment or declaration that starts at a `<`. A `<` that starts none is text. */
export function scanTag(source: string, at: number): Tag {
  const next = source[at + 1]
  if (next === '!' || next === '?') return scanDeclaration(source, at)
  const closing = next === '/'
  NAME.lastIndex = at + (closing ? 2 : 1)
  const match = NAME.exec(source)
  if (!match) return { kind: 'text', end: at + 1 }
  const name = match[0].toLowerCase()
  if (closing) {
    const end = source.indexOf('>', NAME.lastIndex)
    return end < 0 ? { kind: 'skip', end: source.length } : { kind: 'end', name, end: end + 1 }
  }
  const end = attributesEnd(source, NAME.lastIndex)
  if (end < 0) return { kind: 'text', end: at + 1 }
  return { kind: 'start', name, end, empty: closesItself(source, end, NAME.lastIndex) }
}

function scanDeclaration(source: string, at: number): Tag {
  if (source.startsWith('<!--', at)) {
    const end = source.indexOf('-->', at + 4)
    return { kind: 'skip', end: end < 0 ? source.length : end + 3 }
  }
  if (source.startsWith('<![CDATA[', at)) {
    const end = source.indexOf(']]>', at)
    const stop = end < 0 ? source.length : end
    return { kind: 'cdata', text: source.slice(at + 9, stop), end: end < 0 ? stop : stop + 3 }
  }
  const end = source.indexOf('>', at)
  return { kind: 'skip', end: end < 0 ? source.length : end + 1 }
}

/** Just past the `>` that ends a start tag; quoted values may contain one. Negative when the tag never ends. */
function attributesEnd(source: string, from: number): number {
  let at = from
  for (;;) {
    const close = source.indexOf('>', at)
    if (close < 0) return -1
    const quote = firstQuote(source, at, close)
    if (quote < 0) return close + 1
    const end = source.indexOf(source[quote] ?? '"', quote + 1)
    if (end < 0) return close + 1
    at = end + 1
  }
}

/** The first quote that opens an attribute's value before the given end. */
function firstQuote(source: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const character = source.charCodeAt(at)
    if ((character === 34 || character === 39) && /[=\s]/.test(source[at - 1] ?? '')) return at
  }
  return -1
}

/** `<a href=x/>` ends in a slash that belongs to the value; `<a href="x"/>`, `<br/>` and `<p />` close themselves. */
function closesItself(source: string, end: number, nameEnd: number): boolean {
  if (source[end - 2] !== '/') return false
  const before = source.slice(Math.max(nameEnd, end - 200), end - 2)
  return !/=[^\s"'>]+$/.test(before)
}
