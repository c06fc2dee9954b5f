import { Element, Text, oneLine, replace, unwrap } from '../tree.ts'
import { plainSpaces } from '../text.ts'
import type { Rule } from '../rule.ts'

/** Status lozenges: their text, apart from the words beside them. */
export const status: Rule = {
  name: 'status',
  on: { macros: ['status'], classes: ['status-macro', 'aui-lozenge'] },
  read(element) {
    replace(element, new Text(` ${oneLine(plainSpaces(element.textContent))} `))
  },
}

/** People who are mentioned: their name, without the link to their profile. */
export const mention: Rule = {
  name: 'mention',
  on: { classes: ['user-mention', 'confluence-userlink', 'userLink'] },
  read(element) {
    const name = oneLine(plainSpaces(element.textContent)).replace(/^@/, '')
    replace(element, new Text(name && element.hasClass('user-mention') ? `@${name}` : name))
  },
}

/** Dates: as shown, or as meant where nothing is shown. */
export const time: Rule = {
  name: 'date',
  on: { tags: ['TIME'] },
  read(element) {
    replace(element, new Text(oneLine(element.textContent) || (element.attributes['datetime'] ?? '')))
  },
}

/** Colours, comment markers and the like say nothing; unwrapped, they no longer split words. */
export const plain: Rule = {
  name: 'plain text',
  on: {
    tags: [
      'SPAN',
      'FONT',
      'U',
      'INS',
      'SMALL',
      'BIG',
      'MARK',
      'LABEL',
      'ABBR',
      'BDI',
      'BDO',
      'WBR',
      'SUB',
      'NOBR',
      'ACRONYM',
    ],
  },
  read(element) {
    if (isHidden(element)) element.clear()
    unwrap(element)
  },
}

/** Parts that a click shows: folded text and the panes of tabs are there to be read. */
const REVEALED = /\b(?:expand(?:er)?-content|codeContent|tabs?-pane|accordion)/i

/** Whether a style hides the element from every reader. */
export function isHidden(element: Element): boolean {
  if (REVEALED.test(element.attributes['class'] ?? '')) return false
  return /display\s*:\s*none/i.test(element.attributes['style'] ?? '') || 'hidden' in element.attributes
}

/** Raised text: 10<sup>6</sup> must not become 106. */
export const raised: Rule = {
  name: 'raised text',
  on: { tags: ['SUP'] },
  read(element) {
    const before = element.previousSibling?.textContent ?? ''
    const isPower = /[\p{L}\p{N})]$/u.test(before) && /^[-+−]?\d+$/.test(element.textContent.trim())
    replace(element, new Text(isPower ? '^' : ''), ...element.childNodes)
  },
}

/** Other names for inline code. */
export const monospace: Rule = {
  name: 'monospace',
  on: { tags: ['TT', 'KBD', 'SAMP', 'VAR'] },
  read(element) {
    element.nodeName = 'CODE'
  },
}
