import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chunk } from '../../knowledge/chunk/index.ts'
import { convert } from '../../knowledge/convert/index.ts'
import { localEmbedder } from '../../knowledge/embed/index.ts'
import { loadGolden, loadShop, traps } from '../demo-shop/load.ts'

/**
 * Writes the demo shop and its golden questions as folders that `eval` and `calibrate` read: golden-even for fitting, golden-odd for
 * testing, both with the whole customer space as a crawl would have trained it. A hit is any passage of the right page.
 * Run: node test/bench/golden-folder.ts <folder>
 */
export async function writeGoldenFolders(target: string): Promise<void> {
  const embedder = localEmbedder()
  const untrained = new Set<string>([
    traps.restricted,
    traps.restrictedByParent,
    traps.archived,
    traps.trashed,
    traps.draft,
  ])
  const passages = loadShop()
    .pages.filter(
      (page) =>
        page.spaceKey === 'HELP' &&
        page.status === 'current' &&
        !page.restrictions &&
        !untrained.has(page.id),
    )
    .flatMap((page) => {
      const { markdown } = convert({ format: 'view', value: page.viewHtml, baseUrl: 'https://shop.example' })
      return chunk(markdown, { title: page.title, countTokens: embedder.countTokens }).map((passage) => ({
        id: `${page.id}#${passage.ordinal}`,
        title: page.title,
        headings: passage.headingPath,
        text: passage.text,
        group: page.id,
      }))
    })
  await embedder.close()
  const questions = loadGolden().map((question) => {
    const pages = question.answerable ? [question.page].flat() : []
    return {
      id: question.id,
      text: question.text,
      answerable: question.answerable,
      relevant: passages.filter(({ group }) => pages.includes(group)).map(({ id }) => id),
      history: question.answerable ? (question.history ?? []) : [],
    }
  })
  const even = (id: string) => Number(id.slice(1)) % 2 === 0
  write(
    join(target, 'golden-even'),
    passages,
    questions.filter(({ id }) => even(id)),
  )
  write(
    join(target, 'golden-odd'),
    passages,
    questions.filter(({ id }) => !even(id)),
  )
}

function write(folder: string, passages: readonly unknown[], questions: readonly unknown[]): void {
  mkdirSync(folder, { recursive: true })
  const lines = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n') + '\n'
  writeFileSync(join(folder, 'corpus.jsonl'), lines(passages))
  writeFileSync(join(folder, 'queries.jsonl'), lines(questions))
}

if (process.argv[1] === import.meta.filename) await writeGoldenFolders(process.argv[2] ?? 'golden')
