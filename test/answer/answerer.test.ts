import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Judgement, Trace } from '../../src/contract/answer.ts'
import type { Candidate, RetrievalQuery } from '../../src/contract/knowledge.ts'
import type { Log } from '../../src/contract/log.ts'
import {
  createAnswerer,
  createClaude,
  createExtractor,
  traceId,
  type AnswererParts,
} from '../../src/answer/index.ts'
import { startAnthropicDouble, type AnthropicDouble, type Behaviour } from '../doubles/anthropic/index.ts'
import { passage, RETURNS, SHIPPING } from './passages.ts'

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const OTHER_RETURNS = passage(4, 'Exchanges', ['Returning for another size'], 'Send it back and order again.')

/** Finds what shares a word with the question; the gate answers when something was found. Both by contract, neither under test. */
function shop(
  decide?: (question: string, found: Candidate[]) => Partial<Judgement>,
  more: Partial<AnswererParts> = {},
) {
  const queries: RetrievalQuery[] = []
  const kept: Trace[] = []
  const answerer = createAnswerer({
    retriever: {
      async retrieve(query) {
        queries.push(query)
        const text = [...(query.history ?? []).map((turn) => turn.text), query.text].join(' ').toLowerCase()
        const found = [
          ...(/ship|deliver|germany|france|post/.test(text) ? [SHIPPING] : []),
          ...(/return|refund|sale/.test(text) ? [RETURNS, OTHER_RETURNS] : []),
        ]
        return { query: query.text, edition: 7, candidates: found, questionSignals: {}, words: [] }
      },
    },
    gate: {
      judge(question, { candidates }, risk) {
        const base: Judgement = {
          decision: candidates.length > 0 ? 'answer' : 'handoff',
          confidence: candidates.length > 0 ? 0.97 : 0.1,
          threshold: 0.9,
          risk,
          features: {},
          reason: candidates.length > 0 ? 'confident' : 'no_candidates',
          passages: candidates,
        }
        return { ...base, ...decide?.(question, candidates) }
      },
    },
    extractor: createExtractor(),
    traces: { save: async (trace) => void kept.push(trace) },
    clock: () => new Date('2026-11-22T10:00:00Z'),
    log: quiet,
    ...more,
  })
  const ask = (...texts: string[]) => answerer.answer({ texts, history: [] })
  return { answerer, ask, queries, kept }
}

