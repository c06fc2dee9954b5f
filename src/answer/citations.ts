import type { Candidate } from '../contract/knowledge.ts'
import type { Choice, Citation } from '../contract/message.ts'
import type { DraftSentence } from '../contract/model.ts'
import { chosenText, labelOf } from './choose.ts'
import { fold } from './text/fold.ts'
import type { AnswerSettings } from './settings.ts'

/** Sources shown below one answer. */
const SHOWN = 3
const CHOICES = 3
const CHOICE_LENGTH = 60

/** One citation for each page and heading that the sentences rest on, in the order they are first used. */
export function citationsOf(
  sentences: readonly DraftSentence[],
  passages: readonly Candidate[],
  showSource: AnswerSettings['showSource'],
): Citation[] {
  const found = new Map<string, Citation>()
  for (const { chunkId, quote } of sentences.flatMap((sentence) => sentence.cites)) {
    const passage = passages.find((candidate) => candidate.chunkId === chunkId)
    if (!passage) continue
    const key = `${passage.pageId}\n${passage.headingPath.join('\n')}`
    if (!found.has(key)) {
      found.set(key, {
        pageId: passage.pageId,
        heading: passage.headingPath,
        quote: quote.trim(),
        ...showSource(passage),
      })
    }
  }
  return [...found.values()].slice(0, SHOWN)
}

/** Citations of several answers without repetition. */
export function mergeCitations(all: readonly Citation[]): Citation[] {
  const seen = new Set<string>()
  return all.filter((citation) => {
    const key = `${citation.pageId}\n${citation.heading.join('\n')}`
    return !seen.has(key) && seen.add(key)
  })
}

/**
 * What the shopper may mean: up to three distinct pages or headings among the passages. The value is the question with the choice, so
 * that choosing it asks again, more exactly. Empty when the passages leave no choice.
 */
export function choicesOf(passages: readonly Candidate[], question: string): Choice[] {
  const labels = new Map<string, string>()
  const pages = new Set(passages.map((passage) => passage.pageId))
  for (const passage of passages) {
    // Passages of several pages are told apart by page; passages of one page by heading.
    const label = labelOf(passage, pages.size > 1)
    const key = pages.size > 1 ? String(passage.pageId) : fold(label)
    if (!labels.has(key) && ![...labels.values()].includes(label)) labels.set(key, label)
  }
  if (labels.size < 2) return []
  return [...labels.values()].slice(0, CHOICES).map((label) => ({
    title: label.length <= CHOICE_LENGTH ? label : `${label.slice(0, CHOICE_LENGTH - 1).trimEnd()}…`,
    value: chosenText(question, label),
  }))
}
