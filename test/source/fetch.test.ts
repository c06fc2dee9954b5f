import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { includedNames } from '../../knowledge/sources/confluence/wiki/includes.ts'
import { isBlank, macroMarks } from '../../knowledge/sources/confluence/wiki/macros.ts'
import { runListing } from '../contract/source.suite.ts'
import { cloudWorld } from './worlds.ts'
import type { ConfluenceWorld } from './worlds.ts'

describe('what a view tells of its macros', () => {
  const marks = (view: string) => macroMarks(view)

  test('includes are known by the macro, or by its failure', () => {
    expect(marks('<div class="conf-macro" data-macro-name="include"><p>x</p></div>').includes).toBe(true)
    expect(marks('<div data-macro-name="excerpt-include"><p>x</p></div>').includes).toBe(true)
    expect(marks('<span class="error">Unable to render {include}</span>').includes).toBe(true)
    expect(marks('<p>We include a gift.</p>').includes).toBe(false)
  })

  test('what script would draw is hollow; navigation that is empty is not', () => {
    expect(marks('<div data-macro-name="detailssummary" data-macro-id="1">\n&nbsp;</div>').hollow).toBe(true)
    expect(marks('<div class="ap-container" id="x"></div>').hollow).toBe(true)
    expect(marks('<img src="/wiki/placeholder/unknown-macro?name=x">').hollow).toBe(true)
    expect(marks('<div class="toc-macro" data-macro-name="toc"></div>').hollow).toBe(false)
    expect(marks('<div data-macro-name="info"><p>Text</p></div>').hollow).toBe(false)
  })

  test('blank is what a reader sees nothing of', () => {
    expect(isBlank('<p>&nbsp; <br/></p>')).toBe(true)
    expect(isBlank('<style>p { color: red }</style>')).toBe(true)
    expect(isBlank('<p><img src="a.png"></p>')).toBe(false)
    expect(isBlank('<p>x</p>')).toBe(false)
  })
})

test('included pages are read from storage format, of every form; links are not includes', () => {
  const macro = (name: string, inner: string) =>
    `<ac:structured-macro ac:name="${name}" ac:schema-version="1">${inner}</ac:structured-macro>`
  const link = (tag: string) => `<ac:parameter ac:name=""><ac:link>${tag}</ac:link></ac:parameter>`
  const storage = [
    '<p><ac:link><ri:page ri:content-title="Only a link" /></ac:link></p>',
    macro(
      'include',
      link('<ri:page ri:content-title="Care &amp; wash &#8211; wool" ri:version-at-save="3" />'),
    ),
    macro('excerpt-include', link('<ri:page ri:space-key="TEAM" ri:content-title="Rules" />')),
    macro('include', '<ac:parameter ac:name="">TEAM:Plain name</ac:parameter>'),
    macro('include', '<ac:default-parameter>Own space: colon</ac:default-parameter>'),
    macro('include', link('<ri:page ri:space-key="TEAM" ri:content-title="Rules" />')),
    macro('info', '<ac:rich-text-body><p>x</p></ac:rich-text-body>'),
  ].join('')
  expect(includedNames(storage)).toEqual([
    { title: 'Care & wash – wool' },
    { title: 'Rules', spaceKey: 'TEAM' },
    { title: 'Plain name', spaceKey: 'TEAM' },
    { title: 'Own space: colon' },
  ])
})

describe('fetching on Cloud', () => {
  let world: ConfluenceWorld
  beforeEach(async () => {
    world = await cloudWorld()
  })
  afterEach(() => world.close())
  const fetchPage = async (id: string) => {
    const stub = (await runListing(world.source, world.all)).pages.get(id)!
    world.double.requests.clear()
    return world.source.fetch(stub)
  }

  test('a plain page costs one request', async () => {
    const id = world.add({ title: 'Plain', html: '<p>Text</p>' })
    const page = await fetchPage(id)
    expect(page).toMatchObject({ body: { format: 'view', value: '<p>Text</p>' }, includes: [] })
    expect(page.storage).toBeUndefined()
    expect(world.double.requests.points).toBe(2)
  })

  test('included pages are named by id, from this space and from others', async () => {
    const { wiki } = world.double
    wiki.addSpace({ id: '65540', key: 'TEAM' })
    const here = world.add({ title: 'Rules' })
    const there = wiki.addPage({ spaceKey: 'TEAM', title: 'Rules' }).id
    world.add({ title: 'Rules of more' })
    const id = world.add({ title: 'Both' })
    wiki.edit(id, { view: '<p>Both:</p>', includes: [here, there] })
    const page = await fetchPage(id)
    expect(page.includes.sort()).toEqual([here, there].sort())
    expect(page.storage).toContain('ac:name="include"')
  })

  test('a macro that was left empty brings storage format along', async () => {
    const view = '<p>Orders:</p><div class="conf-macro" data-macro-name="detailssummary"> </div>'
    const page = await fetchPage(world.add({ title: 'Report', html: view }))
    expect(page.body).toEqual({ format: 'view', value: view })
    expect(page.storage).toContain('Orders')
  })

  test('labels past the first fifty are all there', async () => {
    const id = world.add({ title: 'Many labels' })
    world.double.wiki.label(id, ...Array.from({ length: 60 }, (_, at) => `label-${at}`))
    expect((await fetchPage(id)).stub.labels).toHaveLength(60)
    expect((await runListing(world.source, { mode: 'page', pageId: id })).pages.get(id)?.labels).toHaveLength(
      60,
    )
  })

  test('listing 1,000 pages again costs listings only: two points a page, no body, nothing page by page', async () => {
    for (let at = 0; at < 1000; at += 1) world.add({ title: `Page ${at}` })
    world.double.requests.clear()
    await runListing(world.source, world.all)
    const { requests } = world.double
    expect(requests.bodies).toBe(0)
    expect(requests.entries).toHaveLength(9)
    expect(requests.points).toBe(2010)
  })
})
