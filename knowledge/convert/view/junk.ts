import { oneLine, remove } from '../tree.ts'
import { lose } from '../page.ts'
import type { Rule } from '../rule.ts'

/** What a browser runs or a reader clicks, but nobody reads. */
export const junk: Rule = {
  name: 'junk',
  on: {
    tags: 'SCRIPT STYLE TEMPLATE NOSCRIPT BUTTON INPUT SELECT TEXTAREA DATALIST LINK META TITLE HEAD BASE COLGROUP COL'.split(
      ' ',
    ),
    classes: [
      'aui-icon',
      'aui-toolbar',
      'aui-toolbar2',
      'toolbar',
      'expand-control-icon',
      'breadcrumb-section',
      'page-metadata',
      'waiting-image',
      'confluence-anchor-link',
      'collapse-source',
      'expand-source',
    ],
    macros: ['anchor'],
  },
  read: (element) => remove(element),
}

/** Parts of a site that stand around its content. */
export const frame: Rule = {
  name: 'frame',
  on: { tags: ['NAV', 'FOOTER'] },
  read: (element) => remove(element),
}

/** Hidden parts: forms' parameters go quietly, hidden text is told. */
export const hidden: Rule = {
  name: 'hidden',
  on: { classes: ['hidden', 'parameters'] },
  read(element, page) {
    const text = oneLine(element.textContent)
    if (text && element.nodeName !== 'FIELDSET' && !element.hasClass('attachment-summary')) {
      lose(page, 'other', 'hidden text')
    }
    remove(element)
  },
}
