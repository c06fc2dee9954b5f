import { decodeEntity, parseHtml, parseXml } from '../parse.ts'
import { repair } from '../repair.ts'
import { scanTag } from '../scan.ts'
import { Element, unwrap } from '../tree.ts'

/** XML deeper than this goes the way of HTML, where depth is bounded. */
const MAX_DEPTH = 200

const SPACES =
  'xmlns:ac="http://atlassian.com/content" xmlns:ri="http://atlassian.com/resource/identifier" xmlns:at="http://atlassian.com/template"'

/**
 * Parses storage format. It is XML with named entities and without a root of its own; where someone's tool wrote it carelessly, it is read
 * as leniently as HTML.
 */
export function parseStorage(source: string): Element {
  const { xml, depth } = prepare(source)
  const tree = depth <= MAX_DEPTH ? parseXml(`<storage ${SPACES}>${xml}</storage>`) : undefined
  const root = tree ?? parseHtml(repair(source))
  for (const wrapper of root.children.filter((child) => child.nodeName === 'STORAGE')) unwrap(wrapper)
  return root
}

/** Writes the source without declarations, its entities as characters, and measures how deep it is nested. */
function prepare(source: string): { xml: string; depth: number } {
  const out: string[] = []
  let depth = 0
  let deepest = 0
  let from = 0
  const lastTag = source.lastIndexOf('>')
  for (let at = source.indexOf('<'); at >= 0 && at < lastTag; at = source.indexOf('<', from)) {
    out.push(entities(source.slice(from, at)))
    const tag = scanTag(source, at)
    from = tag.end
    if (tag.kind === 'cdata') out.push(source.slice(at, tag.end))
    else if (tag.kind === 'text') out.push('&lt;')
    else if (tag.kind === 'skip') from = declarationEnd(source, at, tag.end)
    else {
      if (tag.kind === 'end') depth--
      else if (!tag.empty) deepest = Math.max(deepest, ++depth)
      out.push(entities(source.slice(at, tag.end)))
    }
  }
  out.push(entities(source.slice(from)))
  return { xml: out.join(''), depth: deepest }
}

/** A document type may declare entities between brackets. */
function declarationEnd(source: string, at: number, end: number): number {
  if (!/^<!doctype/i.test(source.slice(at, at + 9))) return end
  const bracket = source.indexOf('[', at)
  if (bracket < 0 || bracket > end) return end
  const close = source.indexOf(']>', bracket)
  return close < 0 ? end : close + 2
}

const known = new Map<string, string>()

/** XML knows five entities by name, pages use those of HTML. */
function entities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#?\w*;?)/g, (whole, name: string) => {
    if (/^(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);$/i.test(name)) return whole
    if (!/^\w+;$/.test(name)) return `&amp;${name}`
    let characters = known.get(name)
    if (characters === undefined) known.set(name, (characters = decodeEntity(whole)))
    return characters || `&amp;${name}`
  })
}
