import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { JSDOM } from 'jsdom'
import { describe, expect, test } from 'vitest'
import { convert } from '../../knowledge/convert/index.ts'
import { sharedDir } from '../shared.ts'
import { recall, words } from './coverage.ts'

const folder = join(sharedDir() ?? '', 'confluence', 'storage')
const pages = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(?:xml|x?html)$/.test(name),
    )
  : []

/** A page's own words, taken from the source by its tags alone. */
function writtenWords(source: string): string[] {
  const text = source
    .replace(/<!DOCTYPE[\s\S]*?\]>|<!--[\s\S]*?-->/g, '')
    .replace(/<ac:parameter (?!ac:name="(?:title|body)")[^>]*>[^<]*<\/ac:parameter>/g, ' ')
    .replace(/<ac:(task-id|task-uuid|task-status|placeholder)>[\s\S]*?<\/ac:\1>/g, ' ')
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, code: string) =>
      code.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    )
    .replace(/<\/?(?:strong|em|b|i|u|code|span|sub|sup|a|ac:inline-comment-marker)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
  return words(JSDOM.fragment(text).textContent ?? '')
}

describe.skipIf(pages.length === 0)('real storage format (skipped where ../shared is absent)', () => {
  test.each(pages)('%s: every written word, every line of code', (name) => {
    const value = readFileSync(join(folder, name), 'utf8')
    const { markdown } = convert({
      format: 'storage',
      value,
      baseUrl: 'https://wiki.example.com/wiki/spaces/S/pages/1/P',
    })
    const { share, missing } = recall(writtenWords(value), markdown.replace(/\\(?=[!-/:-@[-`{-~])/g, ''))
    expect({ enough: share >= 0.99, missing }).toMatchObject({ enough: true })
    const lines = Array.from(value.matchAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g), ([, code = '']) =>
      code.trim().split('\n'),
    ).flat()
    expect(lines.filter((line) => !markdown.includes(line.trim()))).toEqual([])
  })
})
