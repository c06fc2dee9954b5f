import { blocksOf, type Block } from './blocks.ts'
import { isTitle } from './split.ts'

/** A heading with what stands below it up to the next heading. */
export interface Section {
  /** Headings from the outermost down to its own. */
  path: string[]
  /** The heading as written; empty before the first heading. */
  heading: string
  level: number
  blocks: Block[]
}

/** Cuts a page at its headings. */
export function sectionsOf(markdown: string, title: string): Section[] {
  const sections: Section[] = [{ path: [], heading: '', level: 0, blocks: [] }]
  const open: { level: number; text: string }[] = []
  for (const block of blocksOf(markdown)) {
    if (block.type !== 'heading') {
      sections.at(-1)?.blocks.push(block)
      continue
    }
    while ((open.at(-1)?.level ?? 0) >= block.level) open.pop()
    open.push({ level: block.level, text: headingText(block.text) })
    // The page's title as its own first heading would stand in every path twice.
    const path = open.map((heading) => heading.text).filter((text, index) => index > 0 || text !== title)
    sections.push({ path, heading: block.text, level: block.level, blocks: [] })
  }
  return sections.filter((section) => section.heading !== '' || section.blocks.length > 0)
}

/** A heading without its marks and its links' addresses. */
function headingText(heading: string): string {
  return heading
    .replace(/^#+\s*/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/[*`]/g, '')
    .trim()
}

/** Blocks that belong together: a title or a question in bold with all that stands below it, up to the next one. */
export function topicsOf(blocks: readonly Block[]): Block[][] {
  const topics: Block[][] = []
  let titled = false
  for (const block of blocks) {
    const title = isTitle(block.text)
    // Two titles in a row are one: an expand inside a panel, say.
    const alone = topics.at(-1)?.every((other) => isTitle(other.text)) ?? false
    if (topics.length === 0 || (title && !alone) || !titled) topics.push([block])
    else topics.at(-1)?.push(block)
    titled = title || (titled && isQuestion(topics.at(-1)?.[0]?.text ?? ''))
  }
  return topics
}

/** Whether a title asks something. */
export function isQuestion(title: string): boolean {
  return /[?？]\W*$/.test(title)
}
