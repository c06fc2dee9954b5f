import { JSDOM } from 'jsdom'

/** What a browser would never show, and what the conversion leaves out with a stated loss. */
const LEFT_OUT =
  'script, style, noscript, template, button, input, select, svg, .toc-macro, .roadmap-macro-view, .recently-updated, ' +
  '.plugin_attachments_container, .plugin_pagetree, .hidden, .issue-placeholder, .aui-icon, div.error, img'

/** The visible words of a page's own content, read without the converter. */
export function visibleWords(html: string): string[] {
  const { document } = new JSDOM(html).window
  const content = contentOf(document)
  for (const element of content.querySelectorAll('.confluence-jim-macro .summary')) {
    if (element.textContent?.startsWith('Getting issue details')) element.remove()
  }
  for (const element of content.querySelectorAll(LEFT_OUT)) element.remove()
  // Block borders separate words even where the source has no space between them.
  for (const element of content.querySelectorAll('p, div, li, td, th, tr, br, h1, h2, h3, h4, h5, h6, pre')) {
    element.before(' ')
    element.append(' ')
  }
  return words(content.textContent ?? '')
}

/** The element that holds a page's content. */
export function contentOf(document: Document): Element {
  return document.querySelector('#main-content') ?? document.querySelector('.wiki-content') ?? document.body
}

/** Words and numbers, in lower case; signs between them do not count. */
export function words(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .replace(/[\u200B\u2060\uFEFF\u00AD]/g, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

/** Share of the words, with their number of occurrences, that the text holds. */
export function recall(expected: readonly string[], text: string): { share: number; missing: string[] } {
  const have = new Map<string, number>()
  for (const word of words(text)) have.set(word, (have.get(word) ?? 0) + 1)
  const missing = expected.filter((word) => {
    const left = have.get(word) ?? 0
    have.set(word, left - 1)
    return left <= 0
  })
  return { share: expected.length === 0 ? 1 : 1 - missing.length / expected.length, missing }
}

/** Cells of all tables that do not stand inside another one, counted with their spans. */
export function cellsOf(html: string): number {
  const { document } = new JSDOM(html.replace(/<(t[hd])\b([^<>]*)\/>/g, '<$1$2></$1>')).window
  const content = contentOf(document)
  for (const element of content.querySelectorAll('.plugin_attachments_container, .recently-updated'))
    element.remove()
  let count = 0
  for (const table of content.querySelectorAll('table')) {
    if (table.parentElement?.closest('table') && content.contains(table.parentElement.closest('table')))
      continue
    const widths = Array.from(table.rows, () => 0)
    Array.from(table.rows).forEach((row, y) => {
      for (const cell of row.cells) {
        for (let dy = 0; dy < Math.min(cell.rowSpan || 1, table.rows.length - y); dy++) {
          widths[y + dy] = (widths[y + dy] ?? 0) + cell.colSpan
        }
      }
    })
    count += Math.max(...widths, 0) * table.rows.length
  }
  return count
}
