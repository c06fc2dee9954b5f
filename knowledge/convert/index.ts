import type { BodyFormat, Converted } from '../../src/contract/knowledge.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import { fillFromStorage } from './beside.ts'
import { render } from './markdown/render.ts'
import { newPage } from './page.ts'
import { parseHtml } from './parse.ts'
import { read } from './read.ts'
import { repair } from './repair.ts'
import { storageRules, storageTree } from './storage/index.ts'
import type { Element } from './tree.ts'
import { viewRules, websiteRules } from './view/index.ts'

/** Longest body, in characters. The longest page of a real wiki that we have seen has a seventieth of it. */
export const MAX_LENGTH = 20_000_000

/** A page's body as it was fetched. */
export interface ConvertInput {
  format: BodyFormat
  value: string
  /** Address of the page, against which its links resolve. */
  baseUrl: string
  /** Storage format beside the rendered body: names macros that rendering drew empty. */
  storage?: string
  title?: string
}

/**
 * Converts a page to Markdown and reports what could not be carried over.
 * @throws TributaryError convert.too_large, convert.not_html, or convert.empty when there is neither text nor anything to report.
 */
export function convert(input: ConvertInput): Converted {
  check(input.value)
  const page = newPage(input.baseUrl, input.title ?? '')
  const tree = treeOf(input)
  const html = input.format === 'html' ? websiteRules : viewRules
  read(tree, page, (element) => (element.nodeName.startsWith('AC:') ? storageRules : html))
  const markdown = render(tree)
  if (!markdown && page.losses.length === 0) throw empty()
  return { markdown, losses: page.losses }
}

function treeOf(input: ConvertInput): Element {
  if (input.format === 'storage') return storageTree(input.value)
  const view = parseHtml(repair(input.value))
  if (input.storage?.includes('<ac:')) fillFromStorage(view, storageTree(input.storage))
  return view
}

function check(value: string): void {
  if (value.length > MAX_LENGTH) {
    throw new TributaryError(
      'convert.too_large',
      `The page has ${value.length} characters; the limit is ${MAX_LENGTH}.`,
    )
  }
  if (value.trim() === '') throw empty()
  if (isBinary(value.slice(0, 4000))) {
    throw new TributaryError('convert.not_html', 'The body is not text: it looks like a binary file.')
  }
}

/** Control and replacement characters in number are the mark of a picture, an archive or a PDF file. */
function isBinary(start: string): boolean {
  if (start.startsWith('%PDF-') || start.startsWith('PK\u0003\u0004')) return true
  let strange = 0
  for (const character of start) {
    const code = character.charCodeAt(0)
    if (code < 9 || (code > 13 && code < 27) || code === 0xfffd) strange++
  }
  return strange > start.length / 50
}

function empty(): TributaryError {
  return new TributaryError('convert.empty', 'The page has no content.')
}
