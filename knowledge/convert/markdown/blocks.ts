import { inCell, indent, trimBlank, type MarkdownRule } from './rule.ts'

/** Boxes keep their kind and their title. One that holds headings or tables frames a part of the page, so it is not quoted. */
export const panel: MarkdownRule = {
  name: 'panel',
  filter: (node) => node.kind === 'panel',
  replacement(content, node) {
    const kind = node.attributes['data-panel'] ?? ''
    const title = node.attributes['data-title'] ?? ''
    const label = kind && title ? `${kind}: ${title}` : kind || title
    const body = trimBlank(content)
    const head = label ? `**${label}**` : ''
    if (!body) return head ? `\n\n${head}\n\n` : ''
    if (inCell(node)) return `\n\n${head}${head ? '\n' : ''}${body}\n\n`
    const whole = head ? `${head}\n\n${body}` : body
    return /^(?:#{1,6} |\|)/m.test(body) ? `\n\n${whole}\n\n` : `\n\n${quote(whole)}\n\n`
  },
}

/** Quotations. */
export const blockquote: MarkdownRule = {
  name: 'quotation',
  filter: (node) => node.nodeName === 'BLOCKQUOTE',
  replacement: (content, node) =>
    inCell(node) ? `\n\n${trimBlank(content)}\n\n` : `\n\n${quote(trimBlank(content))}\n\n`,
}

function quote(text: string): string {
  return text.replace(/^.*$/gm, (line) => (line ? `> ${line}` : '>'))
}

/** What a reader unfolds stands under its title. */
export const expand: MarkdownRule = {
  name: 'expand',
  filter: (node) => node.kind === 'expand',
  replacement(content, node) {
    const title = node.attributes['data-title'] ?? ''
    const body = trimBlank(content)
    return `\n\n${title ? `**${title}**\n\n` : ''}${body}\n\n`
  },
}

/** Headings on one line; in a cell they are bold. */
export const heading: MarkdownRule = {
  name: 'heading',
  filter: (node) => /^H[1-6]$/.test(node.nodeName),
  replacement(content, node) {
    const text = content.replace(/\s+/g, ' ').trim()
    const bare = text.replace(/^\*\*((?:[^*\\]|\\.)*)\*\*$/, '$1')
    if (!bare) return ''
    if (inCell(node)) return `\n\n**${bare}**\n\n`
    return `\n\n${'#'.repeat(Number(node.nodeName[1]))} ${bare}\n\n`
  },
}

/** Items of lists, task lists with their state. */
export const listItem: MarkdownRule = {
  name: 'list item',
  filter: (node) => node.nodeName === 'LI',
  replacement(content, node) {
    const list = node.parentNode
    const marker = list?.nodeName === 'OL' ? `${number(node)}. ` : '- '
    const box = node.kind === 'task' ? (node.attributes['data-done'] === 'true' ? '[x] ' : '[ ] ') : ''
    const body = trimBlank(content)
    return `${marker}${box}${indent(body, marker.length)}${node.nextSibling ? '\n' : ''}`
  },
}

function number(item: {
  parentNode: { attributes: Record<string, string>; children: unknown[] } | null
}): number {
  const list = item.parentNode
  if (!list) return 1
  const start = Number(list.attributes['start'] ?? 1)
  return (Number.isInteger(start) ? start : 1) + list.children.indexOf(item)
}

/** Lists; one inside an item follows on the next line. */
export const list: MarkdownRule = {
  name: 'list',
  filter: (node) => node.nodeName === 'UL' || node.nodeName === 'OL',
  replacement: (content, node) =>
    node.parentNode?.nodeName === 'LI' ? `\n${content}\n` : `\n\n${content}\n\n`,
}

/** Paragraphs; the only one of an item or a cell makes no blank line. */
export const paragraph: MarkdownRule = {
  name: 'paragraph',
  filter: (node) => node.nodeName === 'P',
  replacement(content, node) {
    const text = content.replace(/(?: *\n){2,}(?= *\S)/g, '\n\n')
    const tight = node.parentNode?.nodeName === 'LI' && !hasSibling(node, 'P')
    return tight ? `\n${text.trim()}\n` : `\n\n${text}\n\n`
  },
}

function hasSibling(
  node: { parentNode: { children: { nodeName: string }[] } | null },
  name: string,
): boolean {
  return (node.parentNode?.children.filter((child) => child.nodeName === name).length ?? 0) > 1
}

/** Terms of a definition list stand out, their definitions follow. */
export const term: MarkdownRule = {
  name: 'term',
  filter: (node) => node.nodeName === 'DT',
  replacement: (content) => `\n\n**${content.trim().replace(/^\*\*|\*\*$/g, '')}**\n`,
}
