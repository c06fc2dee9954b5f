import { child, codeElement, content, parameter, plainBody } from './macro.ts'
import { Element, Text, oneLine, remove, replace, unwrap } from '../tree.ts'
import { lose } from '../page.ts'
import type { Rule } from '../rule.ts'

/** Macros that frame text without saying anything of their own. */
export const framing: Rule = {
  name: 'framing macro',
  on: {
    macros:
      'excerpt section column details toc-zone div span center html-wrap anchor multiexcerpt multiexcerpt-macro'.split(
        ' ',
      ),
  },
  read: (element) => replace(element, ...content(element)),
}

/** Text of other pages, which storage format only names. */
export const include: Rule = {
  name: 'include',
  on: {
    macros: [
      'include',
      'excerpt-include',
      'excerpt-include-macro',
      'multiexcerpt-include',
      'multiexcerpt-include-macro',
    ],
  },
  read(element, page) {
    const source = child(element, 'RI:PAGE')?.attributes['ri:content-title'] ?? parameter(element, '')
    lose(page, 'include', element.attributes['ac:name'] ?? 'include', source)
    remove(element)
  },
}

/** Jira: the key is all that storage format has. */
export const jira: Rule = {
  name: 'jira',
  on: { macros: ['jira', 'jiraissues'] },
  read(element, page) {
    const key = parameter(element, 'key')
    lose(page, 'macro', 'jira', key || parameter(element, 'jqlQuery'))
    replace(element, new Text(key))
  },
}

/** Diagrams that are written as text: the text stays, the drawing is told. */
export const diagram: Rule = {
  name: 'diagram',
  on: {
    macros: ['plantuml', 'plantumlcloud', 'plantumlrender', 'mermaid', 'mermaid-cloud', 'mermaid-macro'],
  },
  read(element, page) {
    const name = element.attributes['ac:name'] ?? ''
    lose(page, 'drawing', name)
    const text = plainBody(element) ?? ''
    replace(element, ...(text.trim() ? [codeElement(text, name.split('-')[0] ?? '')] : []))
  },
}

const FILES = 'view-file viewpdf viewdoc viewxls viewppt pdf office-word multimedia'.split(' ')

/** Files shown in the page: a link to each, and a loss for what is in it. */
export const file: Rule = {
  name: 'file',
  on: { macros: FILES },
  read(element, page) {
    const resource = child(element, 'RI:ATTACHMENT')
    const name = resource?.attributes['ri:filename'] ?? parameter(element, 'name')
    lose(page, 'attachment', name || (element.attributes['ac:name'] ?? ''))
    if (!resource) return replace(element, new Text(name))
    const link = new Element('AC:LINK')
    link.appendChild(resource)
    replace(element, ownLine(element, link))
  },
}

/** Videos, frames and other places. */
export const embed: Rule = {
  name: 'embed',
  on: { macros: ['widget', 'iframe', 'html-include', 'trello-board', 'embed'] },
  read(element, page) {
    const address =
      child(element, 'RI:URL')?.attributes['ri:value'] ??
      (parameter(element, 'url') || parameter(element, 'src'))
    lose(page, 'embed', element.attributes['ac:name'] ?? 'embed', address)
    const link = new Element('A', { href: address })
    link.appendChild(new Text(address))
    replace(element, ownLine(element, link))
  },
}

/** What stands beside paragraphs is one of its own. */
function ownLine(macro: Element, link: Element): Element {
  if (macro.parentNode?.nodeName === 'P') return link
  const paragraph = new Element('P')
  paragraph.appendChild(link)
  return paragraph
}

/** Any other macro: its body is kept as it stands, and the macro is told. */
export const unknown: Rule = {
  name: 'unknown macro',
  on: { tags: ['AC:STRUCTURED-MACRO', 'AC:MACRO'] },
  read(element, page) {
    const name = element.attributes['ac:name'] ?? 'unknown'
    const kind = /^(?:chart|roadmap|pivot-table|chart-from-table)/.test(name)
      ? 'chart'
      : /gliffy|draw\.?io|lucid|balsamiq|excalidraw|whiteboard/.test(name)
        ? 'drawing'
        : 'macro'
    lose(page, kind, name)
    replace(element, ...content(element))
  },
}

/** Hints that an author fills in, and what is left of macros' inner parts. */
export const leftover: Rule = {
  name: 'leftover',
  on: {
    tags: [
      'AC:PARAMETER',
      'AC:DEFAULT-PARAMETER',
      'AC:TASK-ID',
      'AC:TASK-UUID',
      'AC:TASK-STATUS',
      'AC:ADF-ATTRIBUTE',
    ],
  },
  read: remove,
}

/** Hints for the author are not text of the page. */
export const placeholder: Rule = {
  name: 'placeholder',
  on: { tags: ['AC:PLACEHOLDER'] },
  read(element, page) {
    if (oneLine(element.textContent)) lose(page, 'other', 'placeholder')
    remove(element)
  },
}

/** Other elements of Confluence's own: their text is read. */
export const other: Rule = {
  name: 'other',
  on: {
    tags: [
      'AC:PLAIN-TEXT-BODY',
      'AC:LINK-BODY',
      'AC:PLAIN-TEXT-LINK-BODY',
      'AC:ADF-CONTENT',
      'AC:ADF-FALLBACK',
      'AC:ADF-NODE',
    ],
  },
  read: unwrap,
}
