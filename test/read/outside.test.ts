import { describe, expect, it } from 'vitest'
import { createReader, heard, shippedReader } from '../../src/answer/read/index.ts'
import { fitOutside, outside, type OutsideExample } from '../../src/answer/read/outside.ts'
import { localEmbedder } from '../../knowledge/embed/index.ts'
import type { Retrieval } from '../../src/contract/knowledge.ts'

/** Vectors of two numbers: the first is what pages speak of, the second what only a person can settle. */
const example = (text: string, vector: number[], answerable: boolean): OutsideExample => ({
  text,
  vector: Float32Array.from(vector),
  answerable,
})
const EXAMPLES = Array.from({ length: 60 }, (_, at) => [
  example(`how long is delivery to place ${at}?`, [1, 0.1 * (at % 3)], true),
  example(`where is my order LM-${4000 + at}`, [0.1 * (at % 3), 1], false),
]).flat()

describe('what a question sounds like by itself', () => {
  const weights = fitOutside(EXAMPLES)!

  it('is learned from the vector and from the wording', () => {
    const heardAs = (text: string, ...vector: number[]) => outside(weights, text, Float32Array.from(vector))
    expect(heardAs('how long is delivery?', 1, 0)).toBeLessThan(0)
    expect(heardAs('where is my order LM-4711', 0, 1)).toBeGreaterThan(0)
    expect(heardAs('where is my order LM-4711', 0.5, 0.5)).toBeGreaterThan(heardAs('how long?', 0.5, 0.5))
    expect(weights.vector[1]).toBeGreaterThan(0)
    expect(weights.signs.orderNumber).toBeGreaterThan(0)
  })

  it('is the same whenever it is fitted, and needs both sorts of questions', () => {
    expect(fitOutside(EXAMPLES)).toEqual(weights)
    expect(fitOutside(EXAMPLES.filter(({ answerable }) => answerable))).toBeUndefined()
    expect(fitOutside([])).toBeUndefined()
  })

  const EMPTY: Retrieval = {
    query: 'how long is delivery?',
    edition: 1,
    candidates: [],
    questionSignals: { contentWords: 2 },
    words: [],
  }

  it('goes to the gate beside what is known of the question, and is left out where there is nothing to hear with', () => {
    const vector = Float32Array.from([1, 0])
    expect(heard(EMPTY, weights, vector).questionSignals).toEqual({
      contentWords: 2,
      outside: outside(weights, EMPTY.query, vector),
    })
    expect(heard(EMPTY, undefined, vector)).toBe(EMPTY)
    expect(heard(EMPTY, weights, undefined)).toBe(EMPTY)
  })

  it('tells a parcel on its way from a rule about parcels, with the weights that ship', async () => {
    const embedder = localEmbedder()
    try {
      const reader = createReader(embedder, shippedReader())
      const passage = {
        chunkId: 1,
        pageId: 1,
        title: 'Delivery',
        headingPath: [],
        text: 'A parcel to Norway takes four to six working days. It costs nine pounds, whatever it weighs.',
        url: 'https://wiki.example/1',
        pageVersion: 1,
        group: '1',
        signals: {},
        score: 1,
      }
      const signal = async (query: string) =>
        (await reader.read({ ...EMPTY, query, candidates: [passage] })).questionSignals['outside']!
      const asked = await signal('how long does a parcel to norway take?')
      expect(await signal('my parcel 471188 should have come on monday, where is it')).toBeGreaterThan(
        asked + 1,
      )
      expect(await signal('who won the football last night')).toBeGreaterThan(asked + 1)
    } finally {
      await embedder.close()
    }
  })
})
