import { Element, closest } from '../tree.ts'

/** How one kind of element is written in Markdown. */
export interface MarkdownRule {
  name: string
  filter(node: Element): boolean
  replacement(content: string, node: Element): string
}

/** Whether a node stands in a table cell, where only one line may be written. */
export function inCell(node: Element): boolean {
  return node.parentNode !== null && closest(node.parentNode, isCell) !== null
}

/** Whether it is a table cell. */
export function isCell(node: Element): boolean {
  return node.nodeName === 'TD' || node.nodeName === 'TH'
}

/** Prefixes the lines that follow the first; empty ones stay empty. */
export function indent(text: string, width: number): string {
  return text.replace(/\n(?!\n|$)/g, `\n${' '.repeat(width)}`)
}

/** Text without blank lines around it and with at most one between its blocks; code is not touched. */
export function trimBlank(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, '').replace(/\s+$/, '')
}
