import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gate, Judgement, Sentence } from '../../src/contract/answer.ts'
import type { Composer, Draft, DraftSentence } from '../../src/contract/model.ts'
import { createPassing } from '../../src/answer/compose/passing.ts'
import { createAnswerer, createClaude, createExtractor } from '../../src/answer/index.ts'
import { startAnthropicDouble, type AnthropicDouble } from '../doubles/anthropic/index.ts'
import { silent } from '../engine/log.ts'
import { request, RETURNS } from './passages.ts'

const quoted = (text: string): DraftSentence => ({ text, cites: [{ chunkId: RETURNS.chunkId, quote: text }] })
const FIRST = quoted('You can return unworn items within 30 days of delivery.')
const SECOND = quoted('Sale items cannot be returned, except when they are faulty.')
const THIRD = quoted('Refunds arrive within two weeks.')
const MADE_UP = { ...THIRD, text: 'Refunds arrive within 3 hours.' }
const asked = request('Can sale items be returned?', [RETURNS])

describe('passing on', () => {
  const passing = (question = asked) => {
    const passed: string[] = []
    const { take } = createPassing(question, ({ text }) => passed.push(text))
    return { passed, take }
  }

  test('holds the newest sentence back, and says none twice', () => {
    const { take, passed } = passing()
    take([FIRST])
    expect(passed).toEqual([])
    take([FIRST, SECOND])
    take([FIRST, SECOND])
    expect(passed).toEqual([FIRST.text])
    take([FIRST, SECOND, THIRD])
    expect(passed).toEqual([FIRST.text, SECOND.text])
  })

  test('says nothing of a draft that begins with what nobody wrote', () => {
    const { take, passed } = passing()
    take([MADE_UP, SECOND, THIRD])
    expect(passed).toEqual([])
  })

  test('stops at a sentence that was made up, and where the model begins anew', () => {
    const { take, passed } = passing()
    take([FIRST, SECOND])
    take([FIRST, SECOND, MADE_UP, THIRD])
    take([SECOND, FIRST, THIRD])
    expect(passed).toEqual([FIRST.text])
  })
})

describe('an answer that is listened to', () => {
  /** Writes sentence by sentence, as Claude does. */
  const writing = (sentences: DraftSentence[], end: Partial<Draft> | Error = {}): Composer => ({
    async compose({ onProgress }) {
      for (let n = 1; n < sentences.length; n++) onProgress?.(sentences.slice(0, n))
      if (end instanceof Error) throw end
      return { sentences, composer: 'claude', declined: false, ...end }
    },
  })
  const sure: Gate = {
    judge: (_question, { candidates }, risk): Judgement => ({
      decision: 'answer',
      confidence: 0.97,
      threshold: 0.9,
      risk,
      features: {},
      reason: 'confident',
      passages: candidates,
    }),
  }
  const ask = async (composer: Composer, gate = sure, texts = [asked.question]) => {
    const heard: Sentence[] = []
    const answerer = createAnswerer({
      retriever: {
        retrieve: async ({ text }) => ({
          query: text,
          edition: 1,
          candidates: [RETURNS],
          questionSignals: {},
          words: [],
        }),
      },
      gate,
      composer,
      extractor: createExtractor(),
      log: silent,
    })
    const listener = {
      onSentence: (sentence: Sentence) => heard.push(sentence),
      signal: new AbortController().signal,
    }
    const reply = await answerer.answer({ texts, history: [] }, listener)
    return { heard, reply }
  }

  test('is passed on in its order; the reply says the rest', async () => {
    const { heard, reply } = await ask(writing([FIRST, SECOND, THIRD]))
    expect(heard.map(({ text }) => text)).toEqual([FIRST.text])
    expect(heard[0]).toMatchObject({
      citations: [{ title: 'Returns' }],
      pages: [{ pageId: RETURNS.pageId, version: RETURNS.pageVersion }],
    })
    expect(reply).toMatchObject({ outcome: 'answer', rest: `${SECOND.text} ${THIRD.text}` })
    expect(reply.content.text).toBe(`${FIRST.text} ${SECOND.text} ${THIRD.text}`)
  })

  test.each([
    ['the model breaks off', writing([FIRST, SECOND, THIRD], new Error('gone'))],
    ['the model declines after all', writing([FIRST, SECOND, THIRD], { declined: true, sentences: [] })],
    ['the rest is made up', writing([FIRST, SECOND, MADE_UP, THIRD])],
  ])('ends with a person when %s', async (_what, composer) => {
    const { heard, reply } = await ask(composer)
    expect(heard.map(({ text }) => text)).toEqual([FIRST.text])
    expect(reply.outcome).toBe('handoff')
    expect(reply.rest).toBe(reply.content.text)
    expect(reply.rest).toContain('colleague')
    expect(reply.trace.parts[0]?.judgement?.reason).toBe('cut_short')
  })

  test('is heard by nobody when the gate decides otherwise, when several things are asked, or when it is extracted', async () => {
    const unsure: Gate = { judge: (...given) => ({ ...sure.judge(...given), decision: 'handoff' }) }
    const sentences = [FIRST, SECOND, THIRD]
    expect((await ask(writing(sentences), unsure)).heard).toEqual([])
    const both = await ask(writing(sentences), sure, [
      'Can sale items be returned? And when do refunds arrive?',
    ])
    expect(both.heard).toEqual([])
    expect(both.reply.rest).toBeUndefined()
    const failing = await ask(writing([FIRST], new Error('gone')))
    expect(failing.heard).toEqual([])
    expect(failing.reply).toMatchObject({ outcome: 'answer', trace: { composer: 'extractive' } })
    expect(failing.reply.rest).toBeUndefined()
  })
})

describe('Claude', () => {
  let double: AnthropicDouble
  beforeAll(async () => void (double = await startAnthropicDouble()))
  afterAll(() => double.close())

  test('tells the sentences that are complete so far', async () => {
    const claude = createClaude({ apiKey: double.key, baseUrl: double.url, retries: 0 })
    const seen: DraftSentence[][] = []
    const draft = await claude.composer.compose({ ...asked, onProgress: (sentences) => seen.push(sentences) })
    expect(seen.length).toBeGreaterThan(0)
    for (const sentences of seen) expect(sentences).toEqual(draft.sentences.slice(0, sentences.length))
    expect(Math.max(...seen.map(({ length }) => length))).toBe(draft.sentences.length - 1)
  })
})
