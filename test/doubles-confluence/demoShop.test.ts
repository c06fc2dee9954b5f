import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startConfluence } from '../doubles/confluence/index.ts'
import type { ConfluenceDouble } from '../doubles/confluence/index.ts'
import { drain, reader } from './client.ts'
import type { Answer } from './client.ts'

const FOLDER = join(fileURLToPath(new URL('.', import.meta.url)), '..', 'demo-shop')
const SPACE = '65538'
let double: ConfluenceDouble
let get: (path: string) => Promise<Answer>

beforeAll(async () => {
  double = await startConfluence({ folder: FOLDER })
  get = await reader(double)
})
afterAll(() => double.close())

const text = async (id: string, format = 'view') =>
  (await get(`/wiki/api/v2/pages/${id}?body-format=${format}`)).body.body![format]!.value

test('every page of the demo shop is served with both bodies', async () => {
  const pages = await drain(get, `/wiki/api/v2/pages?limit=250&status=current,archived,trashed`)
  expect(pages).toHaveLength(65)
  for (const { id } of pages) {
    expect((await text(String(id))).length).toBeGreaterThan(100)
    expect((await text(String(id), 'storage')).length).toBeGreaterThan(100)
  }
})

test('the traps are there: archived in default listings, trashed not, a folder with five pages', async () => {
  const listed = (await drain(get, `/wiki/api/v2/spaces/${SPACE}/pages?limit=250`)).map(({ id }) => id)
  expect(listed).toContain('131205')
  expect(listed).not.toContain('131807')
  expect((await get('/wiki/api/v2/folders/131600/direct-children')).body.results).toHaveLength(5)
  const cql = encodeURIComponent('id = 131810')
  const expand = 'content.restrictions.read.restrictions.group'
  const { body } = await get(`/wiki/rest/api/search?cql=${cql}&expand=${expand}`)
  expect(JSON.stringify(body.results)).toContain('partners-team')
})

test('the page of gifts shows the cut-off dates as they are now', async () => {
  const { version } = (await get('/wiki/api/v2/pages/131808')).body
  double.wiki.edit('131106', { view: '<p>Order by 3 December.</p>' })
  expect(await text('131808')).toContain('<p>Order by 3 December.</p>')
  expect((await get('/wiki/api/v2/pages/131808')).body.version).toEqual(version)
})
