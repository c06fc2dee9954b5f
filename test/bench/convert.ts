import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { JSDOM } from 'jsdom'
import TurndownService from 'turndown'
import { chunk } from '../../knowledge/chunk/index.ts'
import { convert } from '../../knowledge/convert/index.ts'
import { sharedDir } from '../shared.ts'

const ROUNDS = 5

/** What one run of the bench found. */
export interface ConvertBench {
  /** Plain time over ours: above 1 we are faster. Median of the rounds' ratios. */
  ratio: number
  /** Median milliseconds of converting and cutting all pages, and of the plain loop over them. */
  ours: number
  plain: number
  pages: number
}

/** Size in words: cutting is measured, not a tokenizer. */
const countTokens = (text: string): number => text.split(/\s+/).length

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function milliseconds(run: () => void): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

function ours(pages: readonly string[]): void {
  for (const value of pages) {
    let markdown = ''
    try {
      markdown = convert({
        format: 'view',
        value,
        baseUrl: 'https://wiki.example.com/wiki/spaces/S/pages/1/P',
      }).markdown
    } catch {
      // An empty page: there is nothing to cut.
    }
    chunk(markdown, { title: 'Page', countTokens })
  }
}

function plain(pages: readonly string[]): void {
  for (const value of pages) {
    const { window } = new JSDOM(value)
    new TurndownService().turndown(window.document.body)
    window.close()
  }
}

/** Measures convert and chunk over a plain loop of new JSDOM and default turndown, alternating in one process. */
export function benchConvert(folder: string): ConvertBench {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  const times = Array.from({ length: ROUNDS }, () => ({
    plain: milliseconds(() => plain(pages)),
    ours: milliseconds(() => ours(pages)),
  }))
  return {
    ratio: median(times.map((time) => time.plain / time.ours)),
    ours: median(times.map((time) => time.ours)),
    plain: median(times.map((time) => time.plain)),
    pages: pages.length,
  }
}

/** Runs the bench and prints it, ratio first; says so where there are no pages to measure with. */
export function printConvertBench(): void {
  const shared = sharedDir()
  if (!shared) {
    console.log('convert: skipped, no shared pages beside the project')
    return
  }
  const { ratio, ours, plain, pages } = benchConvert(join(shared, 'confluence', 'view'))
  console.log(
    `convert: ${ratio.toFixed(2)}× faster than plain jsdom + turndown ` +
      `(${ours.toFixed(0)} ms against ${plain.toFixed(0)} ms, ${pages} pages, median of ${ROUNDS})`,
  )
}

if (import.meta.main) printConvertBench()
