import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Container, Page, Restrictions, Space } from './model.ts'
import type { Wiki } from './wiki.ts'

/** A page in wiki.json; `view` and `storage` name files beside it. */
export type PageEntry = Partial<Omit<Page, 'history' | 'restrictions'>> & {
  id: string
  spaceKey: string
  title: string
  view: string
  restrictions?: Partial<Restrictions> | null
}
type ContainerEntry = Partial<Container> & { id: string; spaceKey: string; title: string }

/** The file wiki.json: a whole wiki in one folder. */
export interface WikiFile {
  site?: { name?: string; url?: string }
  spaces: (Partial<Space> & { key: string })[]
  folders?: ContainerEntry[]
  whiteboards?: ContainerEntry[]
  databases?: ContainerEntry[]
  embeds?: ContainerEntry[]
  pages: PageEntry[]
  blogposts?: PageEntry[]
}

/** Ids may be numbers in the file; they are strings everywhere else. */
function texts<T>(entry: T): T {
  return JSON.parse(
    JSON.stringify(entry, (key, value: unknown) =>
      typeof value === 'number' && /^(id|parentId|homepageId)$/.test(key) ? String(value) : value,
    ),
  ) as T
}

/** Loads a folder that has a wiki.json; returns its site. */
export function loadWikiJson(wiki: Wiki, folder: string): WikiFile['site'] {
  const file = texts(JSON.parse(readFileSync(join(folder, 'wiki.json'), 'utf8')) as WikiFile)
  for (const space of file.spaces) wiki.addSpace(space)
  const containers: [ContainerEntry[] | undefined, Container['type']][] = [
    [file.folders, 'folder'],
    [file.whiteboards, 'whiteboard'],
    [file.databases, 'database'],
    [file.embeds, 'embed'],
  ]
  for (const [entries, type] of containers)
    for (const entry of entries ?? []) wiki.addContainer({ type, ...entry })
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  for (const [entries, type] of [[file.pages, 'page'] as const, [file.blogposts, 'blogpost'] as const]) {
    for (const { view, storage, restrictions, includes, ...entry } of entries ?? []) {
      const limits = restrictions && { users: restrictions.users ?? [], groups: restrictions.groups ?? [] }
      wiki.addPage({
        type,
        ...entry,
        includes: (includes ?? []).map(String),
        restrictions: limits ?? null,
        view: read(view),
        ...(storage === undefined ? {} : { storage: read(storage) }),
      })
    }
  }
  return file.site
}
