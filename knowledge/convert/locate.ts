/** Where in a whole document the page's own content may start, best first. */
const CONTENT = [
  /<[a-z]+\b[^<>]*\bid=["']?main-content["'\s>]/gi,
  /<[a-z]+\b[^<>]*\bclass=["'](?:[^"']*\s)?wiki-content[\s"']/gi,
  /<main\b[^<>]*>/gi,
  /<[a-z]+\b[^<>]*\brole=["']?main["'\s>]/gi,
  /<article\b[^<>]*>/gi,
  /<[a-z]+\b[^<>]*\bid=["']?content["'\s>]/gi,
]

/** Nothing of a fragment is left out; only a whole document has a frame around its content. */
const WHOLE = /<html[\s>]|<!doctype|<head[\s>]/i

/** The offset of the element that holds a whole document's content; undefined for a fragment, or when none is marked. */
export function locate(source: string): { at: number } | undefined {
  if (!WHOLE.test(source.slice(0, 4000))) return undefined
  const hidden = hiddenRanges(source)
  for (const pattern of CONTENT) {
    for (const match of source.matchAll(pattern)) {
      if (!hidden.some(([from, to]) => match.index >= from && match.index < to)) return { at: match.index }
    }
  }
  return undefined
}

/** Comments and scripts, in which nothing is markup. */
function hiddenRanges(source: string): [number, number][] {
  return [
    ...rangesBetween(source, '<!--', '-->'),
    ...rangesBetween(source, '<script', '</script'),
    ...rangesBetween(source, '<style', '</style'),
  ]
}

function rangesBetween(source: string, opening: string, closing: string): [number, number][] {
  const ranges: [number, number][] = []
  for (let from = source.indexOf(opening); from >= 0;) {
    const to = source.indexOf(closing, from)
    if (to < 0) break
    ranges.push([from, to])
    from = source.indexOf(opening, to)
  }
  return ranges
}
