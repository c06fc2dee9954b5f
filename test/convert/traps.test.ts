import { describe, expect, test } from 'vitest'
import { TributaryError } from '../../src/contract/errors.ts'
import { convert, MAX_LENGTH, type ConvertInput } from '../../knowledge/convert/index.ts'

const baseUrl = 'https://wiki.example.com/wiki/spaces/S/pages/1/Title'

function markdown(value: string, more: Partial<ConvertInput> = {}): string {
  return convert({ format: 'view', value, baseUrl, ...more }).markdown
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof TributaryError) return error.code
    throw error
  }
  return 'no error'
}

describe('what is no page', () => {
  test.each([
    ['nothing', '', 'convert.empty'],
    ['white space', ' \n\t ', 'convert.empty'],
    ['markup without content', '<div><p>&nbsp;</p></div>', 'convert.empty'],
    ['a PDF file', '%PDF-1.7 …', 'convert.not_html'],
    ['a picture', '\u0000\u0001\u0002\uFFFD'.repeat(20), 'convert.not_html'],
    ['50 MB', 'x'.repeat(50_000_000), 'convert.too_large'],
  ])('%s is refused with its code', (_, value, code) => {
    expect(codeOf(() => markdown(value))).toBe(code)
  })

  test('a page with nothing but a macro that cannot be carried is no error: its loss is told', () => {
    const { markdown, losses } = convert({
      format: 'view',
      value: '<div class="toc-macro"></div>',
      baseUrl,
      title: 'T',
    })
    expect(markdown).toBe('')
    expect(losses).toEqual([{ kind: 'macro', name: 'toc', where: 'T' }])
  })

  test('plain text is a page', () => {
    expect(markdown('Just words, 5 < 6')).toBe('Just words, 5 < 6')
  })
})

describe('forged pages', () => {
  const deep = 50_000
  test.each([
    ['blocks', '<div>'.repeat(deep) + 'found' + '</div>'.repeat(deep)],
    ['blocks never closed', `${'<div>'.repeat(deep)}found`],
    ['lists', `${'<ul><li>'.repeat(deep)}found`],
    ['tables', `${'<table><tr><td>'.repeat(deep)}found`],
    ['formatting', Array.from({ length: 5000 }, (_, id) => `<p><b id="${id}">found`).join('')],
    ['end tags without a start', `found${'</td></p></div>'.repeat(deep)}`],
    ['tags never finished', `found${'<a b="'.repeat(deep)}`],
    ['comments never finished', `found${'<!--'.repeat(deep)}`],
    ['scripts never finished', `found${'<script>'.repeat(deep)}`],
  ])('%s, very deep or many, neither overflow nor stall', (_, value) => {
    const start = performance.now()
    expect(markdown(value)).toContain('found')
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  test('deep storage format', () => {
    const macro = '<ac:structured-macro ac:name="info"><ac:rich-text-body>'
    expect(markdown(`${macro.repeat(5000)}found`, { format: 'storage' })).toContain('found')
  })

  test('a span over more cells than any table has is not repeated without end', () => {
    const value = `<table>${'<tr><td rowspan="65534" colspan="1000">x</td></tr>'.repeat(300)}</table>`
    expect(markdown(value).length).toBeLessThan(3_000_000)
  })

  test('the limit itself is stated in characters', () => {
    expect(MAX_LENGTH).toBeLessThan(50_000_000)
  })
})

describe('storage format beside a rendered page', () => {
  const macro = (name: string, id: string, body = ''): string =>
    `<ac:structured-macro ac:name="${name}" ac:macro-id="${id}">${body}</ac:structured-macro>`
  const rich = (text: string): string => `<ac:rich-text-body><p>${text}</p></ac:rich-text-body>`

  test('names what was drawn empty, under its heading', () => {
    const { losses } = convert({
      format: 'view',
      value:
        '<h1>Plan</h1><div class="conf-macro" data-macro-id="1" data-macro-name="drawio"></div><h1>End</h1>',
      storage: `<h1>Plan</h1>${macro('drawio', '1')}<h1>End</h1>`,
      baseUrl,
    })
    expect(losses).toEqual([{ kind: 'drawing', name: 'drawio', where: 'Plan' }])
  })

  test('fills in text that was drawn empty, and says so', () => {
    const converted = convert({
      format: 'view',
      value:
        '<h1>Tabs</h1><div class="conf-macro" data-macro-id="1" data-macro-name="tabs"></div><h1>End</h1><p>x</p>',
      storage: `<h1>Tabs</h1>${macro('tabs', '1', rich('Refunds take 14 days.'))}<h1>End</h1><p>x</p>`,
      baseUrl,
    })
    expect(converted.markdown).toBe('# Tabs\n\nRefunds take 14 days.\n\n# End\n\nx')
    expect(converted.losses).toEqual([{ kind: 'macro', name: 'tabs', where: 'Tabs' }])
  })

  test('fills in a macro that left no trace at the end of its section', () => {
    const converted = convert({
      format: 'export_view',
      value: '<h1>One</h1><p>first</p><h1>Two</h1><p>second</p>',
      storage: `<h1>One</h1><p>first</p>${macro('tabs', '1', rich('Hidden behind a tab'))}<h1>Two</h1><p>second</p>`,
      baseUrl,
    })
    expect(converted.markdown).toBe('# One\n\nfirst\n\nHidden behind a tab\n\n# Two\n\nsecond')
  })

  test('leaves alone what was drawn', () => {
    const converted = convert({
      format: 'view',
      value:
        '<div class="confluence-information-macro confluence-information-macro-note"><p>Take care.</p></div><p>LIVE</p>',
      storage: `${macro('note', '1', rich('Take care.'))}<p>${macro('status', '2', '<ac:parameter ac:name="title">LIVE</ac:parameter>')}</p>`,
      baseUrl,
    })
    expect(converted).toEqual({ markdown: '> **Note**\n>\n> Take care.\n\nLIVE', losses: [] })
  })
})
