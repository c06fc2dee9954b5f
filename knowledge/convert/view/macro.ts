import { Element, oneLine, remove } from '../tree.ts'
import { lose } from '../page.ts'
import type { Rule } from '../rule.ts'

/** Any other macro: its text is read like the page's own; one that was drawn without a word is told. */
export const macro: Rule = {
  name: 'macro',
  on: { classes: ['conf-macro', 'metadata-summary-macro'] },
  read(element, page) {
    if (oneLine(element.textContent) || element.find(isShown)) return false
    const name =
      element.attributes['data-macro-name'] ??
      (element.hasClass('metadata-summary-macro') ? 'detailssummary' : 'unknown')
    lose(page, /include|excerpt/.test(name) ? 'include' : 'macro', name)
    remove(element)
  },
}

function isShown(element: Element): boolean {
  return /^(?:IMG|IFRAME|SVG|CANVAS|VIDEO|AUDIO|OBJECT|EMBED)$/.test(element.nodeName)
}
