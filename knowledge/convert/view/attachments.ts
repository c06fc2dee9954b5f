import { Element, Text, oneLine, remove, replace } from '../tree.ts'
import { lose } from '../page.ts'
import type { Rule } from '../rule.ts'

/** The attachments macro: a list of the files. What is in them is not carried over. */
export const attachments: Rule = {
  name: 'attachments',
  on: { macros: ['attachments'], classes: ['plugin_attachments_container'] },
  read(element, page) {
    const files = element
      .getElementsByTagName('A')
      .filter((link) => link.hasClass('filename'))
      .map((link) => ({ href: link.attributes['href'] ?? '', name: oneLine(link.textContent) }))
    if (files.length === 0) {
      lose(page, 'macro', 'attachments')
      return remove(element)
    }
    const list = new Element('UL')
    for (const file of files) {
      lose(page, 'attachment', file.name)
      const item = new Element('LI')
      const link = new Element('A', { href: file.href })
      link.appendChild(new Text(file.name))
      item.appendChild(link)
      list.appendChild(item)
    }
    replace(element, list)
  },
}
