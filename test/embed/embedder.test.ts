import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { embedCached, localEmbedder } from '../../knowledge/embed/index.ts'
import { batchesByLength } from '../../knowledge/embed/batches.ts'
import type { Embedder } from '../../src/contract/knowledge.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * b[index]!, 0)

describe('local embedder', () => {
  const embedder = localEmbedder()
  afterAll(() => embedder.close())

  it('gives vectors of length 1 that put like meanings together', async () => {
    const [refund, money, weather] = await embedder.embed([
      'How do I get a refund?',
      'Can I have my money back?',
      'It will rain in the mountains tomorrow.',
    ])
    expect(refund).toHaveLength(embedder.dimensions)
    expect(dot(refund!, refund!)).toBeCloseTo(1, 4)
    expect(dot(refund!, money!)).toBeGreaterThan(dot(refund!, weather!) + 0.1)
  })

  // Cosines of the same weights in another implementation (PyTorch, single precision).
  it('gives the vectors that the model gives elsewhere', async () => {
    const [asked, ...said] = await embedder.embed([
      'How long does delivery take to Norway?',
      'Parcels to Norway arrive in 3 to 5 working days.',
      'You can wash the jacket at 30 degrees.',
      'Do you ship by plane?',
    ])
    const cosines = [0.778973, 0.03798742, 0.41708982]
    said.forEach((vector, index) => expect(dot(asked!, vector)).toBeCloseTo(cosines[index]!, 4))
  })

  it('gives the same vector alone, in a batch and again', async () => {
    const texts = ['red shoes', 'where is my order', 'a', 'sizes of rings', 'shipping to Norway', 'care']
    const batch = await embedder.embed(texts)
    const alone = await embedder.embed([texts[1]!])
    const again = await embedder.embed([texts[1]!])
    expect(dot(batch[1]!, alone[0]!)).toBeGreaterThan(0.9999)
    expect(again[0]).toEqual(alone[0])
  })

  it('bears empty and very long texts', async () => {
    const [empty, long] = await embedder.embed(['', 'word '.repeat(20_000)])
    expect(empty!.every((value) => value === 0)).toBe(true)
    expect(dot(long!, long!)).toBeCloseTo(1, 4)
  })

  it('counts tokens', () => {
    expect(embedder.countTokens('')).toBe(0)
    expect(embedder.countTokens('the order')).toBe(2)
  })
})

describe('batches', () => {
  it('holds every text once, with like lengths together', () => {
    const lengths = [500, 3, 4, 90, 2, 100, 3, 600]
    const batches = batchesByLength(lengths)
    expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index))
    expect(batches[0]).toEqual([4, 1, 6, 2, 3])
    expect(batches.at(-1)).toEqual([7])
  })
})

describe('embedding cache', () => {
  let db: TestDatabase
  beforeAll(async () => {
    db = await openTestDatabase()
  })
  afterAll(() => db.close())

  it('embeds the same content once', async () => {
    const inner = localEmbedder()
    const asked: string[] = []
    const counting: Embedder = { ...inner, embed: (texts) => (asked.push(...texts), inner.embed(texts)) }
    const first = await embedCached(db, counting, ['one', 'two', 'one'])
    const second = await embedCached(db, counting, ['two', 'three'])
    await inner.close()
    expect(asked).toEqual(['one', 'two', 'three'])
    expect(dot(first[1]!, second[0]!)).toBeGreaterThan(0.9999)
    expect(first[0]).toEqual(first[2])
  })
})
