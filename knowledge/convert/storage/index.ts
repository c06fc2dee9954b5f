import { ruleTable, type RuleTable } from '../rule.ts'
import type { Element } from '../tree.ts'
import { code, expand, extension, formula, panel, status } from './boxes.ts'
import { emoticon, image, link } from './links.ts'
import {
  diagram,
  embed,
  file,
  framing,
  include,
  jira,
  leftover,
  other,
  placeholder,
  unknown,
} from './lost.ts'
import { comment, layout, taskList } from './tasks.ts'
import { parseStorage } from './xml.ts'

/** How the elements of storage format's own are read; what they hold beside them is HTML as in a rendered page. */
export const storageRules: RuleTable = ruleTable([
  panel,
  expand,
  code,
  status,
  formula,
  extension,
  taskList,
  comment,
  layout,
  link,
  image,
  emoticon,
  framing,
  include,
  jira,
  diagram,
  file,
  embed,
  unknown,
  leftover,
  placeholder,
  other,
])

/** Parses storage format and marks its macros by name, as a rendered page does. */
export function storageTree(source: string): Element {
  const root = parseStorage(source)
  markMacros(root)
  return root
}

function markMacros(element: Element): void {
  for (const child of element.children) {
    const name = child.nodeName === 'AC:STRUCTURED-MACRO' || child.nodeName === 'AC:MACRO'
    if (name) child.attributes['data-macro-name'] = child.attributes['ac:name'] ?? ''
    markMacros(child)
  }
}
