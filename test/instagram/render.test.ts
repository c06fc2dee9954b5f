import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { limits, render } from '../../channels/instagram/index.ts'
import type { TextMessage } from '../../channels/instagram/render.ts'
import { plain } from '../../channels/instagram/plain.ts'
import type { Content } from '../../src/contract/message.ts'
import { byteLength, split } from '../../channels/instagram/split.ts'
import { content } from './harness.ts'

const squeezed = (text: string) => text.replace(/\s+/g, '')

describe('splitting', () => {
  it('keeps every part within its bytes and every character whole', () => {
    const words = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.constantFrom('Sätze.', '你好。', '👩‍👩‍👧‍👦', 'https://shop.example/a?b=1.c', '\n\n', 'wort '.repeat(30)),
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(words, fc.integer({ min: 60, max: 300 }), (list, bytes) => {
        const text = list.join(' ').toWellFormed()
        const parts = split(text, bytes)
        expect(parts.every((part) => byteLength(part) <= bytes && part.trim() !== '')).toBe(true)
        expect(parts.every((part) => part.isWellFormed())).toBe(true)
        expect(squeezed(parts.join(''))).toBe(squeezed(text))
      }),
      { numRuns: 200 },
    )
  })

  it('counts bytes, not characters', () => {
    const text = '你好世界。'.repeat(100)
    const parts = split(text, 1000)
    expect(parts).toHaveLength(2)
    expect(parts[0]!.endsWith('。')).toBe(true)
    expect(byteLength(parts[0]!)).toBeGreaterThan(900)
    expect(byteLength(parts[0]!)).toBeLessThanOrEqual(1000)
  })

  it('cuts at the end of a sentence', () => {
    const sentence = 'Returns are free within thirty days of delivery. '
    const parts = split(sentence.repeat(40), 1000)
    expect(parts.every((part) => part.endsWith('delivery.'))).toBe(true)
  })

  it('takes a paragraph before a sentence, when the part is not nearly empty then', () => {
    const parts = split(`${'One sentence here. '.repeat(30)}\n\n${'Another one. '.repeat(60)}`, 1000)
    expect(parts[0]!.endsWith('One sentence here.')).toBe(true)
    const early = split(`Hi!\n\n${'A long paragraph goes on. '.repeat(60)}`, 1000)
    expect(byteLength(early[0]!)).toBeGreaterThan(900)
  })

  it('leaves a link whole', () => {
    const link = `https://shop.example/help?${'topic=returns.'.repeat(12)}`
    for (let before = 780; before < 1000; before += 7) {
      const parts = split(`${'x'.repeat(before)}${link} and more`, 1000)
      expect(parts.some((part) => part.includes(link))).toBe(true)
    }
  })

  it('leaves characters whole that are made of several', () => {
    const family = '👩‍👩‍👧‍👦'
    const parts = split(family.repeat(200), 1000)
    expect(parts.every((part) => part.replaceAll(family, '') === '')).toBe(true)
  })

  it('comes to an end on one character that is longer than a part', () => {
    const zalgo = `a${'\u0301'.repeat(2000)}`
    expect(squeezed(split(zalgo, 100).join(''))).toBe(zalgo)
  })
})

test('markup becomes plain text', () => {
  expect(
    plain(
      '## Returns\n\nYou have **30 days**. See [the page](https://shop.example/r).\n\n- free\n- by *post*\n\n1\\. `code` 5 * 3 * 2',
    ),
  ).toBe(
    'Returns\n\nYou have 30 days. See the page: https://shop.example/r.\n\n• free\n• by post\n\n1. code 5 * 3 * 2',
  )
})

describe('rendering', () => {
  const texts = (words: Content) =>
    render(words).filter((message): message is TextMessage => 'text' in message)
  const choices = (count: number, title = 'Choice') =>
    Array.from({ length: count }, (_, n) => ({ title: `${title} ${n}`, value: `v${n}` }))

  it('puts choices on buttons under the last part', () => {
    const messages = texts(content('Long. '.repeat(300), { choices: choices(13) }))
    expect(messages.length).toBeGreaterThan(1)
    expect(messages.slice(0, -1).every((message) => message.quick_replies === undefined)).toBe(true)
    expect(messages.at(-1)!.quick_replies).toHaveLength(limits.choices)
    expect(messages.at(-1)!.quick_replies![0]).toEqual({
      content_type: 'text',
      title: 'Choice 0',
      payload: 'v0',
    })
  })

  it.each([
    ['more than thirteen', choices(14)],
    ['a title that would be cut', choices(2, 'A title beyond twenty characters')],
    ['a value too long for a payload', [{ title: 'One', value: 'x'.repeat(2000) }]],
  ])('numbers them in the text: %s', (_why, list) => {
    const [message] = texts(content('Which one?', { choices: list }))
    expect(message!.quick_replies).toBeUndefined()
    expect(message!.text).toContain(`${list.length}. ${list.at(-1)!.title}`)
  })

  it('names the source with its address', () => {
    const citation = { pageId: 1, title: 'Returns', heading: ['Sale'], quote: 'q' }
    const url = 'https://shop.example/returns'
    const [message] = texts(content('Within 14 days.', { citations: [{ ...citation, url }, citation] }))
    expect(message!.text).toBe(`Within 14 days.\n\n📄 Returns › Sale\n${url}\n\n📄 Returns › Sale`)
    const long = `https://shop.example/${'x'.repeat(1000)}`
    expect(texts(content('Yes.', { citations: [{ ...citation, url: long }] }))[0]!.text).not.toContain(
      'https',
    )
  })

  it('shows cards ten at a time, each within its lengths', () => {
    const cards = Array.from({ length: 12 }, (_, n) => ({
      title: `Coat ${n} ${'long '.repeat(30)}`,
      subtitle: '€ 249',
      imageUrl: 'https://shop.example/coat.jpg',
      url: 'https://shop.example/coat',
      action: 'Look at it in the shop',
    }))
    const [text, ...rows] = render(content('These fit.', { cards }))
    expect(text).toEqual({ text: 'These fit.' })
    const elements = rows.map((row) => ('attachment' in row ? row.attachment.payload.elements : []))
    expect(elements.map(({ length }) => length)).toEqual([10, 2])
    expect([...elements[0]![0]!.title]).toHaveLength(80)
    expect(elements[0]![0]!.buttons).toEqual([
      { type: 'web_url', url: 'https://shop.example/coat', title: 'Look at it in the s…' },
    ])
  })
})
