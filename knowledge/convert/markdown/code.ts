import { inCell, type MarkdownRule } from './rule.ts'
import { Element, type Node } from '../tree.ts'

/** Code blocks: language and exact text. In a cell, which has one line, each line of code is a piece of inline code. */
export const codeBlock: MarkdownRule = {
  name: 'code block',
  filter: (node) => node.kind === 'code',
  replacement(_content, node) {
    const text = sourceText(node).replace(/\r\n?/g, '\n').replace(/^\n/, '').replace(/\s+$/, '')
    if (!text) return ''
    if (inCell(node)) return `\n\n${text.split('\n').map(inline).filter(Boolean).join('\n')}\n\n`
    const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
    return `\n\n${fence}${node.attributes['data-language'] ?? ''}\n${text}\n${fence}\n\n`
  },
}

/** Inline code. */
export const codeSpan: MarkdownRule = {
  name: 'inline code',
  filter: (node) => node.nodeName === 'CODE' && node.kind === '',
  replacement: (_content, node) => inline(sourceText(node).replace(/\s+/g, ' ').trim()),
}

function inline(code: string): string {
  if (!code.trim()) return ''
  const ticks = '`'.repeat(longestRun(code) + 1)
  const pad = /^`|`$|^ .* $/.test(code) ? ' ' : ''
  return `${ticks}${pad}${code}${pad}${ticks}`
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
}

/** The text of code, in which line breaks may be elements. */
function sourceText(node: Node): string {
  if (!(node instanceof Element)) return node.data
  if (node.nodeName === 'BR') return '\n'
  if (node.nodeName === 'IMG') return node.attributes['alt'] ?? ''
  const text = node.childNodes.map(sourceText).join('')
  return /^(?:DIV|P|LI|TR)$/.test(node.nodeName) && node.nextSibling ? `${text}\n` : text
}
