import { Element, Text, oneLine, replace } from './tree.ts'
import { parameter } from './storage/macro.ts'
import { plainSpaces } from './text.ts'

/** A macro as storage format has it, with the heading it stands under. */
interface StoredMacro {
  element: Element
  id: string
  heading: string
}

/** Macros of Confluence's own that are drawn without a word, or whose drawing has no trace of its own. */
const SILENT = new Set(
  'anchor status toc children excerpt section column details div span toc-zone jira include'.split(' '),
)

/**
 * Puts macros that rendering drew empty, or left out, into the rendered tree as storage format has them: so that they are read
 * for their text, or told by their name. Macros that were drawn stay as they were drawn.
 */
export function fillFromStorage(view: Element, storage: Element): void {
  const drawn = new Map<string, Element>()
  collectDrawn(view, drawn)
  const seen = new Set(wordsOf(view.textContent))
  for (const macro of storedMacros(storage)) {
    const shown = drawn.get(macro.id)
    if (shown ? isShown(shown) : isSaid(macro.element, seen, drawn.size > 0)) continue
    if (shown) replace(shown, macro.element)
    else insertUnder(view, macro)
  }
}

function collectDrawn(element: Element, drawn: Map<string, Element>): void {
  for (const child of element.children) {
    const id = child.attributes['data-macro-id']
    if (id) drawn.set(id, child)
    collectDrawn(child, drawn)
  }
}

/** The outermost macros; what is inside one is judged with it. */
function storedMacros(storage: Element): StoredMacro[] {
  const macros: StoredMacro[] = []
  let heading = ''
  const visit = (element: Element): void => {
    for (const child of element.children) {
      if (/^H[1-6]$/.test(child.nodeName)) heading = headingKey(child)
      if (child.nodeName === 'AC:STRUCTURED-MACRO' || child.nodeName === 'AC:MACRO') {
        macros.push({ element: child, id: child.attributes['ac:macro-id'] ?? '', heading })
      } else visit(child)
    }
  }
  visit(storage)
  return macros
}

/** Whether a drawn macro shows anything. */
function isShown(element: Element): boolean {
  if (oneLine(plainSpaces(element.textContent))) return true
  return (
    element.find((child) => /^(?:IMG|IFRAME|SVG|CANVAS|VIDEO|AUDIO|OBJECT|EMBED)$/.test(child.nodeName)) !==
    null
  )
}

/**
 * Whether a macro without a trace by its id is on the page all the same, by its words. One without words is taken as left out where
 * the page marks its other macros, or where it is no macro of Confluence's own.
 */
function isSaid(macro: Element, seen: ReadonlySet<string>, marked: boolean): boolean {
  const name = macro.attributes['ac:name'] ?? ''
  const bodies = macro.children.filter((child) => /^AC:(?:RICH|PLAIN)-TEXT-BODY$/.test(child.nodeName))
  const text =
    bodies.map((body) => textOf(body)).join(' ') || parameter(macro, 'title') || parameter(macro, 'key')
  const own = wordsOf(text)
  if (own.length > 0) return own.filter((word) => seen.has(word)).length >= own.length * 0.8
  return SILENT.has(name) && !(marked && (name === 'jira' || name === 'include'))
}

/** Text for a reader: parameters of macros inside are not. */
function textOf(element: Element): string {
  return element.childNodes
    .map((node) =>
      node instanceof Text ? node.data : node.nodeName === 'AC:PARAMETER' ? ' ' : `${textOf(node)} `,
    )
    .join('')
}

function wordsOf(text: string): string[] {
  return (
    plainSpaces(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

function headingKey(heading: Element): string {
  return wordsOf(heading.textContent).join(' ')
}

/** Puts a macro at the end of the section with the same heading, or at the end of the page. */
function insertUnder(view: Element, macro: StoredMacro): void {
  const headings: Element[] = []
  const visit = (element: Element): void => {
    for (const child of element.children) {
      if (/^H[1-6]$/.test(child.nodeName)) headings.push(child)
      else visit(child)
    }
  }
  visit(view)
  const at = macro.heading ? headings.findIndex((heading) => headingKey(heading) === macro.heading) : -1
  const next = at >= 0 || macro.heading === '' ? headings[at + 1] : undefined
  if (next?.parentNode) next.parentNode.insertBefore(macro.element, next)
  else view.appendChild(macro.element)
}
