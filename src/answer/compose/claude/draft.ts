import type { TextCitation } from '@anthropic-ai/sdk/resources/messages'
import type { Draft, DraftSentence } from '../../../contract/model.ts'
import { squeeze } from '../../text/fold.ts'
import { sentenceSpans, type Span } from '../../text/sentences.ts'
import { unitLine } from '../../text/units.ts'
import { contentStems } from '../../text/words.ts'
import { DECLINE } from './prompt.ts'
import type { GivenDocument } from './request.ts'
import type { CitedText, ClaudeMessage } from './stream.ts'

type Cite = DraftSentence['cites'][number]

/** Words without a citation that a cited sentence may hold ("and", "so it"); more of them and the sentence counts as uncited. */
const LOOSE_WORDS = 2

/** Claude's message as a draft: each sentence with the literal spans of the passages that it cites. Nothing is believed yet. */
export function draftOf(message: ClaudeMessage, documents: readonly GivenDocument[]): Draft {
  const whole = message.blocks.map((block) => block.text).join('')
  const base = { composer: 'claude', model: message.model, usage: message.usage } as const
  if (whole.includes(DECLINE) || message.stopReason === 'refusal' || whole.trim() === '') {
    return { ...base, sentences: [], declined: true }
  }
  const all = sentencesIn(message.blocks, documents)
  // An answer cut off at the limit loses its last sentence, which is not whole.
  const sentences = message.stopReason === 'max_tokens' ? all.slice(0, -1) : all
  return { ...base, sentences, declined: sentences.length === 0 }
}

/** The sentences of what Claude wrote so far, each with what it cites. */
export function sentencesIn(
  blocks: readonly CitedText[],
  documents: readonly GivenDocument[],
): DraftSentence[] {
  const whole = blocks.map((block) => block.text).join('')
  const ranges = rangesOf(blocks)
  return lineSentences(whole).map((span) => {
    const inside = ranges.filter(
      (range) => whole.slice(Math.max(range.start, span.start), Math.min(range.end, span.end)).trim() !== '',
    )
    const loose = inside
      .filter((range) => range.block.citations.length === 0)
      .map((range) => whole.slice(Math.max(range.start, span.start), Math.min(range.end, span.end)))
    const trusted = contentStems(loose.join(' ')).length <= LOOSE_WORDS
    const cites = trusted
      ? inside.flatMap((range) => range.block.citations.flatMap((citation) => citesOf(citation, documents)))
      : []
    return { text: whole.slice(span.start, span.end), cites: unique(cites) }
  })
}

function rangesOf(blocks: readonly CitedText[]): (Span & { block: CitedText })[] {
  let at = 0
  return blocks.map((block) => {
    const range = { start: at, end: at + block.text.length, block }
    at = range.end
    return range
  })
}

/** Sentences of a small Markdown: a list item is one, however many stops it holds. */
function lineSentences(text: string): Span[] {
  const spans: Span[] = []
  let start = 0
  for (const line of text.split('\n')) {
    if (/^\s*(?:[-*•]|\d{1,3}[.)])\s/.test(line)) spans.push({ start, end: start + line.trimEnd().length })
    else
      for (const span of sentenceSpans(line)) spans.push({ start: start + span.start, end: start + span.end })
    start += line.length + 1
  }
  return spans
}

/** The literal quotes behind one citation; a citation of nothing we gave keeps its own words, and so fails the check. */
function citesOf(citation: TextCitation, documents: readonly GivenDocument[]): Cite[] {
  if (citation.type !== 'content_block_location') return [{ chunkId: -1, quote: citation.cited_text }]
  const document = documents[citation.document_index]
  if (!document) return [{ chunkId: -1, quote: citation.cited_text }]
  const { chunkId, text } = document.passage.candidate
  const units = document.units.slice(citation.start_block_index, citation.end_block_index)
  const shown = squeeze(units.map(unitLine).join(' '))
  if (units.length === 0 || bare(shown) !== bare(citation.cited_text))
    return [{ chunkId, quote: citation.cited_text }]
  return units.flatMap((unit) => [
    { chunkId, quote: text.slice(unit.start, unit.end) },
    ...(unit.header ? [{ chunkId, quote: text.slice(unit.header.start, unit.header.end) }] : []),
  ])
}

const bare = (text: string) => text.replace(/\s+/g, '')

function unique(cites: readonly Cite[]): Cite[] {
  return cites.filter(
    (cite, i) =>
      cites.findIndex((other) => other.chunkId === cite.chunkId && other.quote === cite.quote) === i,
  )
}
