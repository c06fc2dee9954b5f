import { Element } from '../tree.ts'
import type { Rule } from '../rule.ts'

/** Names that say: no particular language. */
const NONE = new Set(['', 'none', 'text', 'plain', 'nolang', 'plaintext', 'txt'])

/** Code and preformatted text, kept to the letter. */
export const code: Rule = {
  name: 'code',
  on: { tags: ['PRE'] },
  read(element) {
    element.kind = 'code'
    element.attributes['data-language'] = language(element)
  },
}

/** The language as the page names it, in lower case. */
function language(pre: Element): string {
  const inner = pre.firstChild instanceof Element ? pre.firstChild : undefined
  const sources = [
    pre.attributes['data-syntaxhighlighter-params'],
    pre.attributes['class'],
    pre.attributes['data-language'],
    inner?.attributes['class'],
  ]
  for (const source of sources) {
    if (!source) continue
    const match = /brush:\s*([^;\s]+)/.exec(source) ?? /\b(?:language|lang|code)-([\w#+-]+)/.exec(source)
    const name = (match?.[1] ?? (source === pre.attributes['data-language'] ? source : '')).toLowerCase()
    if (name && name !== 'default') return NONE.has(name) ? '' : name
  }
  return ''
}
