/** Cuts at a paragraph, a line or a space, in this order, so that no part is longer than `length`. */
export function split(text: string, length: number): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > length) {
    const head = rest.slice(0, length)
    const at = ['\n\n', '\n', ' '].map((gap) => head.lastIndexOf(gap)).find((place) => place > length / 2)
    // Never between the halves of a surrogate pair.
    const end = at ?? (/[\ud800-\udbff]$/.test(head) ? length - 1 : length)
    parts.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return [...parts, rest]
}
