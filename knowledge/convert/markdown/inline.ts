import { inCell, type MarkdownRule } from './rule.ts'
import { Text, closest, type Element } from '../tree.ts'

/** Line breaks inside a paragraph; two in a row part it. */
export const lineBreak: MarkdownRule = {
  name: 'line break',
  filter: (node) => node.nodeName === 'BR',
  replacement: (_content, node) => (inCell(node) ? '\n' : follows(node) ? '\n\n' : '  \n'),
}

/** Whether a line break comes right after another one. */
function follows(node: Element): boolean {
  let before = node.previousSibling
  while (before instanceof Text && before.data.trim() === '') before = before.previousSibling
  return before?.nodeName === 'BR'
}

/** Bold and italic text; in headings and header cells bold says nothing more. */
export const strong: MarkdownRule = {
  name: 'strong',
  filter: (node) => node.nodeName === 'STRONG' || node.nodeName === 'B',
  replacement(content, node) {
    const bold =
      node.parentNode && closest(node.parentNode, (at) => /^(?:H[1-6]|TH|DT|STRONG|B)$/.test(at.nodeName))
    return bold ? content : mark(content, '**')
  },
}

/** Emphasis. */
export const emphasis: MarkdownRule = {
  name: 'emphasis',
  filter: (node) => node.nodeName === 'EM' || node.nodeName === 'I' || node.nodeName === 'CITE',
  replacement: (content) => mark(content, '*'),
}

/** What is struck out no longer holds, so the mark matters. */
export const struck: MarkdownRule = {
  name: 'struck out',
  filter: (node) => /^(?:DEL|S|STRIKE)$/.test(node.nodeName),
  replacement: (content) => mark(content, '~~'),
}

/** Marks each line of a text on its own, as emphasis ends with its paragraph. */
function mark(content: string, sign: string): string {
  return content.replace(/[^\n]+/g, (line) => {
    const text = line.trim()
    if (!/[\p{L}\p{N}\p{S}]/u.test(text) || /^(?:#|```|\||!\[[^\]]*\]\([^)]*\)$)/.test(text)) return line
    const at = line.indexOf(text)
    const item = /^(?:[-*] |\d+\. )/.exec(text)?.[0] ?? ''
    return `${line.slice(0, at)}${item}${sign}${text.slice(item.length)}${sign}${line.slice(at + text.length)}`
  })
}

/** Links; an address that stands for itself is not written twice. */
export const link: MarkdownRule = {
  name: 'link',
  filter: (node) => node.nodeName === 'A',
  replacement(content, node) {
    const text = content.replace(/\s*\n\s*/g, ' ').trim()
    const href = node.attributes['href'] ?? ''
    if (!href || !text) return content
    return `[${text}](${address(href)})`
  },
}

/** Images, by their alternative text and address. */
export const image: MarkdownRule = {
  name: 'image',
  filter: (node) => node.nodeName === 'IMG',
  replacement(_content, node) {
    const { src = '', alt = '' } = node.attributes
    if (node.kind !== 'image' || !src) return ''
    return `![${alt.replace(/\s+/g, ' ').replace(/[[\]\\]/g, '\\$&')}](${address(src)})`
  },
}

/** An address that cannot end the link too early. */
function address(href: string): string {
  return href
    .replace(/ /g, '%20')
    .replace(/[()<>\\]/g, (sign) => encodeURIComponent(sign).replace(/[()]/g, paren))
}

function paren(sign: string): string {
  return sign === '(' ? '%28' : '%29'
}
