import type { Candidate, Retrieval } from '../../contract/knowledge.ts'

/**
 * What is looked at where passages are read: what the best unit holds of the question, how far it stands out, and whether the question
 * sounds like one that no page answers.
 */
export const READ_FEATURES = {
  inUnit: 1,
  inContext: 1,
  inPassage: 1,
  onPage: 1,
  underHeadings: 1,
  inTitle: 1,
  heaviestMissing: -1,
  missingOnPage: -1,
  countMissingOnPage: -1,
  numberMissing: -1,
  placeMissing: -1,
  placeMissingOnPage: -1,
  thingsMissing: -1,
  attributesMissing: -1,
  actsMissing: -1,
  peopleMissing: -1,
  timesMissing: -1,
  verbsMissing: -1,
  qualitiesMissing: -1,
  unknownMissing: -1,
  kindGiven: 1,
  kindMissing: -1,
  kindMissingInPassage: -1,
  isStep: 1,
  noStep: -1,
  rowNamed: 1,
  otherRowNamed: -1,
  columnNamed: 1,
  cellGivesKind: 1,
  cellLacksKind: -1,
  aboutAsked: 1,
  meaning: 1,
  cosText: 1,
  cosTitle: 1,
  gram: 1,
  gramTitle: 1,
  bm25: 1,
  bm25Title: 1,
  fused: 1,
  place: -1,
  reading: 1,
  readingMargin: 1,
  pageShare: 1,
  unitShare: 1,
  contextMargin: 1,
  onPageMargin: 1,
  gramMargin: 1,
  bm25Margin: 1,
  cosTextMargin: 1,
  cosTitleMargin: 1,
  meaningMargin: 1,
  fusedMargin: 1,
  agreement: 1,
  contentWords: 1,
  outside: -1,
} as const satisfies Record<string, 1 | -1>
type ReadFeature = keyof typeof READ_FEATURES

/** Features that are a lead of the best page over all others, by the signal that is compared. */
const MARGINS = {
  readingMargin: 'reading',
  contextMargin: 'inContext',
  onPageMargin: 'onPage',
  gramMargin: 'gram',
  bm25Margin: 'bm25',
  cosTextMargin: 'cosText',
  cosTitleMargin: 'cosTitle',
  meaningMargin: 'meaning',
  fusedMargin: 'fused',
} as const satisfies Partial<Record<ReadFeature, string>>

/** Signals that each name a best page of their own; how many name the same one is agreement. */
const VOTERS = ['gram', 'bm25', 'bm25Title', 'cosText', 'cosTitle', 'meaning', 'fused', 'inContext', 'onPage']
/** A reading margin of more than this is as good as certain. */
const WIDE = 5

/** The features of the best passage. */
export function readFeatures(retrieval: Retrieval, best: Candidate): Record<ReadFeature, number> {
  const own = retrieval.candidates.filter(({ group }) => group === best.group)
  const others = retrieval.candidates.filter(({ group }) => group !== best.group)
  const margin = (name: string) => {
    const first = largest(own, name) ?? 0
    return Math.min(WIDE, first - (largest(others, name) ?? (name === 'reading' ? first - WIDE : 0)))
  }
  const values = Object.fromEntries(
    Object.keys(READ_FEATURES).map((name) => [name, best.signals[name] ?? 0]),
  ) as Record<ReadFeature, number>
  for (const [feature, name] of Object.entries(MARGINS)) values[feature as ReadFeature] = margin(name)
  values.agreement = VOTERS.filter((name) => (largest(own, name) ?? 0) >= (largest(others, name) ?? 0)).length
  values.contentWords = Math.log1p(retrieval.words.length)
  values.outside = retrieval.questionSignals['outside'] ?? 0
  return values
}

function largest(candidates: readonly Candidate[], name: string): number | undefined {
  const values = candidates.flatMap(({ signals }) => signals[name] ?? [])
  return values.length > 0 ? Math.max(...values) : undefined
}