describe('a reply', () => {
  test('answers with its source and a whole trace', async () => {
    const { ask, kept } = shop()
    const reply = await ask('Hi, how long is express delivery to Germany?')
    expect(reply).toMatchObject({ outcome: 'answer', confidence: 0.97, language: 'en' })
    expect(reply.content.text).toContain('Germany — Service: Express; Delivery: 1–2 working days')
    expect(reply.citations).toEqual([
      {
        pageId: 10,
        title: 'Shipping',
        heading: ['Europe'],
        url: SHIPPING.url,
        quote: '| Germany | Express | 1–2 working days | 9.90 |',
      },
    ])
    expect(reply.content.citations).toEqual(reply.citations)
    expect(reply.trace).toMatchObject({
      id: expect.stringMatching(/^t-[2-9a-z]{10}$/),
      at: '2026-11-22T10:00:00.000Z',
      edition: 7,
      risk: 0.02,
      composer: 'extractive',
      parts: [
        {
          intent: 'question',
          outcome: 'answer',
          judgement: { decision: 'answer', passages: [1] },
          candidates: [{ chunkId: 1 }],
        },
      ],
    })
    expect(reply.trace.parts[0]!.checks.every((sentence) => sentence.supported && sentence.quote)).toBe(true)
    expect(kept).toEqual([reply.trace])
  })

  test('hands off what the gate does not trust, in the shopper’s language', async () => {
    const { ask } = shop(undefined, { settings: { languages: ['en', 'de'] } })
    const reply = await ask('Verkauft ihr auch Fahrräder?')
    expect(reply).toMatchObject({ outcome: 'handoff', language: 'de', citations: [] })
    expect(reply.content.text).toContain('Eine Kollegin oder ein Kollege')
  })

  test.each([
    ['hello', 'smalltalk', 'Hello!'],
    ['thx!', 'smalltalk', 'welcome'],
    ['Tschüss', 'smalltalk', 'Auf Wiedersehen'],
    ['I have a question', 'smalltalk', 'What can I help you with?'],
    ['can I speak to a human please', 'handoff', 'colleague'],
    ['This is a scam!!', 'handoff', 'sorry'],
    ['Quiero hablar con una persona', 'handoff', 'equipo'],
    ['x'.repeat(100_000), 'ask', 'few sentences'],
    ['🙂', 'smalltalk', 'help'],
  ])('needs no knowledge: %.40s', async (text, outcome, words) => {
    const { ask, queries } = shop()
    const reply = await ask(text)
    expect(reply.outcome).toBe(outcome)
    expect(reply.content.text).toContain(words)
    expect(queries).toHaveLength(0)
  })

  test('asks back with distinct choices, and not twice in a row', async () => {
    const { answerer, ask } = shop((_, found) => ({ decision: 'ask', passages: found, reason: 'ambiguous' }))
    const reply = await ask('how do returns work')
    expect(reply.outcome).toBe('ask')
    expect(reply.content.choices).toEqual([
      { title: 'Returns', value: 'how do returns work (Returns)' },
      { title: 'Exchanges', value: 'how do returns work (Exchanges)' },
    ])
    const again = await answerer.answer({
      texts: ['returns of course'],
      history: [
        { role: 'user', text: 'how do returns work' },
        { role: 'agent', text: reply.content.text },
      ],
    })
    expect(again.outcome).toBe('handoff')
  })

  test('after a choice only what was chosen is searched, for the question as it was', async () => {
    let ambiguous = true
    const { answerer, ask, queries } = shop((_, found) =>
      ambiguous ? { decision: 'ask', passages: found, reason: 'ambiguous' } : {},
    )
    const question = 'Can I return sale items?'
    const asked = await ask(question)
    ambiguous = false
    const history = [
      { role: 'user' as const, text: question },
      { role: 'agent' as const, text: asked.content.text },
    ]
    queries.length = 0
    const reply = await answerer.answer({ texts: [asked.content.choices[0]!.value], history })
    expect(queries.at(-1)).toMatchObject({ text: question, pageIds: [RETURNS.pageId] })
    expect(reply.outcome).toBe('answer')
    // Somebody who answers in their own words has chosen nothing.
    queries.length = 0
    await answerer.answer({ texts: ['returns of sale items (the blue ones)'], history })
    expect(queries.every(({ pageIds }) => pageIds === undefined)).toBe(true)
  })

  test.each(['1', 'the first one', 'returns', 'Returns!'])('a choice may be typed: %s', async (typed) => {
    let ambiguous = true
    const { answerer, ask, queries } = shop((_, found) =>
      ambiguous ? { decision: 'ask', passages: found, reason: 'ambiguous' } : {},
    )
    const question = 'Can I return sale items?'
    const { content } = await ask(question)
    ambiguous = false
    const history = [
      { role: 'user' as const, text: question },
      { role: 'agent' as const, text: content.text },
    ]
    const reply = await answerer.answer({ texts: [typed], history })
    expect(queries.at(-1)).toMatchObject({ text: question, pageIds: [RETURNS.pageId] })
    expect(reply.outcome).toBe('answer')
  })

  test('a word that has nothing to do with what was found leans on no earlier question', async () => {
    const { answerer, ask } = shop()
    const question = 'How long is express delivery to Germany?'
    const { content } = await ask(question)
    const history = [
      { role: 'user' as const, text: question },
      { role: 'agent' as const, text: content.text },
    ]
    expect((await answerer.answer({ texts: ['warranty'], history })).outcome).toBe('handoff')
    expect((await answerer.answer({ texts: ['and to France?'], history })).outcome).toBe('answer')
  })

  test('a question asked twice in one message is answered once', async () => {
    const { ask, queries } = shop()
    await ask('Can I return sale items? can i return sale items? Can I return sale items?')
    expect(queries).toHaveLength(1)
  })

  test('asking back without a choice to offer is a handoff', async () => {
    const { ask } = shop(() => ({ decision: 'ask', passages: [SHIPPING] }))
    expect((await ask('how long is shipping')).outcome).toBe('handoff')
  })

  test('answers each of several questions with one retrieval each', async () => {
    const { ask, queries } = shop()
    const reply = await ask('How long is express delivery to Germany? Can I return sale items?')
    expect(queries.map((query) => query.text)).toEqual([
      'How long is express delivery to Germany?',
      'Can I return sale items?',
    ])
    expect(reply.outcome).toBe('answer')
    expect(reply.content.text).toMatch(/1–2 working days[\s\S]*\n\n[\s\S]*cannot be returned, except/)
    expect(reply.citations.map((citation) => citation.pageId)).toEqual([10, 20])
  })

  test('hands off one part, says which, and answers the others', async () => {
    const { ask } = shop()
    const reply = await ask('How long is express delivery to Germany? Do you sell bicycles?')
    expect(reply).toMatchObject({ outcome: 'handoff', confidence: 0.1 })
    expect(reply.content.text).toContain('1–2 working days')
    expect(reply.content.text).toContain('About “Do you sell bicycles?”')
    expect(reply.trace.parts.map((part) => part.outcome)).toEqual(['answer', 'handoff'])
  })

  test('more questions than it answers at once go to a person', async () => {
    const { ask } = shop(undefined, { settings: { maxParts: 1 } })
    const reply = await ask('How long is express delivery to Germany? Can I return sale items?')
    expect(reply.trace.parts.map((part) => part.intent)).toEqual(['question', 'too_many_questions'])
    expect(reply.content.text).toMatch(
      /1–2 working days[^]*more questions than I can answer at once[^]*\n\n- Can I return sale items\?$/,
    )
    expect(reply.content.text).not.toContain('certain')
  })

  test('a follow-up takes the conversation along, a whole question does not', async () => {
    const { answerer, queries } = shop()
    const history = [{ role: 'user' as const, text: 'How much is standard delivery to Germany?' }]
    const reply = await answerer.answer({ texts: ['and to France?'], history })
    expect(queries[0]!.history).toEqual(history)
    expect(reply.content.text).toContain('France — Service: Standard; Delivery: 3–5')
    await answerer.answer({ texts: ['Can I return sale items?'], history })
    expect(queries[1]!.history).toBeUndefined()
  })

  test('shows the title alone where the source hides its links', async () => {
    const { ask } = shop(undefined, { settings: { showSource: ({ title }) => ({ title }) } })
    expect((await ask('Can I return sale items?')).citations[0]).not.toHaveProperty('url')
  })

  test('a part that takes too long is handed off; a trace that cannot be kept does not stop the reply', async () => {
    const late = shop(undefined, {
      settings: { timeoutMs: 50 },
      retriever: { retrieve: () => new Promise(() => {}) },
    })
    expect(await late.ask('how long is shipping')).toMatchObject({
      outcome: 'handoff',
      trace: { parts: [{ intent: 'timeout' }] },
    })
    const broken = shop(undefined, { traces: { save: () => Promise.reject(new Error('disk full')) } })
    expect((await broken.ask('Can I return sale items?')).outcome).toBe('answer')
  })

  test('a retrieval that fails is the caller’s to try again', async () => {
    const { ask } = shop(undefined, {
      retriever: { retrieve: () => Promise.reject(new Error('database gone')) },
    })
    await expect(ask('how long is shipping')).rejects.toThrow('database gone')
  })
})

