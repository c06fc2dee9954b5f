import { Element, Text, oneLine, remove } from './tree.ts'
import { escapeText, plainSpaces } from './text.ts'
import { enterHeading, type Page } from './page.ts'
import { applyRule, type Rules } from './rule.ts'

const BLOCK = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY BR CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'.split(
    ' ',
  ),
)

/**
 * Reads a tree in the order of the page: applies the rules, cleans the text and escapes it, follows the headings. Rewrites
 * the tree in place.
 */
export function read(root: Element, page: Page, rules: Rules): void {
  let lineStart = true

  const visit = (element: Element, verbatim: boolean): void => {
    for (let node = element.firstChild; node;) {
      const before = node.previousSibling
      if (node instanceof Text) {
        if (!verbatim) readText(node)
      } else {
        if (!verbatim) applyRule(rules(node), node, page)
        // The rule may have put something else in its place: that is read instead.
        if (node.parentNode !== element) {
          node = before ? before.nextSibling : element.firstChild
          continue
        }
        readElement(node, verbatim)
      }
      node = node.nextSibling
    }
  }

  const readText = (node: Text): void => {
    const text = plainSpaces(node.data)
    const blank = text.trim() === ''
    node.data = blank ? text : escapeText(text, lineStart)
    if (blank) {
      page.lastText += ' '
      return
    }
    page.lastText = lineStart ? text : page.lastText + text
    lineStart = false
  }

  const readElement = (node: Element, verbatim: boolean): void => {
    const block = BLOCK.has(node.nodeName)
    if (block) lineStart = true
    const level = /^H([1-6])$/.exec(node.nodeName)?.[1]
    if (level) enterHeading(page, Number(level), oneLine(plainSpaces(node.textContent)))
    visit(node, verbatim || node.kind === 'code' || node.nodeName === 'CODE')
    lineStart = block
  }

  visit(root, false)
  mergeRuns(root)
}

/** Neighbours like `<b>a</b><b>b</b>`, which editors leave behind, would become `**a****b**`. */
function mergeRuns(element: Element): void {
  for (let node = element.firstChild; node;) {
    const next: Element | Text | null = node.nextSibling
    if (node instanceof Element) {
      if (isRun(node) && next instanceof Element && next.nodeName === node.nodeName) {
        for (const child of next.childNodes) node.appendChild(child)
        remove(next)
        continue
      }
      mergeRuns(node)
    }
    node = next
  }
}

function isRun(element: Element): boolean {
  return /^(?:STRONG|B|EM|I|DEL|S|CODE)$/.test(element.nodeName)
}
