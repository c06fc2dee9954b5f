import { remove } from '../tree.ts'
import { lose } from '../page.ts'
import type { Rule } from '../rule.ts'

/** Contents and page trees only repeat headings and titles that are found elsewhere: left out, and told. */
export const navigation: Rule = {
  name: 'navigation',
  on: {
    macros: [
      'toc',
      'toc-zone',
      'pagetree',
      'pagetreesearch',
      'livesearch',
      'recently-updated',
      'create-from-template',
    ],
    classes: ['toc-macro', 'plugin_pagetree', 'recently-updated', 'plugin_pagetreesearch'],
  },
  read(element, page) {
    const macro = element.attributes['data-macro-name']
    if (macro === 'toc-zone') return false
    lose(page, 'macro', macro ?? NAMES.find(([name]) => element.hasClass(name))?.[1] ?? 'navigation')
    remove(element)
  },
}

const NAMES: readonly (readonly [string, string])[] = [
  ['toc-macro', 'toc'],
  ['plugin_pagetree', 'pagetree'],
  ['plugin_pagetreesearch', 'pagetreesearch'],
  ['recently-updated', 'recently-updated'],
]