describe('with Claude', () => {
  let double: AnthropicDouble
  beforeAll(async () => void (double = await startAnthropicDouble()))
  afterAll(() => double.close())
  beforeEach(() => double.behave('honest'))
  const withClaude = () =>
    shop(undefined, createClaude({ apiKey: double.key, baseUrl: double.url, firstTokenMs: 300, retries: 0 }))

  test('Claude composes', async () => {
    const reply = await withClaude().ask('Can sale items be returned?')
    expect(reply).toMatchObject({
      outcome: 'answer',
      trace: { composer: 'claude', model: 'claude-sonnet-5-5' },
    })
    expect(reply.content.text).toContain('Sale items cannot be returned, except when they are faulty.')
  })

  test.each<Behaviour>([
    'invents_number',
    'cites_nothing',
    'cites_elsewhere',
    'misquotes',
    'obeys_page',
    'reverses',
    'overloaded',
    'server_error',
    'garbage',
    'drops_connection',
    'slow_first_token',
    'stalls_midway',
    'error_midway',
  ])('%s: extraction answers, and the lie is not sent', async (behaviour) => {
    double.behave(behaviour)
    const reply = await withClaude().ask(
      behaviour === 'reverses' ? 'Can sale items be returned?' : 'Can sale items be returned within 30 days?',
    )
    expect(reply).toMatchObject({ outcome: 'answer', trace: { composer: 'extractive' } })
    expect(reply.content.text).toContain('Sale items cannot be returned, except when they are faulty.')
    expect(reply.content.text).not.toMatch(/gladly|FREE100|41 days|free for life/)
  })

  test('when Claude finds no answer in the passages, a person helps', async () => {
    double.behave('declines')
    const reply = await withClaude().ask('Can sale items be returned?')
    expect(reply).toMatchObject({
      outcome: 'handoff',
      trace: { parts: [{ judgement: { reason: 'declined' } }] },
    })
  })

  describe('where the site’s labels have shown what Claude declines', () => {
    const question = 'Can sale items be returned?'
    /** Sure of what Claude writes; of the best passage alone this is the verdict. */
    const knowing = (plain: Partial<Judgement>) =>
      shop(undefined, {
        ...createClaude({ apiKey: double.key, baseUrl: double.url, firstTokenMs: 300, retries: 0 }),
        gate: {
          judge: (_question, { candidates }, risk, by) => ({
            decision: 'handoff',
            confidence: 0.5,
            threshold: 0.9,
            risk,
            features: {},
            reason: 'below_threshold',
            passages: [RETURNS],
            ...(by === undefined
              ? plain
              : {
                  decision: 'answer',
                  confidence: 0.97,
                  reason: 'above_threshold',
                  passages: candidates,
                  by,
                }),
          }),
        },
      })
    const judgementOf = (trace: Trace) => trace.parts[0]!.judgement

    test('it answers what the best passage alone would not be sure enough for', async () => {
      const reply = await knowing({}).ask(question)
      expect(reply).toMatchObject({ outcome: 'answer', confidence: 0.97, trace: { composer: 'claude' } })
      expect(judgementOf(reply.trace)).toMatchObject({ by: 'claude-sonnet-5-5', passages: [2, 4] })
    })

    test.each<[Behaviour, string]>([
      ['declines', 'declined'],
      ['overloaded', 'model_failed'],
      ['slow_first_token', 'model_failed'],
      ['misquotes', 'rejected'],
    ])('%s: a person helps, nothing is quoted instead', async (behaviour, reason) => {
      double.behave(behaviour)
      const reply = await knowing({}).ask(question)
      expect(reply).toMatchObject({ outcome: 'handoff', citations: [] })
      expect(judgementOf(reply.trace)).toMatchObject({ reason })
      expect(reply.content.text).not.toContain('faulty')
    })

    test.each<Behaviour>(['declines', 'overloaded', 'misquotes'])(
      '%s: where pages are about equally near, it is asked back',
      async (behaviour) => {
        double.behave(behaviour)
        const reply = await knowing({
          decision: 'ask',
          reason: 'ambiguous',
          passages: [RETURNS, OTHER_RETURNS],
        }).ask(question)
        expect(reply).toMatchObject({ outcome: 'ask', confidence: 0.5 })
        expect(reply.content.choices).toHaveLength(2)
      },
    )

    test('what the best passage is sure enough for is quoted when Claude fails, and is as sure as that', async () => {
      double.behave('server_error')
      const reply = await knowing({ decision: 'answer', confidence: 0.93 }).ask(
        'How can I send a return back and order again?',
      )
      // That stands on a further page, which only Claude was to read.
      expect(reply.content.text).not.toContain('order again')
      expect(reply).toMatchObject({ outcome: 'answer', confidence: 0.93, trace: { composer: 'extractive' } })
      expect(judgementOf(reply.trace)).toMatchObject({ passages: [2] })
      expect(judgementOf(reply.trace)).not.toHaveProperty('by')
    })
  })

  describe('a question in a language that the index does not cover', () => {
    const german = 'Kann ich reduzierte Ware bei euch zurückgeben?'
    const english = 'Can sale items be returned?'

    test('is translated, answered, checked, and translated back', async () => {
      const { ask, queries } = withClaude()
      double.translate(german, english)
      const source = 'Sale items cannot be returned, except when they are faulty.'
      double.translate(
        source,
        'Reduzierte Ware kann nicht zurückgegeben werden, außer wenn sie fehlerhaft ist.',
      )
      const reply = await ask(german)
      expect(queries[0]!.text).toBe(english)
      expect(reply).toMatchObject({ outcome: 'answer', language: 'de' })
      expect(reply.content.text).toBe(
        'Reduzierte Ware kann nicht zurückgegeben werden, außer wenn sie fehlerhaft ist.',
      )
      expect(reply.trace.parts[0]).toMatchObject({ question: german, searchedFor: english })
    })

    test.each([
      ['turns the rule round', 'Reduzierte Ware kann gern zurückgegeben werden, wenn sie fehlerhaft ist.'],
      ['adds a figure', 'Reduzierte Ware kann nicht zurückgegeben werden, außer innerhalb von 5 Tagen.'],
      ['adds a link', 'Reduzierte Ware kann nicht zurückgegeben werden, siehe evil.example.test für mehr.'],
      [
        'is in the wrong language',
        'Los artículos rebajados no se pueden devolver, excepto cuando son defectuosos.',
      ],
    ])('a translation that %s is not sent', async (_, lie) => {
      double.translate(german, english)
      double.translate('Sale items cannot be returned, except when they are faulty.', lie)
      const reply = await withClaude().ask(german)
      expect(reply).toMatchObject({
        outcome: 'handoff',
        language: 'de',
        trace: { parts: [{ judgement: { reason: 'translation_failed' } }] },
      })
    })

    test('is handed off in the shopper’s own language without a key', async () => {
      const { ask, queries } = shop()
      const reply = await ask(german)
      expect(reply).toMatchObject({
        outcome: 'handoff',
        language: 'de',
        trace: { parts: [{ intent: 'language_not_covered' }] },
      })
      expect(reply.content.text).toContain('Kollege')
      expect(queries).toHaveLength(0)
    })
  })
})

test('trace ids are short, and different', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => traceId()))
  expect(ids.size).toBe(1000)
  for (const id of ids) expect(id).toMatch(/^t-[2-9a-z]{10}$/)
})
