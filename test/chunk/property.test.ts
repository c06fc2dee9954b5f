import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunk } from '../../knowledge/chunk/index.ts'
import { words } from '../convert/coverage.ts'

/** A tokenizer of the kind embedders have: words in pieces of four characters. */
const countTokens = (text: string): number => text.match(/[\p{L}\p{N}]{1,4}|[^\s\p{L}\p{N}]/gu)?.length ?? 0

const word = fc.stringMatching(/^[a-zäß0-9]{1,12}$/)
const sentence = fc.array(word, { minLength: 1, maxLength: 30 }).map((list) => `${list.join(' ')}.`)
const paragraph = fc.array(sentence, { minLength: 1, maxLength: 6 }).map((list) => list.join(' '))
const heading = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(word, { minLength: 1, maxLength: 5 }))
const cell = fc.array(word, { maxLength: 8 }).map((list) => list.join(' '))
const table = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 12 }))
  .chain(([width, height]) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
      minLength: height + 1,
      maxLength: height + 1,
    }),
  )
  .map(([head = [], ...rows]) =>
    [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n'),
  )
const list = fc
  .array(sentence, { minLength: 1, maxLength: 9 })
  .map((items) => items.map((item) => `- ${item}`).join('\n'))
const code = fc.array(cell, { maxLength: 12 }).map((lines) => ['```text', ...lines, '```'].join('\n'))
const quote = paragraph.map((text) => `> **Note**\n>\n> ${text}`)
const question = fc.tuple(sentence, paragraph).map(([q, a]) => `**${q.slice(0, -1)}?**\n\n${a}`)
const block = fc.oneof(
  paragraph,
  heading.map(([level, list]) => `${'#'.repeat(level)} ${list.join(' ')}`),
  table,
  list,
  code,
  quote,
  question,
)
const page = fc.array(block, { maxLength: 14 }).map((blocks) => blocks.join('\n\n'))

describe('any page', () => {
  test('every word of it is in a passage, as often as in the page', () => {
    fc.assert(
      fc.property(page, fc.integer({ min: 24, max: 300 }), (markdown, maxTokens) => {
        const text = chunk(markdown, { title: 'T', countTokens, maxTokens })
          .map((c) => c.text)
          .join('\n')
        const have = new Map<string, number>()
        for (const w of words(text)) have.set(w, (have.get(w) ?? 0) + 1)
        const lost = words(markdown).filter((w) => {
          const left = have.get(w) ?? 0
          have.set(w, left - 1)
          return left <= 0
        })
        expect(lost).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('no passage is larger than the limit, and its size is the measured one', () => {
    fc.assert(
      fc.property(page, fc.integer({ min: 24, max: 300 }), (markdown, maxTokens) => {
        const chunks = chunk(markdown, { title: 'T', countTokens, maxTokens })
        expect(chunks.map((c) => c.tokens)).toEqual(chunks.map((c) => countTokens(c.text)))
        expect(chunks.filter((c) => c.tokens > maxTokens && /\s/.test(c.text.trim()))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('passages are numbered in order and none is blank', () => {
    fc.assert(
      fc.property(page, (markdown) => {
        const chunks = chunk(markdown, { title: 'T', countTokens })
        expect(chunks.map((c) => c.ordinal)).toEqual(chunks.map((_, index) => index))
        for (const c of chunks) expect(c.text.trim()).not.toBe('')
      }),
      { numRuns: 60 },
    )
  })
})
