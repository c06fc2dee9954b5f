import type { Candidate, Retrieval } from '../../contract/knowledge.ts'

/**
 * What is looked at where passages are worded like the questions they answer: how alike the two are. Title and text take part by the
 * better of the two, since sites differ in which of them is worded so.
 */
export const MATCHED_FEATURES = {
  score: 1,
  gramBest: 1,
  cosBest: 1,
  softCoverage: 1,
  bm25: 1,
  bm25Margin: 1,
  gramMargin: 1,
  share: 1,
  agreement: 1,
  missingMost: -1,
  contentCovered: 1,
  contentWords: 1,
  groupCosBest: 1,
  groupScore: 1,
  rarest: 1,
  numbersMissing: -1,
  kindMissing: -1,
} as const satisfies Record<string, 1 | -1>

/** Signals that each name a best group of their own; how many name the same one is agreement. */
const VOTERS: ((candidate: Candidate) => number)[] = [
  signal('bm25'),
  signal('bm25Title'),
  signal('cosText'),
  signal('cosTitle'),
  signal('gram'),
  signal('gramText'),
  signal('gramTitle'),
  gramBest,
  cosBest,
  (candidate) => gramBest(candidate) + cosBest(candidate),
  signal('coverage'),
  signal('softCoverage'),
  (candidate) => Math.max(signal('titleCovered')(candidate), signal('textCovered')(candidate)),
]
const EVIDENCE_DEPTH = 10

/** The features of the best passage. */
export function matchedFeatures(
  retrieval: Retrieval,
  best: Candidate,
): Record<keyof typeof MATCHED_FEATURES, number> {
  const { candidates } = retrieval
  const own = candidates.filter((candidate) => candidate.group === best.group)
  const others = candidates.filter((candidate) => candidate.group !== best.group)
  const margin = (measure: (candidate: Candidate) => number) =>
    largest(own, measure) - Math.max(0, largest(others, measure))
  const of = (name: string) => signal(name)(best)
  return {
    score: of('score'),
    gramBest: gramBest(best),
    cosBest: cosBest(best),
    softCoverage: of('softCoverage'),
    bm25: of('bm25'),
    bm25Margin: margin(signal('bm25')),
    gramMargin: margin(gramBest),
    share: share(candidates, best.group),
    agreement: VOTERS.filter((voter) => winner(candidates, voter) === best.group).length / VOTERS.length,
    missingMost: of('missingMost'),
    contentCovered: of('contentCovered'),
    contentWords: Math.log1p(retrieval.questionSignals['contentWords'] ?? 0),
    groupCosBest: largest(own.slice(0, EVIDENCE_DEPTH), cosBest),
    groupScore: own.slice(0, 3).reduce((sum, candidate) => sum + signal('score')(candidate), 0) / 3,
    rarest: of('rarest'),
    numbersMissing: of('numbersMissing'),
    kindMissing: of('kindMissing'),
  }
}

function signal(name: string): (candidate: Candidate) => number {
  return (candidate) => candidate.signals[name] ?? 0
}

function gramBest(candidate: Candidate): number {
  return Math.max(candidate.signals['gramTitle'] ?? 0, candidate.signals['gramText'] ?? 0)
}

function cosBest(candidate: Candidate): number {
  return Math.max(candidate.signals['cosTitle'] ?? 0, candidate.signals['cosText'] ?? 0)
}

function largest(candidates: readonly Candidate[], measure: (candidate: Candidate) => number): number {
  return candidates.reduce((most, candidate) => Math.max(most, measure(candidate)), -1)
}

function winner(candidates: readonly Candidate[], measure: (candidate: Candidate) => number): string {
  return candidates.reduce((most, candidate) => (measure(candidate) > measure(most) ? candidate : most)).group
}

/** Share of the first passages' evidence that is the group's own; the fourth power lets the strong ones speak. */
function share(candidates: readonly Candidate[], group: string): number {
  let own = 0
  let all = 0
  for (const candidate of candidates.slice(0, EVIDENCE_DEPTH)) {
    const evidence = Math.max(0, signal('score')(candidate)) ** 4
    all += evidence
    if (candidate.group === group) own += evidence
  }
  return all > 0 ? own / all : 0
}
