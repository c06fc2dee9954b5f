import { oneLine, remove } from '../tree.ts'
import { lose } from '../page.ts'
import type { Rule } from '../rule.ts'

const FAILED = /unable to render|error rendering macro|unknown macro|could not be (?:found|rendered|loaded)/i

/** What Confluence writes where a macro failed: a message for the editor, never an answer for a shopper. */
export const failed: Rule = {
  name: 'failed macro',
  on: { classes: ['error'] },
  read(element, page) {
    const text = oneLine(element.textContent)
    if (!FAILED.test(text)) return false
    const name = /\{([\w-]+)|macro:?\s+'?([\w-]+)/i.exec(text)
    const macro = name?.[1] ?? name?.[2] ?? element.attributes['data-macro-name'] ?? 'unknown'
    lose(page, /include/.test(macro) ? 'include' : 'macro', macro)
    remove(element)
  },
}
