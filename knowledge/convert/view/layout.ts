import { remove, unwrap } from '../tree.ts'
import { isHidden } from './inline.ts'
import { hidden } from './junk.ts'
import type { Rule } from '../rule.ts'

/** Columns, sections and wrappers: read one after the other. */
export const layout: Rule = {
  name: 'layout',
  on: { tags: ['DIV', 'SECTION', 'ARTICLE', 'MAIN', 'FORM', 'FIGURE', 'CENTER', 'FIELDSET'] },
  read(element, page) {
    if (isHidden(element)) return hidden.read(element, page)
    if (element.kind === '' && element.nodeName === 'FIELDSET') element.nodeName = 'DIV'
    if (!element.firstChild) remove(element)
    else if (element.children.length === 1 && element.hasClass('table-wrap')) unwrap(element)
  },
}

/** Numbers and anchors that are part of a heading's frame, not of its words. */
export const headingAnchor: Rule = {
  name: 'heading anchor',
  on: { classes: ['headerlink', 'anchor-link', 'heading-anchor-wrapper'] },
  read: (element) => remove(element),
}
