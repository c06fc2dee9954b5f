import { JSDOM } from 'jsdom'
import { Element, Text } from './tree.ts'

/** One window for all conversions: making one costs more than parsing a page. It runs no scripts and loads nothing. */
let shared: JSDOM['window'] | undefined

function window(): JSDOM['window'] {
  shared ??= new JSDOM('').window
  return shared
}

/** Parses repaired HTML. */
export function parseHtml(html: string): Element {
  const template = window().document.createElement('template')
  template.innerHTML = html
  return copy(template.content)
}

/** Parses XML; undefined when it is not well-formed. */
export function parseXml(xml: string): Element | undefined {
  const { DOMParser } = window()
  const document = new DOMParser().parseFromString(xml, 'application/xml')
  return document.getElementsByTagName('parsererror').length > 0 ? undefined : copy(document)
}

/** The characters that a named entity stands for; empty when there is no such entity. */
export function decodeEntity(entity: string): string {
  const area = window().document.createElement('textarea')
  area.innerHTML = entity
  return area.value === entity ? '' : area.value
}

/** Copies a DOM, without its comments. Recursion is safe: repair bounds the depth of what is parsed. */
function copy(source: globalThis.Node, target = new Element('BODY')): Element {
  for (let node = source.firstChild; node; node = node.nextSibling) {
    const type = node.nodeType
    if (type === 1) target.appendChild(copy(node, element(node as globalThis.Element)))
    else if (type === 3 || type === 4) target.appendChild(new Text(node.nodeValue ?? ''))
  }
  return target
}

function element(node: globalThis.Element): Element {
  const attributes: Record<string, string> = {}
  if (node.hasAttributes()) {
    for (const attribute of node.attributes) attributes[attribute.name] = attribute.value
  }
  return new Element(node.nodeName.toUpperCase(), attributes)
}
