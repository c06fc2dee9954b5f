/**
 * A small document tree between the parser and turndown. jsdom parses; its nodes are copied once into these plain
 * objects, on which reading and rewriting cost a tenth of what they cost on a full DOM. The members are those of the DOM
 * that turndown reads, under the DOM's names, so that a tree can be handed to it as it is.
 */
export type Node = Element | Text

const TEXT = 3
const ELEMENT = 1

class Linked {
  parentNode: Element | null = null
  previousSibling: Node | null = null
  nextSibling: Node | null = null
}

/** A run of characters. */
export class Text extends Linked {
  readonly nodeType = TEXT
  readonly nodeName = '#text'
  data: string

  constructor(data: string) {
    super()
    this.data = data
  }

  get nodeValue(): string {
    return this.data
  }

  get textContent(): string {
    return this.data
  }

  get childNodes(): Node[] {
    return []
  }

  readonly firstChild = null
}

/** An element: what the source called it, or what a rule made of it. */
export class Element extends Linked {
  readonly nodeType = ELEMENT
  /** Upper case, as in an HTML document. */
  nodeName: string
  /** What a rule recognised it as (panel, code, task, …); the Markdown rules go by this. */
  kind = ''
  attributes: Record<string, string>
  firstChild: Node | null = null
  lastChild: Node | null = null
  /** Markdown of a table cell, kept until the whole table is known. */
  markdown = ''

  constructor(nodeName: string, attributes: Record<string, string> = {}) {
    super()
    this.nodeName = nodeName
    this.attributes = attributes
  }

  get childNodes(): Node[] {
    const nodes: Node[] = []
    for (let node = this.firstChild; node; node = node.nextSibling) nodes.push(node)
    return nodes
  }

  get children(): Element[] {
    return this.childNodes.filter((node) => node instanceof Element)
  }

  get lastElementChild(): Element | null {
    for (let node = this.lastChild; node; node = node.previousSibling) {
      if (node instanceof Element) return node
    }
    return null
  }

  get textContent(): string {
    let text = ''
    for (let node = this.firstChild; node; node = node.nextSibling) text += node.textContent
    return text
  }

  get classes(): string[] {
    return this.attributes['class']?.split(/\s+/) ?? []
  }

  getAttribute(name: string): string | null {
    return this.attributes[name] ?? null
  }

  hasClass(name: string): boolean {
    return this.classes.includes(name)
  }

  /** The first element below that satisfies the test, in document order. */
  find(test: (element: Element) => boolean): Element | null {
    for (let node = this.firstChild; node; node = node.nextSibling) {
      if (node instanceof Text) continue
      const found = test(node) ? node : node.find(test)
      if (found) return found
    }
    return null
  }

  /** All elements below of this name; turndown asks for it by its DOM name. */
  getElementsByTagName(name: string, found: Element[] = []): Element[] {
    for (let node = this.firstChild; node; node = node.nextSibling) {
      if (node instanceof Text) continue
      if (node.nodeName === name) found.push(node)
      node.getElementsByTagName(name, found)
    }
    return found
  }

  appendChild(node: Node): void {
    this.insertBefore(node, null)
  }

  insertBefore(node: Node, next: Node | null): void {
    node.parentNode?.removeChild(node)
    const previous = next ? next.previousSibling : this.lastChild
    node.parentNode = this
    node.previousSibling = previous
    node.nextSibling = next
    if (previous) previous.nextSibling = node
    else this.firstChild = node
    if (next) next.previousSibling = node
    else this.lastChild = node
  }

  removeChild(node: Node): void {
    if (node.previousSibling) node.previousSibling.nextSibling = node.nextSibling
    else this.firstChild = node.nextSibling
    if (node.nextSibling) node.nextSibling.previousSibling = node.previousSibling
    else this.lastChild = node.previousSibling
    node.parentNode = null
    node.previousSibling = null
    node.nextSibling = null
  }

  /** Takes all children away. */
  clear(): void {
    while (this.firstChild) this.removeChild(this.firstChild)
  }

  /** A tree belongs to one conversion, so the copy turndown asks for is the tree itself. */
  cloneNode(): this {
    return this
  }
}

/** Removes a node from its parent. */
export function remove(node: Node): void {
  node.parentNode?.removeChild(node)
}

/** Puts other nodes in the place of one. */
export function replace(node: Node, ...others: Node[]): void {
  for (const other of others) node.parentNode?.insertBefore(other, node)
  remove(node)
}

/** Puts an element's children in its own place. */
export function unwrap(element: Element): void {
  replace(element, ...element.childNodes)
}

/** The nearest element above, or the element itself, that satisfies the test. */
export function closest(node: Node, test: (element: Element) => boolean): Element | null {
  for (let at = node instanceof Element ? node : node.parentNode; at; at = at.parentNode) {
    if (test(at)) return at
  }
  return null
}

/** Text on one line, trimmed. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
