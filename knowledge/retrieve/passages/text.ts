import { createHash } from 'node:crypto'
import type { Chunk } from '../../../src/contract/knowledge.ts'
import { countTerms, terms } from '../text/words.ts'

/**
 * The two texts of a passage that get vectors of their own: what it says, and what it stands under. What it says begins with the page's
 * title, since a passage seldom repeats what it is about.
 */
export function passageTexts(
  title: string,
  chunk: Pick<Chunk, 'text' | 'headingPath'>,
): { text: string; title: string } {
  return { text: [title, plainText(chunk.text)].filter(Boolean).join('. '), title: standsUnder(title, chunk) }
}

function standsUnder(title: string, { headingPath }: Pick<Chunk, 'headingPath'>): string {
  return [title, ...headingPath].filter(Boolean).join(' – ')
}

/** Markdown without its marks, for search: link targets, emphasis, table bars and fences say nothing. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+"[^"]*")?\)/g, '$1')
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/^\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*:?-*:?\s*$/gm, '')
    .replace(/^\s*```.*$/gm, '')
    .replace(/^#{1,6}\s+/gm, '')
    .replace(/[|*`~]+/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .trim()
}

/** How often each index term occurs in title, headings and text together, and how many words that is. */
export function passageTerms(title: string, chunk: Chunk): { counts: Map<string, number>; length: number } {
  const list = [...terms(standsUnder(title, chunk)), ...terms(plainText(chunk.text))]
  return { counts: countTerms(list), length: list.length }
}

/** Same hash, same passage: it need not be stored or embedded again. */
export function passageHash(title: string, chunk: Chunk): string {
  return createHash('sha256')
    .update(JSON.stringify([title, chunk.headingPath, chunk.text]))
    .digest('base64url')
}
