import { compareIds } from './model.ts'
import type { Container, Page, ParentType, Restrictions, Space } from './model.ts'

/** What a new page needs; the rest has defaults. */
export type NewPage = Partial<Omit<Page, 'history'>> & { spaceKey: string; title: string }
/** What an editor can change in one published edit. */
export type Edit = Partial<Pick<Page, 'title' | 'view' | 'storage' | 'includes'>>
/** Told after each change of a page; `gone` when it left the wiki or its visible part. */
export type Listener = (page: Page, gone: boolean) => void

/**
 * The wiki behind the double, changed by tests and the demo as its editors would change it.
 * An edit raises the version and the date; labels, restrictions, moves, the archive and the trash do not.
 */
export class Wiki {
  readonly spaces = new Map<string, Space>()
  readonly containers = new Map<string, Container>()
  readonly pages = new Map<string, Page>()
  readonly #now: () => number
  readonly #listeners: Listener[] = []
  #lastId = 900_000_000
  #lastPosition = 0

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  onChange(listener: Listener): void {
    this.#listeners.push(listener)
  }

  addSpace(space: Partial<Space> & { key: string }): Space {
    const added: Space = {
      id: space.id ?? this.#id(),
      key: space.key,
      name: space.name ?? space.key,
      type: space.type ?? (space.key.startsWith('~') ? 'personal' : 'global'),
      status: space.status ?? 'current',
      homepageId: space.homepageId ?? null,
      createdAt: space.createdAt ?? this.#date(),
    }
    this.spaces.set(added.key, added)
    return added
  }

