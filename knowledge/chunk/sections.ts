import { blocksOf, type Block } from './blocks.ts'
import { plainLine } from './plain.ts'
import { introduces, isTitle } from './split.ts'

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
    open.push({ level: block.level, text: plainLine(block.text.replace(/^#+\s*/, '')) })
    // The page's title as its own first heading would stand in every path twice.
    const path = open.map((heading) => heading.text).filter((text, index) => index > 0 || text !== title)
    sections.push({ path, heading: block.text, level: block.level, blocks: [] })
  }
  return sections.filter((section) => section.heading !== '' || section.blocks.length > 0)
}

/**
 * Blocks that belong together: what introduces a block with that block, and a question in bold with all that stands below it, up to
 * the next title.
 */
export function topicsOf(blocks: readonly Block[]): Block[][] {
  const topics: Block[][] = []
  for (const block of blocks) {
    const topic = topics.at(-1)
    const last = topic?.at(-1)
    const goesOn = last && (introduces(last) || (isAsked(topic) && !isTitle(block.text)))
    if (topic && goesOn) topic.push(block)
    else topics.push([block])
  }
  return topics
}

/** Whether a topic is a question with its answer. */
export function isAsked(topic: readonly Block[] | undefined): boolean {
  const title = topic?.[0]?.text ?? ''
  return isTitle(title) && isQuestion(title)
}

/** Whether a title asks something. */
export function isQuestion(title: string): boolean {
  return /[?？]\W*$/.test(title)
}
