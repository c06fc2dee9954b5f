import { boldLine, become, codeElement, parameter, plainBody, richBody } from './macro.ts'
import { Text, replace } from '../tree.ts'
import type { Rule } from '../rule.ts'

const PANELS: Readonly<Record<string, string>> = {
  info: 'Info',
  note: 'Note',
  warning: 'Warning',
  tip: 'Tip',
  success: 'Success',
  error: 'Error',
  custom: '',
  panel: '',
}

/** Info, note, warning, tip and plain panels. */
export const panel: Rule = {
  name: 'panel',
  on: { macros: Object.keys(PANELS) },
  read(element) {
    const attributes = {
      'data-panel': PANELS[element.attributes['ac:name'] ?? ''] ?? '',
      'data-title': parameter(element, 'title'),
    }
    become(element, 'DIV', 'panel', attributes, richBody(element)?.childNodes ?? [])
  },
}

/** Sections to unfold. */
export const expand: Rule = {
  name: 'expand',
  on: { macros: ['expand', 'ui-expand'] },
  read(element) {
    const attributes = { 'data-title': parameter(element, 'title') }
    become(element, 'DIV', 'expand', attributes, richBody(element)?.childNodes ?? [])
  },
}

/** Code and preformatted text. */
export const code: Rule = {
  name: 'code',
  on: { macros: ['code', 'code-block', 'noformat'] },
  read(element) {
    const text = plainBody(element) ?? richBody(element)?.textContent ?? ''
    const title = parameter(element, 'title')
    replace(
      element,
      ...(title ? [boldLine(title)] : []),
      codeElement(text, parameter(element, 'language').toLowerCase()),
    )
  },
}

/** Status lozenges. */
export const status: Rule = {
  name: 'status',
  on: { macros: ['status'] },
  read: (element) => replace(element, new Text(` ${parameter(element, 'title')} `)),
}

/** Formulas, kept in their own notation. */
export const formula: Rule = {
  name: 'formula',
  on: {
    macros: [
      'eazy-math-inline',
      'easy-math-block',
      'mathblock',
      'mathinline',
      'latex',
      'mathjax-inline-macro',
    ],
  },
  read(element) {
    const text = parameter(element, 'body') || (plainBody(element) ?? '')
    become(element, 'CODE', '', {}, [new Text(text)])
  },
}

/** Extensions of the new editor: the fallback is what the page shows; printed beside it, the node would say it twice. */
export const extension: Rule = {
  name: 'extension',
  on: { tags: ['AC:ADF-EXTENSION'] },
  read(element) {
    const fallback = element.children.find((part) => part.nodeName === 'AC:ADF-FALLBACK')
    const node = element.children.find((part) => part.nodeName === 'AC:ADF-NODE')
    const content = node?.find((part) => part.nodeName === 'AC:ADF-CONTENT')
    const type = node?.find((part) => part.attributes['key'] === 'panel-type')?.textContent.trim() ?? ''
    if (node?.attributes['type'] === 'panel') {
      const attributes = { 'data-panel': PANELS[type] ?? '', 'data-title': '' }
      return become(element, 'DIV', 'panel', attributes, (content ?? fallback)?.childNodes ?? [])
    }
    const shown = fallback?.textContent.trim() ? fallback : (content ?? fallback)
    replace(element, ...(shown?.childNodes ?? []))
  },
}
