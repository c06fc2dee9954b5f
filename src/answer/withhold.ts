import type { CheckedSentence, Trace, TracePart } from '../contract/answer.ts'
import type { Candidate } from '../contract/knowledge.ts'

/** A trace as it may be shown now. */
export interface ShownTrace extends Trace {
  /** Pages of which nothing is shown any more, with what became of them. */
  takenAway?: { pageId: number; why: string }[]
}

/** Stands where words of a page stood that was taken away. */
const WITHHELD = '[taken away with its page]'

/**
 * Takes out of a trace what it says in the words of passages that may not be shown any more: their text, heading, title
 * and address, sentences that rest on them, and whatever was written with them at hand and cannot be told apart. Scores and
 * verdicts stay, so that the decision can still be explained.
 * @param taken by passage (chunk id), what became of its page
 */
export function withhold(trace: Trace, taken: ReadonlyMap<number, string>): ShownTrace {
  if (taken.size === 0) return trace
  const pages = new Map<number, string>()
  for (const { chunkId, pageId } of trace.parts.flatMap((part) => part.candidates)) {
    const why = taken.get(chunkId)
    if (why !== undefined) pages.set(pageId, why)
  }
  return {
    ...trace,
    parts: trace.parts.map((part) => withholdPart(part, taken)),
    takenAway: [...pages].map(([pageId, why]) => ({ pageId, why })),
  }
}

function withholdPart(part: TracePart, taken: ReadonlyMap<number, string>): TracePart {
  const candidates = part.candidates.map((candidate) =>
    taken.has(candidate.chunkId) ? emptied(candidate) : candidate,
  )
  if (!part.judgement?.passages.some((chunkId) => taken.has(chunkId))) return { ...part, candidates }
  const hidden = (check: CheckedSentence) => check.chunkId === undefined || taken.has(check.chunkId)
  const { draft, answer, ...rest } = part
  const answerHidden = part.checks.some((check) => check.supported && hidden(check))
  return {
    ...rest,
    candidates,
    // A composer reads all its passages: nobody knows which of them a draft's words are from.
    ...(draft === undefined ? {} : { draft: WITHHELD }),
    checks: part.checks.map((check) => (hidden(check) ? emptiedCheck(check) : check)),
    ...(answer === undefined ? {} : { answer: answerHidden ? WITHHELD : answer }),
  }
}

function emptied(candidate: Candidate): Candidate {
  const { chunkId, pageId, pageVersion, group, signals, score } = candidate
  const nothing = { title: WITHHELD, headingPath: [], text: WITHHELD, url: '' }
  return { chunkId, pageId, pageVersion, group, signals, score, ...nothing }
}

function emptiedCheck(check: CheckedSentence): CheckedSentence {
  return { ...check, sentence: WITHHELD, ...(check.quote === undefined ? {} : { quote: WITHHELD }) }
}
