import { describe, expect, it } from 'vitest'
import { createGate, shippedWeights } from '../../src/answer/gate/index.ts'
import { thresholdAt } from '../../src/answer/gate/model.ts'
import type { Candidate, Retrieval } from '../../src/contract/knowledge.ts'

const NAMES = [
  'score',
  'bm25',
  'bm25Title',
  'cosText',
  'cosTitle',
  'gram',
  'gramText',
  'gramTitle',
  'coverage',
  'softCoverage',
  'titleCovered',
  'textCovered',
  'contentCovered',
  'rarest',
]

/** A passage worded like a question, so that it is compared as it stands. */
const candidate = (id: number, group: string, level: number): Candidate => ({
  chunkId: id,
  pageId: id,
  title: group,
  headingPath: [],
  text: group,
  url: '',
  pageVersion: 1,
  group,
  signals: Object.fromEntries(NAMES.map((name) => [name, name === 'score' ? level * 4 : level])),
  score: level * 4,
})

const retrieval = (...candidates: Candidate[]): Retrieval => ({
  query: 'q',
  edition: 1,
  candidates,
  questionSignals: { contentWords: 4 },
  words: [],
})

describe('gate', () => {
  const weights = shippedWeights()
  const gate = createGate(weights)
  const clear = retrieval(candidate(1, 'a', 0.98), candidate(2, 'b', 0.1))
  const weak = retrieval(candidate(1, 'a', 0.12), candidate(2, 'b', 0.11))

  it('answers a clear match and hands off a weak one', () => {
    expect(gate.judge('q', clear, 0.05)).toMatchObject({
      decision: 'answer',
      reason: 'above_threshold',
      risk: 0.05,
    })
    expect(gate.judge('q', weak, 0.05)).toMatchObject({ decision: 'handoff', reason: 'below_threshold' })
  })

  it('hands off when nothing was found', () => {
    expect(gate.judge('q', retrieval(), 0.05)).toMatchObject({
      decision: 'handoff',
      reason: 'no_candidates',
      confidence: 0,
      passages: [],
    })
  })

  it('asks for more confidence the smaller the risk, and never answers at no risk', () => {
    const thresholds = [0.3, 0.1, 0.05, 0.02, 0.01, 0].map((risk) => thresholdAt(weights.kinds.matched, risk))
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b))
    expect(gate.judge('q', clear, 0).decision).toBe('handoff')
  })

  it('is surer of a better match', () => {
    const confidence = (level: number) =>
      gate.judge('q', retrieval(candidate(1, 'a', level), candidate(2, 'b', 0.1)), 0.05).confidence
    const seen = [0.2, 0.4, 0.6, 0.8].map(confidence)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen[3]! - seen[0]!).toBeGreaterThan(0.2)
  })

  it('offers the best page before others, and leaves out what is far below', () => {
    const { passages } = gate.judge(
      'q',
      retrieval(
        candidate(1, 'a', 0.9),
        candidate(2, 'b', 0.85),
        candidate(3, 'a', 0.8),
        candidate(4, 'c', 0.2),
      ),
      0.05,
    )
    expect(passages.map(({ chunkId }) => chunkId)).toEqual([1, 3, 2])
  })
})
