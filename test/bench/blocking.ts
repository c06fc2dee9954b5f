import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { cutHere } from '../../knowledge/cut/here.ts'
import { createCutter, type Cut } from '../../knowledge/cut/index.ts'
import { countTokens } from '../../knowledge/embed/count.ts'
import { TOKEN_COUNTER } from '../../knowledge/embed/index.ts'
import type { SourcePage } from '../../src/contract/knowledge.ts'
import { sourcePage } from '../crawl/source-page.ts'
import { sharedDir } from '../shared.ts'
import { note } from './report.ts'

/** How long a shopper's message would wait for a page that is converted and cut: in the server's thread, and beside it. */
export async function benchBlocking(): Promise<void> {
  const shared = sharedDir()
  if (!shared) return note('beside the server: skipped, no shared pages beside the project')
  const folder = join(shared, 'confluence', 'view')
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => sourcePage(name, readFileSync(join(folder, name), 'utf8')))
  const cutter = createCutter({ counter: TOKEN_COUNTER })
  const here = await measure(cutHere(countTokens), pages)
  const beside = await measure(cutter.cut, pages)
  await cutter.close()
  note(
    `in the server's thread: all ${pages.length} pages in ${here.ms.toFixed(0)} ms, longest wait ${here.wait.toFixed(0)} ms; ` +
      `in a thread beside it: ${beside.ms.toFixed(0)} ms, longest wait ${beside.wait.toFixed(0)} ms`,
  )
}

/** Cuts pages one after the other; beside it looks at the clock as often as the thread lets it. */
async function measure(cut: Cut, pages: readonly SourcePage[]): Promise<{ ms: number; wait: number }> {
  // Loading modules and vocabulary is not what is measured.
  await cut(pages[0]!)
  let wait = 0
  let last = performance.now()
  const look = setInterval(() => {
    const now = performance.now()
    wait = Math.max(wait, now - last - LOOK_MS)
    last = now
  }, LOOK_MS)
  const start = performance.now()
  for (const page of pages) {
    await cut(page)
    await turn()
  }
  const ms = performance.now() - start
  clearInterval(look)
  return { ms, wait }
}

const LOOK_MS = 5
