import { Element, Text, oneLine, type Node } from '../tree.ts'

/** A macro's parameter, empty where it has none of this name. */
export function parameter(macro: Element, name: string): string {
  const found = macro.children.find(
    (child) => child.nodeName === 'AC:PARAMETER' && child.attributes['ac:name'] === name,
  )
  return oneLine(found?.textContent ?? '')
}

/** The macro's body of rich text. */
export function richBody(macro: Element): Element | undefined {
  return macro.children.find((child) => child.nodeName === 'AC:RICH-TEXT-BODY')
}

/** The macro's body of plain text, to the letter. */
export function plainBody(macro: Element): string | undefined {
  return macro.children.find((child) => child.nodeName === 'AC:PLAIN-TEXT-BODY')?.textContent
}

/** The first element of this name inside. */
export function child(element: Element, name: string): Element | null {
  return element.find((found) => found.nodeName === name)
}

/** Turns an element into another one, with other attributes and content. */
export function become(
  element: Element,
  nodeName: string,
  kind: string,
  attributes: Record<string, string>,
  content: readonly Node[],
): void {
  element.clear()
  element.nodeName = nodeName
  element.kind = kind
  element.attributes = attributes
  for (const node of content) element.appendChild(node)
}

/** A paragraph in bold. */
export function boldLine(text: string): Element {
  const paragraph = new Element('P')
  const strong = new Element('STRONG')
  strong.appendChild(new Text(text))
  paragraph.appendChild(strong)
  return paragraph
}

/** Code as the Markdown rules know it. */
export function codeElement(text: string, language: string): Element {
  const pre = new Element('PRE', { 'data-language': language })
  pre.appendChild(new Text(text))
  return pre
}

/** The macro's own text body, else what is inside its rich body. */
export function content(macro: Element): Node[] {
  const text = plainBody(macro)
  if (text !== undefined && text.trim() !== '') return [codeElement(text, '')]
  return richBody(macro)?.childNodes ?? []
}
