import { JSDOM } from 'jsdom'

const dom = new JSDOM('')
const serializer = new dom.window.XMLSerializer()

/** XML 1.0 has no place for control characters, not even escaped. */
function withoutControls(text: string): string {
  return [...text].filter((letter) => letter >= ' ' || '\t\n\r'.includes(letter)).join('')
}

/** Parses HTML as a browser would and writes it as well-formed XHTML, as storage format must be. */
export function toXhtml(html: string): string {
  const holder = dom.window.document.createElement('div')
  holder.innerHTML = html
  for (const script of holder.querySelectorAll('script, style, noscript')) script.remove()
  const xhtml = [...holder.childNodes].map((node) => serializer.serializeToString(node)).join('')
  return withoutControls(xhtml.replaceAll(' xmlns="http://www.w3.org/1999/xhtml"', ''))
}

/** The text that a reader sees, in one line. */
export function toText(html: string): string {
  const holder = dom.window.document.createElement('div')
  holder.innerHTML = html
  for (const hidden of holder.querySelectorAll('script, style')) hidden.remove()
  return (holder.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
}

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** About the same, without a parser: for excerpts and full-text search, which touch a whole space at once. */
export function quickText(html: string): string {
  return html
    .replaceAll(/<(script|style)\b[^]*?<\/\1>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(\w+);/g, (whole, name: string) => SIGNS[name] ?? whole)
    .replaceAll(/\s+/g, ' ')
    .trim()
}
