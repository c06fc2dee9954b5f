import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { convert } from '../../knowledge/convert/index.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import { sharedDir } from '../shared.ts'
import { cellsOf, recall, visibleWords } from './coverage.ts'

const folder = join(sharedDir() ?? '', 'confluence', 'view')
const pages = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'))
  : []

/** The Markdown of a page; of a page without content there is none. */
function markdownOf(value: string): string {
  try {
    return convert({ format: 'view', value, baseUrl: 'https://wiki.example.com/wiki/spaces/S/pages/1/P' })
      .markdown
  } catch (error) {
    if (error instanceof TributaryError && error.code === 'convert.empty') return ''
    throw error
  }
}

/** Places in the tables of the Markdown, without the rows of dashes. */
function places(markdown: string): number {
  return markdown
    .split('\n')
    .filter((line) => /^\s*(?:> )?\|/.test(line) && !/^\s*(?:> )?\|(?: --- \|)+$/.test(line))
    .reduce((sum, line) => sum + (line.replaceAll('\\|', '').match(/\|/g)?.length ?? 1) - 1, 0)
}

describe.skipIf(pages.length === 0)('real pages (skipped where ../shared is absent)', () => {
  test.each(pages)('%s: every visible word, every cell, no style or script', (name) => {
    const value = readFileSync(join(folder, name), 'utf8')
    const expected = visibleWords(value)
    const markdown = markdownOf(value)
    expect(recall(expected, markdown).share).toBeGreaterThanOrEqual(0.99)
    expect(places(markdown)).toBeGreaterThanOrEqual(cellsOf(value))
    const prose = markdown.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '')
    expect(prose).not.toMatch(
      /\{[\w-]+:\s*[^}]*;|^\s*\/\*|CDATA|function\s*\(|<\/?(?:div|span|p|style|script)\b/,
    )
  })
})
