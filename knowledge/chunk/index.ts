import type { Chunk } from '../../src/contract/knowledge.ts'
import type { Block } from './blocks.ts'
import { pack, type Limits } from './pack.ts'
import { plainLine } from './plain.ts'
import { isAsked, isQuestion, sectionsOf, topicsOf, type Section } from './sections.ts'
import { splitBlocks } from './split.ts'

export { plainText } from './plain.ts'

/** Sections shorter than this share of the limit are put together with their neighbours. */
const SMALL = 1 / 6

/** How a page is cut. */
export interface ChunkOptions {
  title: string
  /** Size of a text in the embedder's tokens. */
  countTokens(text: string): number
  /** No chunk is larger, unless a single word is. */
  maxTokens?: number
}

/** A passage before it is numbered. */
interface Passage {
  path: string[]
  text: string
  /** Heading under which it may be put together with its neighbours; undefined where it may not. */
  parent: string | undefined
}

/**
 * Cuts a page into passages along its headings. Every word of the page is in a passage; a section's heading stands in its first one.
 * A table's header is repeated where the table is cut. Small neighbouring sections share a passage only under one parent heading.
 */
export function chunk(markdown: string, options: ChunkOptions): Chunk[] {
  const limits: Limits = { maxTokens: options.maxTokens ?? 220, countTokens: options.countTokens }
  const sections = sectionsOf(markdown, options.title)
  const passages: Passage[] = []
  let waiting: string[] = []
  sections.forEach((section, index) => {
    const next = sections[index + 1]
    // A heading with nothing of its own goes into the first passage below it.
    if (section.blocks.length === 0 && next && next.level > section.level) {
      waiting.push(section.heading)
      return
    }
    passages.push(
      ...cut({ ...section, heading: [...waiting, section.heading].filter(Boolean).join('\n\n') }, limits),
    )
    waiting = []
  })
  return merge(passages, limits).map(({ path, text }, ordinal) => ({
    ordinal,
    headingPath: path,
    text,
    tokens: limits.countTokens(text),
  }))
}

function cut(section: Section, limits: Limits): Passage[] {
  const whole = [section.heading, ...section.blocks.map((block) => block.text)].filter(Boolean).join('\n\n')
  const parent = mergeParent(section)
  const topics = topicsOf(section.blocks)
  const asked = topics.filter(isAsked).length
  if (asked < 2 && limits.countTokens(whole) <= limits.maxTokens)
    return [{ path: section.path, text: whole, parent }]
  return headed(section, topics, limits).map((passage) => ({ ...passage, parent: undefined }))
}

/** Passages of a section; the first has its heading. */
function headed(section: Section, topics: Block[][], limits: Limits): Omit<Passage, 'parent'>[] {
  const passages: Omit<Passage, 'parent'>[] = []
  for (const group of grouped(topics, limits)) {
    const question = isAsked(group) ? [plainLine(group[0]?.text ?? '')] : []
    const first = passages.length === 0 && section.heading ? [asBlock(section.heading)] : []
    const pieces = splitBlocks([...first, ...group], limits)
    pieces.forEach((text, index) =>
      passages.push({ path: index > 0 ? [...section.path, ...question] : section.path, text }),
    )
  }
  if (passages.length === 0) passages.push({ path: section.path, text: section.heading })
  return passages
}

function asBlock(text: string): Block {
  return { type: 'heading', text, level: 0 }
}

/** Topics that may share a passage: questions each stand alone, everything else is packed. */
function grouped(topics: Block[][], limits: Limits): Block[][] {
  const groups: Block[][] = []
  let run: Block[][] = []
  const write = (group: readonly Block[][]): string =>
    group.flatMap((blocks) => blocks.map((b) => b.text)).join('\n\n')
  const flush = (): void => {
    const size = (topic: Block[]): number => limits.countTokens(write([topic]))
    groups.push(...pack(run, limits, size, write).map((group) => group.flat()))
    run = []
  }
  for (const topic of topics) {
    if (isAsked(topic)) {
      flush()
      groups.push(topic)
    } else run.push(topic)
  }
  flush()
  return groups
}

/** A section may share a passage with its neighbours under the same parent, unless its heading is a question. */
function mergeParent(section: Section): string | undefined {
  if (section.level === 0 || isQuestion(section.path.at(-1) ?? '')) return undefined
  return JSON.stringify([section.level, section.path.slice(0, -1)])
}

function merge(passages: readonly Passage[], limits: Limits): Passage[] {
  const merged: { passage: Passage; tokens: number; small: boolean }[] = []
  for (const passage of passages) {
    const tokens = limits.countTokens(passage.text)
    const small = tokens <= limits.maxTokens * SMALL
    const last = merged.at(-1)
    if (last?.small && small && passage.parent !== undefined && passage.parent === last.passage.parent) {
      const text = `${last.passage.text}\n\n${passage.text}`
      const total = limits.countTokens(text)
      if (total <= limits.maxTokens) {
        const path = passage.path.slice(0, -1)
        last.passage = { ...passage, path, text }
        last.tokens = total
        continue
      }
    }
    merged.push({ passage: { ...passage }, tokens, small })
  }
  return merged.map(({ passage }) => passage)
}
