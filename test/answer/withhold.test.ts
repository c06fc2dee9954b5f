import { expect, test } from 'vitest'
import { withhold } from '../../src/answer/withhold.ts'
import type { Trace } from '../../src/contract/answer.ts'
import type { Candidate } from '../../src/contract/knowledge.ts'

const passage = (chunkId: number, word: string): Candidate => ({
  chunkId,
  pageId: chunkId * 10,
  title: `Title ${word}`,
  headingPath: [`Heading ${word}`],
  text: `Text ${word}`,
  url: `https://wiki.example/${word}`,
  pageVersion: 1,
  group: String(chunkId),
  signals: { cosine: 0.5 },
  score: 1,
  read: [{ start: 0, end: 4, share: 1 }],
})

const check = (chunkId: number, word: string) => ({
  sentence: `Sentence ${word}.`,
  supported: true,
  pageId: chunkId * 10,
  chunkId,
  quote: `Quote ${word}`,
})

const trace: Trace = {
  id: 't-1',
  at: '2026-01-02T03:04:05.000Z',
  edition: 1,
  risk: 0.05,
  composer: 'claude',
  parts: [
    {
      question: 'what is the kumquat?',
      intent: 'question',
      judgement: {
        decision: 'answer',
        confidence: 0.9,
        threshold: 0.5,
        risk: 0.05,
        features: {},
        reason: 'confident',
        passages: [1, 2],
      },
      candidates: [passage(1, 'kumquat'), passage(2, 'bergamot'), passage(3, 'quince')],
      draft: 'kumquat, bergamot and more',
      checks: [
        check(1, 'kumquat'),
        check(2, 'bergamot'),
        { sentence: 'Made up of a kumquat.', supported: false, problem: 'no_citation' },
      ],
      outcome: 'answer',
      answer: 'Sentence kumquat. Sentence bergamot.',
    },
  ],
}

/** All but the shopper's own words. */
const body = (shown: Trace) =>
  JSON.stringify(shown.parts.map((part) => ({ ...part, question: '' }))).toLowerCase()

test('with every page in place a trace is shown as it is', () => {
  expect(withhold(trace, new Map())).toEqual(trace)
})

test('nothing is left of a passage that was taken away, but numbers', () => {
  const shown = withhold(trace, new Map([[1, 'restricted']]))
  expect(body(shown)).not.toContain('kumquat')
  expect(shown.takenAway).toEqual([{ pageId: 10, why: 'restricted' }])
  expect(shown.parts[0]!.candidates[0]).toMatchObject({
    chunkId: 1,
    pageId: 10,
    score: 1,
    signals: { cosine: 0.5 },
  })
  // What rests on another page alone is still there, and so is the verdict.
  expect(shown.parts[0]!.checks[1]).toEqual(trace.parts[0]!.checks[1])
  expect(shown.parts[0]!.candidates[1]).toEqual(trace.parts[0]!.candidates[1])
  expect(shown.parts[0]!.judgement).toEqual(trace.parts[0]!.judgement)
})

test('a passage that was found but not used leaves the answer as it is', () => {
  const shown = withhold(trace, new Map([[3, 'gone']]))
  expect(body(shown)).not.toContain('quince')
  expect(shown.parts[0]).toMatchObject({ draft: trace.parts[0]!.draft, answer: trace.parts[0]!.answer })
})
