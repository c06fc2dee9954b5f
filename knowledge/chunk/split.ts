import { blocksOf, itemsOf, type Block } from './blocks.ts'
import { pack, type Limits } from './pack.ts'
import { splitTable } from './rows.ts'
import { splitText } from './words.ts'

const asBlocks = (group: readonly string[]): string => group.join('\n\n')
const asLines = (group: readonly string[]): string => group.join('\n')

/** Cuts a block that is too long at the borders its kind has. */
export function splitBlock(block: Block, limits: Limits): string[] {
  if (limits.countTokens(block.text) <= limits.maxTokens) return [block.text]
  switch (block.type) {
    case 'table':
      return splitTable(block.text, limits)
    case 'code':
      return splitCode(block.text, limits)
    case 'list':
      return splitList(block.text, limits)
    case 'quote':
      return splitQuote(block.text, limits)
    default:
      return splitText(block.text, limits)
  }
}

/** Cuts and packs a sequence of blocks. What introduces a block stays with its beginning. */
export function splitBlocks(blocks: readonly Block[], limits: Limits): string[] {
  const pieces: string[] = []
  let lead = ''
  for (const block of blocks) {
    const text = lead ? `${lead}\n\n${block.text}` : block.text
    if (introduces(block) && limits.countTokens(text) <= limits.maxTokens / 2) {
      lead = text
      continue
    }
    if (limits.countTokens(text) <= limits.maxTokens) pieces.push(text)
    else pieces.push(...withLead(lead, block, limits))
    lead = ''
  }
  if (lead) pieces.push(lead)
  return pack(pieces, limits, limits.countTokens, asBlocks).map(asBlocks)
}

function withLead(lead: string, block: Block, limits: Limits): string[] {
  if (!lead) return splitBlock(block, limits)
  const room = { ...limits, maxTokens: limits.maxTokens - limits.countTokens(lead) - 2 }
  const [first = '', ...rest] = splitBlock(block, room)
  const whole = `${lead}\n\n${first}`
  return limits.countTokens(whole) <= limits.maxTokens ? [whole, ...rest] : [lead, first, ...rest]
}

/** Whether a block must not be the last thing of a piece: a heading, a title in bold, a line that ends in a colon. */
export function introduces(block: Block): boolean {
  if (block.type === 'heading') return true
  return block.type === 'paragraph' && (isTitle(block.text) || /^[^\n]{1,200}:\**$/.test(block.text))
}

/** Whether a block is nothing but bold text: the title of a panel or expand, the question of an FAQ. */
export function isTitle(text: string): boolean {
  return /^\*\*(?:[^*\n]|\\\*)+\*\*:?$/.test(text)
}

/** Code between its lines, each piece in fences of its own. */
function splitCode(text: string, limits: Limits): string[] {
  const lines = text.split('\n')
  const open = lines[0] ?? '```'
  const fence = /^\s*(`+|~+)/.exec(open)?.[1] ?? '```'
  const closed = lines.length > 1 && (lines.at(-1) ?? '').trim() === fence
  const write = (group: readonly string[]): string => [open, ...group, fence].join('\n')
  const room = { ...limits, maxTokens: limits.maxTokens - limits.countTokens(`${open}\n${fence}`) }
  const body = lines.slice(1, closed ? -1 : undefined)
  if (room.maxTokens < 1) return splitText(text, limits)
  const parts = body.flatMap((line) =>
    limits.countTokens(line) > room.maxTokens ? splitText(line, room) : [line],
  )
  return pack(parts, limits, limits.countTokens, write).map(write)
}

/** Lists between their items; an item too long is cut as the blocks it holds. */
function splitList(text: string, limits: Limits): string[] {
  const parts = itemsOf(text).flatMap((item) => {
    if (limits.countTokens(item) <= limits.maxTokens) return [item]
    const marker = /^(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s)?/.exec(item)?.[0] ?? ''
    const inner = item.slice(marker.length).replace(new RegExp(`\\n {1,${marker.length}}`, 'g'), '\n')
    const room = { ...limits, maxTokens: Math.max(1, limits.maxTokens - limits.countTokens(marker)) }
    const [first = '', ...rest] = splitBlocks(blocksOf(inner), room)
    return [`${marker}${first}`, ...rest]
  })
  return pack(parts, limits, limits.countTokens, asLines).map(asLines)
}

/** Quotations and panels, each piece marked as one. */
function splitQuote(text: string, limits: Limits): string[] {
  const mark = (part: string): string => part.replace(/^.*$/gm, (line) => (line ? `> ${line}` : '>'))
  const inner = text.replace(/^> ?/gm, '')
  const marked = { ...limits, countTokens: (part: string) => limits.countTokens(mark(part)) }
  return splitBlocks(blocksOf(inner), marked).map(mark)
}
