import { Element, Text, oneLine, remove } from '../tree.ts'
import { plainSpaces } from '../text.ts'
import type { Rule } from '../rule.ts'

const KINDS: Readonly<Record<string, string>> = {
  information: 'Info',
  info: 'Info',
  note: 'Note',
  warning: 'Warning',
  tip: 'Tip',
  success: 'Success',
  error: 'Error',
}

/** Info, note, warning and tip boxes. */
export const infoPanel: Rule = {
  name: 'info panel',
  on: { classes: ['confluence-information-macro', 'aui-message'] },
  read(element) {
    element.attributes['data-panel'] = KINDS[kindOf(element)] ?? 'Note'
    takeTitle(
      element,
      (child) => child.hasClass('title') || child.hasClass('confluence-information-macro-title'),
    )
    element.kind = 'panel'
  },
}

/** Panels with a title of their own; code blocks use the same frame and are left to their own rule. */
export const panel: Rule = {
  name: 'panel',
  on: { classes: ['panel'], macros: ['panel'] },
  read(element) {
    if (element.hasClass('code') || element.hasClass('preformatted')) return false
    takeTitle(element, (child) => child.hasClass('panelHeader'))
    element.attributes['data-panel'] = ''
    element.kind = 'panel'
  },
}

function kindOf(element: Element): string {
  const name = element.classes.find((name) => /^confluence-information-macro-\w+$/.test(name))
  return name?.split('-').at(-1) ?? element.classes.find((name) => name in KINDS) ?? ''
}

function titleOf(element: Element): string {
  return oneLine(plainSpaces(element.textContent))
}

function takeTitle(element: Element, test: (child: Element) => boolean): void {
  const title = element.find(test)
  if (!title) return
  element.attributes['data-title'] = titleOf(title)
  remove(title)
}

/** The title of a code block, above it. */
export const codeTitle: Rule = {
  name: 'code title',
  on: { classes: ['codeHeader'] },
  read(element) {
    const label = element.find((child) => child.nodeName === 'B') ?? element
    // "Expand source" is a control, not a title.
    const text =
      label === element && element.find((child) => child.hasClass('expand-control')) ? '' : titleOf(label)
    if (!text) return remove(element)
    element.clear()
    element.nodeName = 'P'
    const strong = new Element('STRONG')
    strong.appendChild(new Text(text))
    element.appendChild(strong)
  },
}
