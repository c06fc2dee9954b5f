import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TributaryError } from '../../src/contract/errors.ts'
import type { PageStub, Scope, Source } from '../../src/contract/knowledge.ts'

/** What a place of knowledge must let a test do to it, so that any source can be held to the contract. */
export interface SourceWorld {
  source: Source
  /** Everything that `add` makes. */
  all: Scope
  /** Adds a page and gives its id. */
  add(page: { title: string; parentId?: string; html?: string }): string
  edit(id: string, change: { title?: string; html?: string }): void
  move(id: string, parentId: string | null): void
  archive(id: string): void
  trash(id: string): void
  restrict(id: string): void
  label(id: string, label: string): void
  /** Addresses of a page titled "UK delivery" and of the whole, as a person may paste them, and what leads nowhere. */
  addresses(pageId: string): { page: string[]; all: string[]; unknown: string[] }
  /** From now on a listing fails after its first slice. */
  breakListing(): void
  /** The next request is refused once, to be tried again after so many seconds. */
  throttle(seconds: number): void
  /** Milliseconds that the source has waited. */
  waited(): number
  /** Requests that were anything else than reading. */
  writes(): string[]
  close(): Promise<void>
}

export interface Listed {
  pages: Map<string, PageStub>
  complete: boolean
  errors: Error[]
}

/** Runs a listing to its end; a page listed twice, or a step after `complete`, is a fault of the source. */
export async function runListing(source: Source, scope: Scope): Promise<Listed> {
  const listed: Listed = { pages: new Map(), complete: false, errors: [] }
  for await (const step of source.list(scope)) {
    if (listed.complete) throw new Error('A step came after complete.')
    if (step.type === 'complete') listed.complete = true
    else if (step.type === 'failed') listed.errors.push(step.error)
    else {
      for (const page of step.pages) {
        if (listed.pages.has(page.id)) throw new Error(`${page.title} was listed twice.`)
        listed.pages.set(page.id, page)
      }
    }
  }
  return listed
}

