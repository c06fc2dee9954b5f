import { describe, expect, test } from 'vitest'
import type { Chunk } from '../../src/contract/knowledge.ts'
import { chunk } from '../../knowledge/chunk/index.ts'

/** One token a word: sizes can be counted by eye. */
const countTokens = (text: string): number => text.split(/\s+/).filter(Boolean).length

function cut(markdown: string, maxTokens = 40): Chunk[] {
  return chunk(markdown, { title: 'Returns', countTokens, maxTokens })
}

const words = (count: number, word = 'word'): string =>
  Array.from({ length: count }, (_, i) => `${word}${i}`).join(' ')

describe('headings', () => {
  test('a section is a passage with the headings above it', () => {
    const chunks = cut(
      `## Europe\n\n${words(20)}\n\n### Norway\n\n${words(20, 'no')}\n\n## Asia\n\n${words(20, 'as')}`,
    )
    expect(chunks.map((c) => c.headingPath)).toEqual([['Europe'], ['Europe', 'Norway'], ['Asia']])
    expect(chunks[1]?.text).toBe(`### Norway\n\n${words(20, 'no')}`)
  })

  test('a heading with nothing below it but headings goes with the first of them', () => {
    const [first] = cut(`# Fees\n\n## Standard\n\n${words(20)}\n\n## Express\n\n${words(20)}`)
    expect(first).toMatchObject({
      headingPath: ['Fees', 'Standard'],
      text: expect.stringContaining('# Fees\n\n## Standard'),
    })
  })

  test("the page's own title as its first heading is not repeated in the path", () => {
    expect(cut(`# Returns\n\n## Cost\n\n${words(20)}`)[0]?.headingPath).toEqual(['Cost'])
  })

  test('marks and links in headings are not in the path', () => {
    expect(cut(`## The [**fee**](https://example.com) of \\*all\n\n${words(9)}`)[0]?.headingPath).toEqual([
      'The fee of *all',
    ])
  })

  test('a heading inside code is code', () => {
    expect(cut('```sh\n# not a heading\n```')).toHaveLength(1)
  })

  test('very small neighbours share a passage under one parent, not across parents', () => {
    const small = cut('## A\n\n### One\n\nyes\n\n### Two\n\nno\n\n## B\n\n### Three\n\nmaybe')
    expect(small.map((c) => [c.headingPath, c.text])).toEqual([
      [['A'], '## A\n\n### One\n\nyes\n\n### Two\n\nno'],
      [['B', 'Three'], '## B\n\n### Three\n\nmaybe'],
    ])
  })

  test('sections that ask a question stay apart, however small', () => {
    const chunks = cut('## Is it free?\n\nYes.\n\n## Is it fast?\n\nNo.')
    expect(chunks.map((c) => c.text)).toEqual(['## Is it free?\n\nYes.', '## Is it fast?\n\nNo.'])
  })
})

describe('tables', () => {
  const rows = Array.from({ length: 12 }, (_, i) => `| Land${i} | ${i} days |`)
  const table = ['| Country | Time |', '| --- | --- |', ...rows].join('\n')

  test('are cut between rows, each piece with the header', () => {
    const chunks = cut(table)
    expect(chunks.length).toBeGreaterThan(1)
    for (const { text } of chunks) expect(text).toMatch(/^\| Country \| Time \|\n\| --- \| --- \|\n\| Land/)
    expect(chunks.flatMap((c) => c.text.split('\n').slice(2))).toEqual(rows)
  })

  test('a row too long for a passage becomes lines that keep header and row name', () => {
    const chunks = cut(`| Case | What to do |\n| --- | --- |\n| Lost parcel | ${words(60)} |`)
    expect(chunks.length).toBeGreaterThan(1)
    for (const { text } of chunks) expect(text).toContain('Lost parcel')
    expect(chunks.at(-1)?.text).toContain('What to do: ')
  })
})

describe('what belongs together', () => {
  test('an FAQ question in bold stays with its whole answer', () => {
    const faq = `**Can I return it?**\n\n${words(12)}\n\n${words(8)}\n\n**Who pays?**\n\nWe do.`
    expect(cut(faq).map((c) => c.text)).toEqual([
      `**Can I return it?**\n\n${words(12)}\n\n${words(8)}`,
      '**Who pays?**\n\nWe do.',
    ])
  })

  test('an answer too long for a passage carries the question in its path', () => {
    const chunks = cut(`## FAQ\n\n**Can I return it?**\n\n${words(30)}\n\n${words(30)}`)
    expect(chunks.map((c) => c.headingPath)).toEqual([['FAQ'], ['FAQ', 'Can I return it?']])
  })

  test('a title or a line that ends in a colon is not left behind by its list', () => {
    const list = Array.from({ length: 8 }, (_, i) => `- item${i} ${words(4)}`).join('\n')
    const chunks = cut(`${words(30)}\n\nThese are free:\n\n${list}`)
    expect(chunks[1]?.text).toMatch(/^These are free:\n\n- item0/)
  })

  test("a panel's title stays with its beginning, and every piece is quoted", () => {
    const chunks = cut(`> **Warning: Batteries**\n>\n> ${words(30)}\n>\n> ${words(30)}`)
    expect(chunks[0]?.text).toMatch(/^> \*\*Warning: Batteries\*\*\n>\n> word0/)
    expect(chunks.every((c) => c.text.startsWith('> '))).toBe(true)
  })
})

describe('other borders', () => {
  test('lists are cut between items', () => {
    const items = Array.from({ length: 10 }, (_, i) => `- item${i} ${words(5)}`)
    expect(cut(items.join('\n')).flatMap((c) => c.text.split('\n'))).toEqual(items)
  })

  test('code is cut between lines, each piece in fences with its language', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `  line${i}`)
    const chunks = cut(['```js', ...lines, '```'].join('\n'))
    for (const { text } of chunks) expect(text).toMatch(/^```js\n[\s\S]*\n```$/)
    expect(chunks.flatMap((c) => c.text.split('\n').slice(1, -1))).toEqual(lines)
  })

  test('text is cut at sentences', () => {
    const sentence = `${words(14)}. `
    expect(cut(sentence.repeat(5)).every((c) => c.text.endsWith('.'))).toBe(true)
  })

  test('a link is not cut in its middle', () => {
    const link = '[the long name of it](https://example.com/a)'
    expect(cut(`${words(37)} ${link} ${words(20)}`).some((c) => c.text.includes(link))).toBe(true)
  })

  test('only a single word may be larger than the limit', () => {
    const chars = (text: string): number => text.length
    const long = 'x'.repeat(50)
    const chunks = chunk(`short ${long} short`, { title: '', countTokens: chars, maxTokens: 20 })
    expect(chunks.map((c) => c.text)).toEqual(['short', long, 'short'])
  })

  test('nothing gives nothing', () => {
    expect(cut('')).toEqual([])
  })
})
