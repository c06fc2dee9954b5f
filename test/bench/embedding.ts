import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chunk } from '../../knowledge/chunk/index.ts'
import { convert } from '../../knowledge/convert/index.ts'
import { localEmbedder } from '../../knowledge/embed/index.ts'
import { passageTexts } from '../../knowledge/retrieve/passages/text.ts'
import { sharedDir } from '../shared.ts'
import { note } from './report.ts'

/** Every so manieth page is embedded: all of them would take minutes. */
const STEP = 4

/** Conversion, cutting and embedding of real pages in one thread: how fast, and how much of it the model takes. */
export async function benchEmbedding(): Promise<void> {
  const shared = sharedDir()
  if (!shared) return note('with embedding: skipped, no shared pages beside the project')
  const folder = join(shared, 'confluence', 'view')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  )
  const pages = files.sort().filter((_, index) => index % STEP === 0)
  const embedder = localEmbedder({ threads: 1 })
  await embedder.embed(['The model is loaded before the clock starts.'])
  let model = 0
  let texts = 0
  const start = performance.now()
  for (const page of pages) {
    const list = textsOf(readFileSync(join(folder, page), 'utf8'), page, (text) => embedder.countTokens(text))
    const before = performance.now()
    await embedder.embed(list)
    model += performance.now() - before
    texts += list.length
  }
  const all = performance.now() - start
  await embedder.close()
  note(
    `with embedding: ${((pages.length * 1000) / all).toFixed(2)} pages a second (${pages.length} pages, ${texts} texts), ` +
      `of which the model takes ${((100 * model) / all).toFixed(0)} %`,
  )
}

function textsOf(value: string, title: string, countTokens: (text: string) => number): string[] {
  try {
    const { markdown } = convert({ format: 'view', value, baseUrl: 'https://wiki.example.com/pages/1' })
    return chunk(markdown, { title, countTokens }).flatMap((part) => Object.values(passageTexts(title, part)))
  } catch {
    // An empty page: there is nothing to embed.
    return []
  }
}