/** The stable code that work fails with, or what happened instead. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'no error'
  } catch (error) {
    return error instanceof TributaryError ? error.code : String(error)
  }
}

/** Every source must pass this. */
export function sourceSuite(name: string, open: () => Promise<SourceWorld>): void {
  describe(`${name} as a source`, () => {
    let world: SourceWorld
    beforeEach(async () => {
      world = await open()
    })
    afterEach(async () => {
      const writes = world.writes()
      await world.close()
      expect(writes).toEqual([])
    })
    const list = (scope = world.all) => runListing(world.source, scope)
    const stubOf = async (id: string) => (await list()).pages.get(id)!
    const scopeOf = async (id: string) => (await world.source.resolve(world.addresses(id).page[0]!)).scope

    test('every address of a page resolves to that page alone', async () => {
      const id = world.add({ title: 'UK delivery' })
      world.add({ title: 'Below it', parentId: id })
      for (const url of world.addresses(id).page) {
        const { scope, name } = await world.source.resolve(url)
        const listed = [...(await list(scope)).pages.keys()]
        expect({ url, scope, name, listed }).toMatchObject({
          url,
          scope: { mode: 'page', pageId: id },
          name: 'UK delivery',
          listed: [id],
        })
      }
    })

    test('every address of the whole resolves to all pages', async () => {
      const ids = [world.add({ title: 'UK delivery' }), world.add({ title: 'Two' })]
      for (const url of world.addresses(ids[0]!).all)
        expect([url, (await world.source.resolve(url)).scope]).toEqual([url, world.all])
      for (const url of world.addresses(ids[0]!).page)
        expect([url, (await world.source.resolve(url, 'space')).scope]).toEqual([url, world.all])
      const listed = await list()
      expect(listed.complete).toBe(true)
      expect(ids.every((id) => listed.pages.has(id))).toBe(true)
    })

    test('what leads nowhere is an error with a stable code', async () => {
      const id = world.add({ title: 'There' })
      for (const url of world.addresses(id).unknown)
        expect([url, await codeOf(world.source.resolve(url))]).toEqual([
          url,
          expect.stringMatching(/^\w+\.\w+$/),
        ])
    })

    test('the canonical address leads back to the same page', async () => {
      const id = world.add({ title: 'Size chart: jackets & coats?' })
      const { url } = await stubOf(id)
      expect((await world.source.resolve(url)).scope).toMatchObject({ pageId: id })
    })

    test('stubs are whole', async () => {
      const root = world.add({ title: 'Root' })
      const id = world.add({ title: 'Leaf', parentId: root })
      world.label(id, 'wool')
      const stub = await stubOf(id)
      expect(stub).toMatchObject({ title: 'Leaf', parentId: root, labels: ['wool'], restricted: false })
      expect(stub.ancestorIds.at(-1)).toBe(root)
      expect(URL.canParse(stub.url)).toBe(true)
      expect(Number.isInteger(stub.version)).toBe(true)
      expect(new Date(stub.updatedAt).toISOString()).toBe(stub.updatedAt)
    })

    test('600 pages are all listed', async () => {
      const ids = Array.from({ length: 600 }, (_, at) => world.add({ title: `Page ${at}` }))
      const listed = await list()
      expect(listed.complete).toBe(true)
      expect(ids.filter((id) => !listed.pages.has(id))).toEqual([])
    })

    test('a listing that breaks half way never completes', async () => {
      for (let at = 0; at < 600; at += 1) world.add({ title: `Page ${at}` })
      world.breakListing()
      const listed = await list()
      expect(listed.complete).toBe(false)
      expect(listed.errors[0]).toBeInstanceOf(TributaryError)
    })

    test('archived and deleted pages are not listed', async () => {
      const [kept, archived, trashed] = ['Kept', 'Archived', 'Trashed'].map((title) => world.add({ title }))
      world.archive(archived!)
      world.trash(trashed!)
      const listed = await list()
      expect(listed.complete).toBe(true)
      expect(listed.pages.has(kept!)).toBe(true)
      expect(listed.pages.has(archived!) || listed.pages.has(trashed!)).toBe(false)
    })

    test('when its page is gone, a single-page listing is complete and empty, and fetching fails', async () => {
      const id = world.add({ title: 'UK delivery' })
      const scope = await scopeOf(id)
      const stub = await stubOf(id)
      world.trash(id)
      expect(await list(scope)).toEqual({ pages: new Map(), complete: true, errors: [] })
      expect(await codeOf(world.source.fetch(stub))).toMatch(/^\w+\.page_not_\w+$/)
    })

    test('a restriction holds for everything below, without a new version', async () => {
      const top = world.add({ title: 'Top' })
      const middle = world.add({ title: 'Middle', parentId: top })
      const leaf = world.add({ title: 'Leaf', parentId: middle })
      const beside = world.add({ title: 'Beside' })
      const before = await list()
      world.restrict(top)
      const { pages } = await list()
      const restricted = [top, middle, leaf, beside].map((id) => pages.get(id)?.restricted)
      expect(restricted).toEqual([true, true, true, false])
      expect(pages.get(leaf)?.version).toBe(before.pages.get(leaf)?.version)
      expect((await list(await scopeOf(leaf))).pages.get(leaf)?.restricted).toBe(true)
    })

    test('labels are seen without a new version', async () => {
      const id = world.add({ title: 'Page' })
      const before = await stubOf(id)
      world.label(id, 'internal')
      expect(await stubOf(id)).toMatchObject({ labels: ['internal'], version: before.version })
    })

    test('a renamed and moved page keeps its id and leaves no ghost', async () => {
      const home = world.add({ title: 'Home' })
      const id = world.add({ title: 'Old name' })
      world.edit(id, { title: 'New name' })
      world.move(id, home)
      const { pages } = await list()
      expect(pages.get(id)).toMatchObject({ title: 'New name', parentId: home })
      expect([...pages.values()].some(({ title }) => title === 'Old name')).toBe(false)
    })

    test('fetching gives the body, and the version of that body', async () => {
      const id = world.add({ title: 'Returns', html: '<p>Within 30 days.</p>' })
      const stub = await stubOf(id)
      world.edit(id, { html: '<p>Within 60 days.</p>' })
      const page = await world.source.fetch(stub)
      expect(page.body.value).toContain('Within 60 days.')
      expect(page.stub).toMatchObject({ id, version: stub.version + 1, title: 'Returns' })
    })

    test('a request that is refused for haste is tried again after the time asked for', async () => {
      const id = world.add({ title: 'Page' })
      world.throttle(7)
      const listed = await list()
      expect(listed.complete).toBe(true)
      expect(listed.pages.has(id)).toBe(true)
      expect(world.waited()).toBe(7000)
    })
  })
}
