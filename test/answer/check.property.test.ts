import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { check } from '../../src/answer/check/check.ts'
import { unitLine, units } from '../../src/answer/text/units.ts'
import { draft, request, RETURNS, SHIPPING } from './passages.ts'

/** Every line of the two pages that can be quoted, as an honest composer would say it. */
const honest = [SHIPPING, RETURNS].flatMap((page) =>
  units(page.text).map((unit) => {
    const quote = page.text.slice(unit.start, unit.end)
    const header = unit.header ? [page.text.slice(unit.header.start, unit.header.end)] : []
    return {
      text: unitLine(unit),
      cites: [quote, ...header].map((text) => [page.chunkId, text] as [number, string]),
    }
  }),
)
const said = (text: string, cites: [number, string][]) =>
  check(draft([text, ...cites]), request('How?', [SHIPPING, RETURNS]))

test('a line as it stands on the page passes', () => {
  for (const { text, cites } of honest)
    expect({ text, trace: said(text, cites).trace }).toMatchObject({ trace: [{ supported: true }] })
})

test('with any figure changed it is stopped', () => {
  const figured = honest.filter(({ text }) => /\d/.test(text))
  fc.assert(
    fc.property(
      fc.constantFrom(...figured),
      fc.nat(),
      fc.integer({ min: 100, max: 99_999 }),
      ({ text, cites }, which, figure) => {
        const all = [...text.matchAll(/\d+(?:\.\d+)?/g)]
        const target = all[which % all.length]!
        const lie = text.slice(0, target.index) + String(figure) + text.slice(target.index + target[0].length)
        expect(said(lie, cites)).toMatchObject({ rejected: true, sentences: [] })
      },
    ),
  )
})

test('with a name, a link or a code put in it is stopped', () => {
  const strange = [
    'See https://evil.example.test/x',
    'Write to boss@evil.test',
    'Use WIN2026 now',
    'Ask Mister Zorblax there',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...honest), fc.constantFrom(...strange), ({ text, cites }, lie) => {
      expect(said(`${text.replace(/[.!]$/, '')}. ${lie}`, cites)).toMatchObject({
        rejected: true,
        sentences: [],
      })
    }),
  )
})

test('whatever is said with whatever quote, nothing passes whose quote is not on the page', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 3, unit: 'grapheme' }),
      fc.constantFrom(...honest),
      (quote, { text }) => {
        fc.pre(!SHIPPING.text.includes(quote.trim()) && /[a-z]{3}/i.test(quote))
        const { trace } = said(text, [[SHIPPING.chunkId, quote]])
        expect(trace[0]!.supported).toBe(false)
      },
    ),
  )
})

test('no text breaks the reader of passages: every unit is where it says', () => {
  const piece = fc.constantFrom(
    '# H',
    '- item',
    '  - nested',
    '1. step',
    '| a | b |',
    '| --- | --- |',
    '> **Note: x**',
    '>',
    '> y',
    '```',
    '',
    'A sentence. Another one!',
    '**bold',
    '[l](',
    '  cont',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (lines) => {
      const text = lines.join('\n')
      let last = 0
      for (const unit of units(text)) {
        expect(unit.start).toBeGreaterThanOrEqual(last)
        expect(unit.end).toBeGreaterThan(unit.start)
        expect(unit.end).toBeLessThanOrEqual(text.length)
        last = unit.start
      }
    }),
  )
})
