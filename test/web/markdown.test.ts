import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inkOn } from '../../src/web/widget/options.ts'
import { parseInline, parseMarkdown, safeUrl, type Inline } from '../../src/web/widget/markdown/parse.ts'

const plain = (parts: Inline[]): string =>
  parts.map((part) => ('parts' in part ? plain(part.parts) : part.text)).join('')

describe('the small Markdown', () => {
  it('knows paragraphs, lists, tables, code and headings', () => {
    const blocks = parseMarkdown(
      '# Sizes\n\nFor jackets:\n- S\n- M\n  or L\n\n3. three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx\n```',
    )
    expect(blocks.map(({ type }) => type)).toEqual([
      'paragraph',
      'paragraph',
      'list',
      'list',
      'table',
      'code',
    ])
    expect(blocks[0]).toMatchObject({ lines: [[{ type: 'strong' }]] })
    expect(blocks[2]).toMatchObject({ ordered: false, items: [[{ text: 'S' }], [{ text: 'M or L' }]] })
    expect(blocks[3]).toMatchObject({ ordered: true, start: 3 })
    expect(blocks[4]).toMatchObject({
      head: [[{ text: 'a' }], [{ text: 'b' }]],
      rows: [[[{ text: '1' }], [{ text: '2' }]]],
    })
  })

  it('knows bold, italic, code, links and bare addresses', () => {
    expect(parseInline('a **b *c*** `d` [e](https://f.example/g_(h)) https://i.example/j.')).toEqual([
      { type: 'text', text: 'a ' },
      {
        type: 'strong',
        parts: [
          { type: 'text', text: 'b ' },
          { type: 'em', parts: [{ type: 'text', text: 'c' }] },
        ],
      },
      { type: 'text', text: ' ' },
      { type: 'code', text: 'd' },
      { type: 'text', text: ' ' },
      { type: 'link', url: 'https://f.example/g_(h)', parts: [{ type: 'text', text: 'e' }] },
      { type: 'text', text: ' ' },
      { type: 'link', url: 'https://i.example/j', parts: [{ type: 'text', text: 'https://i.example/j' }] },
      { type: 'text', text: '.' },
    ])
  })

  it('leaves alone what only looks like it', () => {
    for (const text of ['2 * 3 * 4', 'snake_case_name', 'a ** b', '5*', 'price: 10_000_', '<b>x</b>'])
      expect(parseInline(text)).toEqual([{ type: 'text', text }])
    expect(plain(parseInline(String.raw`\*not\* \[a\]`))).toBe('*not* [a]')
  })

  it('follows only addresses that open a page, a mail or a call', () => {
    for (const bad of [
      'javascript:alert(1)',
      'JaVaScRiPt:x',
      'data:text/html,x',
      '//x.example',
      '/path',
      'vbscript:x',
      ' javascript:x',
    ])
      expect(safeUrl(bad)).toBeUndefined()
    for (const good of ['https://a.example/?b=c', 'mailto:a@b.example', 'tel:+441140000000'])
      expect(safeUrl(good)).toBe(good)
    expect(parseInline('[x](javascript:alert(1))').some(({ type }) => type === 'link')).toBe(false)
  })

  it('loses no word of any text, and ends soon', () => {
    const piece = constantFrom(
      'word',
      '**',
      '*',
      '_',
      '`',
      '[',
      ']',
      '(',
      ')',
      '|',
      '\n',
      '- ',
      '1. ',
      ' ',
      'https://a.b',
      '\n```\n',
      '#',
    )
    assert(
      property(array(piece, { maxLength: 200 }), (pieces) => {
        const text = pieces.join('')
        const shown = JSON.stringify(parseMarkdown(text))
        const count = (where: string) => where.split('word').length - 1
        // A link's address may stand beside its words.
        return count(shown) >= count(text) - (text.match(/https:\/\/a\.bword/g)?.length ?? 0)
      }),
      { numRuns: 300, examples: [[['`', '`', '`', 'word']]] },
    )
    const start = performance.now()
    parseMarkdown('**'.repeat(4000) + '[('.repeat(2000) + '_a'.repeat(2000))
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe('the colour on the accent', () => {
  it.each([
    ['#1f5f4f', '#ffffff'],
    ['#ffd400', '#10151a'],
    ['#fff', '#10151a'],
    ['#000', '#ffffff'],
  ])('on %s is %s', (accent, ink) => expect(inkOn(accent)).toBe(ink))
})