  addContainer(container: Partial<Container> & { spaceKey: string; title: string }): Container {
    const parentId = container.parentId ?? null
    const added: Container = {
      id: container.id ?? this.#id(),
      type: container.type ?? 'folder',
      title: container.title,
      spaceKey: container.spaceKey,
      parentId,
      parentType: parentId === null ? null : (container.parentType ?? this.#typeOf(parentId)),
      status: container.status ?? 'current',
      createdAt: container.createdAt ?? this.#date(),
      position: container.position ?? ++this.#lastPosition,
    }
    this.#check(added)
    this.containers.set(added.id, added)
    return added
  }

  addPage(page: NewPage): Page {
    const parentId = page.parentId ?? null
    const createdAt = page.createdAt ?? this.#date()
    const added: Page = {
      id: page.id ?? this.#id(),
      type: page.type ?? 'page',
      spaceKey: page.spaceKey,
      title: page.title,
      parentId,
      parentType: parentId === null ? null : (page.parentType ?? this.#typeOf(parentId)),
      status: page.status ?? 'current',
      version: page.version ?? 1,
      createdAt,
      updatedAt: page.updatedAt ?? createdAt,
      labels: [...(page.labels ?? [])],
      restrictions: page.restrictions ?? null,
      includes: [...(page.includes ?? [])],
      view: page.view ?? `<p>${page.title}</p>`,
      ...(page.storage === undefined ? {} : { storage: page.storage }),
      position: page.position ?? ++this.#lastPosition,
      history: [],
    }
    this.#check(added)
    this.pages.set(added.id, added)
    return this.#changed(added)
  }

  /** The page, or an error that a test can read. */
  page(id: string): Page {
    const page = this.pages.get(id)
    if (!page) throw new Error(`The wiki has no page ${id}.`)
    return page
  }

  /** Publishes an edit: a new version. A changed view makes an old storage body stale, so it is derived anew. */
  edit(id: string, edit: Edit): Page {
    const page = this.page(id)
    const past = { number: page.version, title: page.title, view: page.view, createdAt: page.updatedAt }
    page.history.push(page.storage === undefined ? past : { ...past, storage: page.storage })
    if (edit.view !== undefined && edit.storage === undefined) delete page.storage
    Object.assign(page, edit)
    page.version += 1
    page.updatedAt = this.#date()
    return this.#changed(page)
  }

  move(id: string, parentId: string | null, parentType?: ParentType): Page {
    const page = this.page(id)
    page.parentId = parentId
    page.parentType = parentId === null ? null : (parentType ?? this.#typeOf(parentId))
    page.position = ++this.#lastPosition
    return this.#changed(page)
  }

  /** Moves a page to another space, as the "Move" dialog does. */
  moveToSpace(id: string, spaceKey: string, parentId: string | null = null): Page {
    this.page(id).spaceKey = spaceKey
    return this.move(id, parentId)
  }

  /** Archives one page; its children move up to its parent. */
  archive(id: string): Page {
    return this.#leave(id, 'archived')
  }

  /** Puts one page into the trash; its children move up to its parent. */
  trash(id: string): Page {
    return this.#leave(id, 'trashed')
  }

  /** Back from the archive or the trash. */
  restore(id: string): Page {
    const page = this.page(id)
    page.status = 'current'
    return this.#changed(page)
  }

  /** Deletes for good: afterwards the id is unknown. */
  delete(id: string): void {
    this.#liftChildren(id)
    const page = this.page(id)
    this.pages.delete(id)
    for (const listener of this.#listeners) listener(page, true)
  }

  restrict(id: string, to: Partial<Restrictions>): Page {
    const page = this.page(id)
    page.restrictions = { users: to.users ?? [], groups: to.groups ?? [] }
    return this.#changed(page)
  }

  unrestrict(id: string): Page {
    const page = this.page(id)
    page.restrictions = null
    return this.#changed(page)
  }

  label(id: string, ...labels: string[]): Page {
    const page = this.page(id)
    page.labels = [...new Set([...page.labels, ...labels])]
    return this.#changed(page)
  }

  unlabel(id: string, ...labels: string[]): Page {
    const page = this.page(id)
    page.labels = page.labels.filter((label) => !labels.includes(label))
    return this.#changed(page)
  }

  archiveSpace(key: string): void {
    const space = this.spaces.get(key)
    if (!space) throw new Error(`The wiki has no space ${key}.`)
    space.status = 'archived'
  }

  spaceById(id: string): Space | undefined {
    return [...this.spaces.values()].find((space) => space.id === id)
  }

  /** Pages and containers directly below, in the order of the page tree; archived and trashed ones are not in it. */
  children(id: string): (Page | Container)[] {
    return [...this.pages.values(), ...this.containers.values()]
      .filter((node) => node.parentId === id && node.status === 'current' && node.type !== 'blogpost')
      .sort((a, b) => a.position - b.position || compareIds(a.id, b.id))
  }

  /** All above, root first. A loop in the tree ends the walk. */
  ancestors(id: string): (Page | Container)[] {
    const above: (Page | Container)[] = []
    const seen = new Set([id])
    let parent = this.node(id)?.parentId ?? null
    while (parent !== null && !seen.has(parent)) {
      seen.add(parent)
      const node = this.node(parent)
      if (!node) break
      above.unshift(node)
      parent = node.parentId
    }
    return above
  }

  node(id: string): Page | Container | undefined {
    return this.pages.get(id) ?? this.containers.get(id)
  }

  /** Mistakes in a fixture are told when it is made, not as odd answers later. */
  #check({ id, spaceKey, title }: { id: string; spaceKey: string; title: string }): void {
    if (!/^\d{1,19}$/.test(id)) throw new Error(`The id ${id} of "${title}" is not a number.`)
    if (this.node(id)) throw new Error(`The id ${id} of "${title}" is taken.`)
    if (!this.spaces.has(spaceKey))
      throw new Error(`"${title}" is in the space ${spaceKey}, which the wiki has not.`)
  }

  #leave(id: string, status: 'archived' | 'trashed'): Page {
    this.#liftChildren(id)
    const page = this.page(id)
    page.status = status
    for (const listener of this.#listeners) listener(page, true)
    return page
  }

  #liftChildren(id: string): void {
    const { parentId, parentType } = this.page(id)
    for (const child of [...this.pages.values(), ...this.containers.values()]) {
      if (child.parentId === id) Object.assign(child, { parentId, parentType })
    }
  }

  #changed(page: Page): Page {
    for (const listener of this.#listeners) listener(page, page.status !== 'current')
    return page
  }

  #typeOf(id: string): ParentType {
    return this.containers.get(id)?.type ?? 'page'
  }

  #id(): string {
    this.#lastId += 16
    return String(this.#lastId)
  }

  #date(): string {
    return new Date(this.#now()).toISOString()
  }
}
