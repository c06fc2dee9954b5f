/** A stretch of a text: [start, end). */
export interface Span {
  start: number
  end: number
}

const ABBREVIATION =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|approx|incl|excl|max|min|no|nr|art|vs|st|dr|mr|mrs|ms|z\.b|bzw|ca|inkl|p\.ex|env|u\.a|d\.h|[a-z])\.$/i

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** The sentences of a running text, as spans without surrounding white space. Abbreviations and "1.5" do not end one. */
export function sentenceSpans(text: string): Span[] {
  const spans: Span[] = []
  let open: Span | undefined
  for (const { segment, index } of segmenter.segment(text)) {
    const end = index + segment.trimEnd().length
    const start = index + (segment.length - segment.trimStart().length)
    if (end <= start) continue
    const last = spans.at(-1)
    // The marks that close a bold question belong to it.
    if (!open && last && !/[\p{L}\p{N}]/u.test(segment) && !text.slice(last.end, start).includes('\n')) {
      last.end = end
      continue
    }
    if (open) open.end = end
    else open = { start, end }
    if (!endsSentence(text.slice(open.start, open.end), segment)) continue
    spans.push(open)
    open = undefined
  }
  if (open) spans.push(open)
  return spans
}

function endsSentence(soFar: string, segment: string): boolean {
  if (ABBREVIATION.test(soFar)) return false
  return /[.!?…。！？؟]["'”’»)\]*_]*$/.test(soFar) || segment.includes('\n')
}

/** The sentences of a running text. */
export function sentences(text: string): string[] {
  return sentenceSpans(text).map(({ start, end }) => text.slice(start, end))
}
