/** Where an element of the source ends. */
export interface Extent {
  /** Offset of its closing tag. */
  inner: number
  /** Offset behind its closing tag. */
  end: number
}

/**
 * Finds the end of an element whose opening tag ends at `start`, by counting tags of its name in the source. A parsed tree
 * would have mended the very markup that makes real pages hard, so nothing is parsed here; a self-closed tag opens nothing.
 */
export function extent(html: string, name: string, start: number): Extent {
  const tags = new RegExp(`<(/?)${name}\\b[^>]*?(/?)>`, 'gi')
  tags.lastIndex = start
  for (let depth = 1; ;) {
    const tag = tags.exec(html)
    if (!tag) return { inner: html.length, end: html.length }
    if (tag[1]) depth -= 1
    else if (!tag[2]) depth += 1
    if (depth === 0) return { inner: tag.index, end: tags.lastIndex }
  }
}
