import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { cutHere } from '../../knowledge/cut/here.ts'
import { createCutter } from '../../knowledge/cut/index.ts'
import { countTokens } from '../../knowledge/embed/count.ts'
import { localEmbedder, TOKEN_COUNTER } from '../../knowledge/embed/index.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { loadShop } from '../demo-shop/load.ts'
import { sourcePage } from './source-page.ts'
import { fillSmall, SMALL } from './small-wiki.ts'
import { openWiki } from './wiki.ts'

let db: TestDatabase
let cutter: ReturnType<typeof createCutter>
beforeAll(async () => {
  db = await openTestDatabase()
})
afterEach(() => cutter.close())
afterAll(() => db.close())

test('a thread counts tokens as the embedder does', async () => {
  cutter = createCutter({ counter: TOKEN_COUNTER })
  const embedder = localEmbedder()
  for (const text of ['', 'How do I get a refund?', 'Größe – 42 ½ 🙂']) {
    expect(countTokens(text)).toBe(embedder.countTokens(text))
  }
  await embedder.close()
})

test('a thread gives what the same thread would, empty pages and errors too', async () => {
  cutter = createCutter({ counter: TOKEN_COUNTER })
  const here = cutHere(countTokens)
  for (const { title, viewHtml } of loadShop().pages.slice(0, 12)) {
    // An error does not pass between threads as it is, and need not.
    const page = { ...sourcePage(title, viewHtml), problems: [new Error('a cycle of includes')] }
    expect(await cutter.cut(page)).toEqual(await here(page))
  }
  expect(await cutter.cut(sourcePage('Page', '<p> </p>'))).toEqual({
    converted: { markdown: '', losses: [] },
    chunks: [],
  })
  await expect(cutter.cut(sourcePage('Page', '%PDF-1.7'))).rejects.toMatchObject({ code: 'convert.not_html' })
})

test('a page that keeps the converter busy is ended with its code, and the crawl goes on', async () => {
  cutter = createCutter({ counter: TOKEN_COUNTER, timeoutMs: 2000 })
  const world = await openWiki(db, 'Cloud', { cut: cutter.cut })
  try {
    fillSmall(world.double.wiki)
    const row = '<tr><td>a cell</td><td>another <b>cell</b></td></tr>'
    world.double.wiki.edit(SMALL.returns, { view: `<table>${row.repeat(150_000)}</table>` })
    await world.add('/spaces/HELP')
    expect(await world.crawl()).toMatchObject({ state: 'partial', counts: { trained: 6, failed: 1 } })
    expect(await world.page(SMALL.returns)).toMatchObject({
      state: 'failed',
      errorCode: 'convert.timed_out',
    })
    world.double.wiki.edit(SMALL.returns, { view: '<p>Papaya.</p>' })
    expect(await world.crawl()).toMatchObject({ state: 'done', counts: { trained: 1 } })
  } finally {
    await world.close()
  }
})
