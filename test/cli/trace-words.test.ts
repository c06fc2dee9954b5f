import { expect, it } from 'vitest'
import type { ShownTrace } from '../../src/answer/withhold.ts'
import { toldApart, traceWords } from '../../src/cli/trace-words.ts'

const passage = (chunkId: number, title: string, text: string) => ({
  chunkId,
  pageId: chunkId,
  title,
  headingPath: ['Times'],
  text,
  url: `https://wiki.example/${chunkId}`,
  pageVersion: 1,
  group: String(chunkId),
  signals: {},
  score: 0.5,
})

const trace: ShownTrace = {
  id: 't-1',
  at: '2026-11-30T09:44:41.123Z',
  edition: 3,
  risk: 0.05,
  composer: 'claude',
  model: 'claude-test',
  parts: [
    {
      question: 'and to Norway?',
      searchedFor: 'how long is delivery to Norway',
      intent: 'question',
      judgement: {
        decision: 'answer',
        confidence: 0.973,
        threshold: 0.894,
        risk: 0.05,
        features: {},
        reason: 'sure',
        passages: [1],
        by: 'claude-test',
      },
      candidates: [
        {
          ...passage(1, 'Delivery', '## Times\n\nSix days. By air.'),
          read: [{ start: 10, end: 19, share: 1 }],
        },
        ...Array.from({ length: 6 }, (_, at) => passage(at + 2, `Other ${at}`, 'x '.repeat(200))),
      ],
      checks: [
        { sentence: 'It takes six days.', supported: true, chunkId: 1, quote: 'Six days.' },
        { sentence: 'It costs £4.', supported: false, problem: 'unsupported_number' },
      ],
      outcome: 'answer',
      answer: 'It takes six days.',
    },
    {
      question: 'who are you?',
      intent: 'question',
      judgement: {
        decision: 'handoff',
        confidence: 0.4,
        threshold: 2,
        risk: 0.05,
        features: {},
        reason: 'below_threshold',
        passages: [],
      },
      candidates: [],
      checks: [],
      outcome: 'handoff',
    },
  ],
  takenAway: [{ pageId: 9, why: 'restricted' }],
}

it('tells two shares apart that would look alike', () => {
  expect([toldApart(0.97, 0.89), toldApart(0.9756, 0.9761)]).toEqual(['0.97', '0.9756'])
})

it('tells a person what was asked, found, weighed and said, and why not', () => {
  const words = traceWords(trace)
  expect(words.slice(0, 13)).toEqual([
    'Trace t-1, 2026-11-30 09:44:41 UTC',
    'Edition 3 of the knowledge; accepted risk 5%; written by claude-test.',
    'Page 9 was taken away since (restricted): its words are not shown.',
    '',
    'Asked: and to Norway?',
    'Searched for: how long is delivery to Norway',
    'Gate: answer (confidence 0.97, of what claude-test writes; 0.89 is needed at 5%)',
    'Found, best first:',
    '  1. Delivery › Times (0.50) https://wiki.example/1',
    '     Six days.',
    '  2. Other 0 › Times (0.50) https://wiki.example/2',
    `     ${'x '.repeat(200).slice(0, 159)}…`,
    '  3. Other 1 › Times (0.50) https://wiki.example/3',
  ])
  expect(words.slice(-13)).toEqual([
    '  and 2 more',
    'Sentences:',
    '  It takes six days.',
    '     rests on Delivery: “Six days.”',
    '  stopped (unsupported_number): It costs £4.',
    'Said: It takes six days.',
    'Outcome: answer',
    '',
    'Asked: who are you?',
    'Gate: handoff: the confidence is too low (confidence 0.40; none is enough at 5%)',
    'Outcome: handoff',
    '',
    'All signals and scores: the same command with --json.',
  ])
})
