import { oneLine, remove } from '../tree.ts'
import { plainSpaces } from '../text.ts'
import type { Rule } from '../rule.ts'

/** Sections that a reader unfolds. */
export const expand: Rule = {
  name: 'expand',
  on: { macros: ['expand', 'ui-expand'], classes: ['expand-container', 'aui-expander'], tags: ['DETAILS'] },
  read(element) {
    const title = element.find((child) => child.hasClass('expand-control') || child.nodeName === 'SUMMARY')
    if (title) {
      element.attributes['data-title'] = oneLine(plainSpaces(title.textContent))
      remove(title)
    }
    element.nodeName = 'DIV'
    element.kind = 'expand'
  },
}
