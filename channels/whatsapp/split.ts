/** Cuts at a paragraph, a line or a space, in this order, so that no part is longer than `length`. */
export function split(text: string, length: number): string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (rest.length > length) {
    const end = placeToCut(rest, length)
    parts.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return rest === '' ? parts : [...parts, rest]
}

/** Where a head of at most `length` ends: behind its first half, if there is any place to cut, and never inside a pair of surrogates. */
function placeToCut(text: string, length: number): number {
  const head = text.slice(0, length + 1)
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = head.lastIndexOf(mark, length)
    if (at > length / 2) return at
  }
  return /[\ud800-\udbff]$/.test(text.slice(0, length)) ? length - 1 : length
}

/** A last part of at most `length`, cut as above, and what comes before it. */
export function splitTail(text: string, length: number): { before: string; tail: string } {
  const whole = text.trim()
  if (whole.length <= length) return { before: '', tail: whole }
  const from = whole.length - length
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = whole.indexOf(mark, from)
    if (at >= 0 && at + mark.length < whole.length)
      return { before: whole.slice(0, at).trimEnd(), tail: whole.slice(at).trimStart() }
  }
  const cut = /[\udc00-\udfff]/.test(whole[from] ?? '') ? from + 1 : from
  return { before: whole.slice(0, cut), tail: whole.slice(cut) }
}
