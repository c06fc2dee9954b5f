import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toWhatsApp } from '../../channels/whatsapp/format.ts'
import { render } from '../../channels/whatsapp/index.ts'
import { CLOUD, TWILIO, WEB, type Wire } from '../../channels/whatsapp/render.ts'
import * as limits from '../../channels/whatsapp/limits.ts'
import { split, splitTail } from '../../channels/whatsapp/split.ts'
import { choices, content } from './harness.ts'

describe('the small Markdown as WhatsApp writes it', () => {
  it.each([
    ['**Within 14 days**, *not* later', '*Within 14 days*, _not_ later'],
    ['__bold__ and _slanted_ and ~~gone~~', '*bold* and _slanted_ and ~gone~'],
    ['**bold with *more* in it**', '*bold with _more_ in it*'],
    ['## Returns', '*Returns*'],
    ['# **Returns** #', '*Returns*'],
    ['* one\n+ two\n- three\n  * four', '- one\n- two\n- three\n  - four'],
    ['1. one\n2. two', '1. one\n2. two'],
    ['[Returns](https://shop.example/help/returns)', 'Returns (https://shop.example/help/returns)'],
    ['[a](<https://x.example/a b> "title")', 'a (https://x.example/a b)'],
    ['[wiki](https://x.example/Boot_(shoe))', 'wiki (https://x.example/Boot_(shoe))'],
    ['[https://x.example](https://x.example)', 'https://x.example'],
    [
      '[mail](mailto:help@shop.example), <https://x.example/a_b_c>',
      'mail (help@shop.example), https://x.example/a_b_c',
    ],
    ['`**as it is**` and \\*not slanted\\*', '`**as it is**` and *not slanted*'],
    ['2 * 3 * 4 = 24, snake_case_name', '2 * 3 * 4 = 24, snake_case_name'],
    ['**open and never closed', '**open and never closed'],
    ['', ''],
  ])('%j is %j', (markdown, expected) => expect(toWhatsApp(markdown)).toBe(expected))

  it('takes no long time for what is made to take long', () => {
    const started = performance.now()
    for (const nasty of [
      '*'.repeat(20_000),
      '['.repeat(20_000),
      '**a'.repeat(7000),
      '[a]('.repeat(5000),
      '_ '.repeat(10_000),
    ])
      toWhatsApp(nasty)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('splitting', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'é', '🥾', ' ', '\n', '.'), maxLength: 400 })

  it('loses nothing but white space, keeps within the length and never parts a pair', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 60 }), (text, length) => {
        const parts = split(text, length)
        const bare = (value: string) => value.replace(/\s/g, '')
        expect(bare(parts.join(''))).toBe(bare(text))
        for (const part of parts)
          expect([part.length <= length, part.isWellFormed(), part !== '']).toEqual([true, true, true])
        const { before, tail } = splitTail(text, length)
        expect(bare(before + tail)).toBe(bare(text))
        expect([tail.length <= length, tail.isWellFormed(), before.isWellFormed()]).toEqual([
          true,
          true,
          true,
        ])
      }),
    )
  })
})

/** Every text of a message that WhatsApp limits, with its limit. */
function lengthsOf(wire: Wire, text: number): [length: number, most: number][] {
  switch (wire.type) {
    case 'text':
      return [[wire.text.length, text]]
    case 'buttons':
      return [
        [wire.choices.length, limits.BUTTONS],
        [wire.text.length, limits.INTERACTIVE_TEXT],
        ...wire.choices.map(({ title }) => [title.length, limits.BUTTON_TITLE] as [number, number]),
        ...wire.choices.map(({ value }) => [value.length, limits.BUTTON_ID] as [number, number]),
      ]
    case 'list':
      return [
        [wire.choices.length, limits.ROWS],
        [wire.label.length, limits.LIST_LABEL],
        [wire.text.length, limits.INTERACTIVE_TEXT],
        ...wire.choices.map(({ title }) => [title.length, limits.ROW_TITLE] as [number, number]),
        ...wire.choices.map(({ value }) => [value.length, limits.ROW_ID] as [number, number]),
      ]
    case 'file':
      return [[wire.caption?.length ?? 0, limits.CAPTION]]
    case 'template':
      return []
  }
}

describe('rendering', () => {
  it('keeps within every limit on every way, whatever is said', () => {
    const choice = fc.record({
      title: fc.string({ minLength: 1, maxLength: 40 }),
      value: fc.string({ minLength: 1, maxLength: 300 }),
    })
    const said = fc.record({
      text: fc.string({ maxLength: 9000, size: 'max' }),
      choices: fc.array(choice, { maxLength: 14 }),
    })
    fc.assert(
      fc.property(said, fc.constantFrom(CLOUD, TWILIO, WEB), ({ text, choices: offered }, dialect) => {
        for (const wire of render(content(text, { choices: offered }), dialect))
          for (const [length, most] of lengthsOf(wire, dialect.text)) expect(length).toBeLessThanOrEqual(most)
      }),
      { numRuns: 200 },
    )
  })

  it('names each source once, with its address where there is one', () => {
    const source = { pageId: 1, title: 'Returns', heading: ['Returns', 'Sale items'], quote: 'q' }
    const citations = [
      { ...source, url: 'https://x.example/r' },
      { ...source, url: 'https://x.example/r' },
      { ...source, heading: [] },
    ]
    expect(render(content('Within 14 days.', { citations }))).toEqual([
      { type: 'text', text: 'Within 14 days.\n\n📄 Returns › Sale items\nhttps://x.example/r\n📄 Returns' },
    ])
  })

  it('puts long words before the buttons, and the rest above them', () => {
    const wires = render(content('word '.repeat(400), { choices: choices(3) }))
    expect(wires.map(({ type }) => type)).toEqual(['text', 'buttons'])
  })

  it('numbers choices that WhatsApp would refuse as buttons: twice the same title, or the same value', () => {
    const twice = [
      { title: 'A', value: '1' },
      { title: 'A', value: '2' },
    ]
    const same = [
      { title: 'A', value: '1' },
      { title: 'B', value: '1' },
    ]
    for (const offered of [twice, same])
      expect(render(content('Which?', { choices: offered }))[0]!.type).toBe('text')
  })
})
