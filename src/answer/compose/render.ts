import type { DraftSentence } from '../../contract/model.ts'
import { unitLine, type Unit } from '../text/units.ts'
import type { Selection } from './select.ts'

/** Chosen units as sentences of a draft, each resting on its own span of the passage. */
export function render({ passage, units }: Selection): DraftSentence[] {
  const { chunkId, text } = passage.candidate
  const quote = (span: { start: number; end: number }) => ({
    chunkId,
    quote: text.slice(span.start, span.end),
  })
  let step = 0
  return units.map((unit, i) => {
    if (unit.kind !== 'item') step = 0
    if (unit.kind === 'item' && unit.ordered && !unit.depth)
      step = units[i - 1]?.block === unit.block ? step + 1 : 1
    const cites = unit.header ? [quote(unit), quote(unit.header)] : [quote(unit)]
    return { text: lineOf(unit, step, units), cites }
  })
}

function lineOf(unit: Unit, step: number, all: readonly Unit[]): string {
  const alone = all.filter((other) => other.block === unit.block).length === 1
  switch (unit.kind) {
    case 'row': {
      const line = unitLine(unit)
      return alone ? line : `- ${line}`
    }
    case 'item':
      if (alone && !all.some((other) => other.block === unit.block - 1)) return unit.text
      return unit.ordered && !unit.depth
        ? `${step}. ${unit.text}`
        : `${'  '.repeat(unit.depth ?? 0)}- ${unit.text}`
    default:
      return unit.text
  }
}

const LISTED = /^\s*(?:-|\d{1,3}\.)\s/

/** Sentences as a small Markdown text: list lines on their own, the rest as running paragraphs. */
export function joinSentences(sentences: readonly { text: string }[]): string {
  let text = ''
  let listed = false
  for (const sentence of sentences) {
    const next = LISTED.test(sentence.text)
    if (text !== '') text += next ? (listed ? '\n' : '\n\n') : listed ? '\n\n' : ' '
    text += next ? sentence.text.trimEnd() : sentence.text.trim()
    listed = next
  }
  return text
}
