import TurndownService from 'turndown'
import { Element } from '../tree.ts'
import type { MarkdownRule } from './rule.ts'
import { blockquote, expand, heading, list, listItem, panel, paragraph, term } from './blocks.ts'
import { codeBlock, codeSpan } from './code.ts'
import { emphasis, image, lineBreak, link, strong, struck } from './inline.ts'
import { caption, cell, row, table } from './table.ts'

/** Turndown looks through them in this order, most frequent first. */
const RULES: readonly MarkdownRule[] = [
  paragraph,
  listItem,
  link,
  codeBlock,
  cell,
  row,
  strong,
  lineBreak,
  list,
  table,
  heading,
  panel,
  expand,
  image,
  codeSpan,
  emphasis,
  struck,
  blockquote,
  caption,
  term,
]

const service = makeService()

/** Writes a tree that was read as Markdown. Uses the tree up. */
export function render(root: Element): string {
  return service.turndown(asDom(root))
}

function makeService(): TurndownService {
  const turndown = new TurndownService({
    headingStyle: 'atx',
    bulletListMarker: '-',
    hr: '---',
    // Panels and expands without text keep their titles; turndown would drop what is blank.
    blankReplacement: (_content, node) => blank(asElement(node)),
  })
  // Text was escaped while it was read, when it was known whether it begins a line.
  turndown.escape = (text) => text
  // Turndown puts the latest rule first.
  for (const rule of [...RULES].reverse()) {
    turndown.addRule(rule.name, {
      filter: (node) => rule.filter(asElement(node)),
      replacement: (content, node) => rule.replacement(content, asElement(node)),
    })
  }
  return turndown
}

function blank(node: Element): string {
  if (node.kind === 'panel') return panel.replacement('', node)
  if (node.kind === 'expand') return expand.replacement('', node)
  if (node.nodeName === 'LI' && node.kind === 'task') return ''
  return /^(?:P|DIV|LI|UL|OL|BLOCKQUOTE|PRE|H[1-6])$/.test(node.nodeName) ? '\n\n' : ''
}

// The tree has the members of the DOM that turndown reads, but not the hundreds of others in the DOM's types.
function asDom(node: Element): HTMLElement {
  return node as unknown as HTMLElement
}

function asElement(node: unknown): Element {
  return node as Element
}
