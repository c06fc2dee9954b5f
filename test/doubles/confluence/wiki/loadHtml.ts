import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { Wiki } from './wiki.ts'
import { extent } from './element.ts'
import { toText } from './xhtml.ts'

const EPOCH = Date.UTC(2024, 0, 1)

function htmlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.html?$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** The id in a file name such as Title_12345.html, else one made from the path, the same at each start. */
function idOf(path: string): string {
  const numeric = /(?:^|[_-])(\d{4,18})\.html?$/i.exec(basename(path))?.[1]
  return numeric ?? String(1_000_000_000 + createHash('sha256').update(path).digest().readUInt32BE(0))
}

interface Document {
  title: string
  view: string
}

const attribute = (name: string, value: string) =>
  new RegExp(`<([a-z]+)\\b[^>]*\\b${name}\\s*=\\s*["'](?:[^"']*\\s)?${value}(?:\\s[^"']*)?["'][^>]*>`, 'i')
/** Where the body of a page stands, the surest first. */
const BODIES = [
  attribute('id', 'main-content'),
  attribute('class', 'wiki-content'),
  attribute('id', 'content'),
  /<(body)\b[^>]*>/i,
]

/** What stands inside the first element that the pattern opens, as it is written. */
function inside(html: string, opening: RegExp): string | undefined {
  const open = opening.exec(html)
  const name = open?.[1]
  if (!open || name === undefined) return undefined
  const start = open.index + open[0].length
  return html.slice(start, extent(html, name, start).inner)
}

/** What is a page of a wiki in a document: title and body, without the chrome of the site. */
export function readDocument(html: string, name: string): Document {
  const view = BODIES.map((body) => inside(html, body)).find((found) => found !== undefined) ?? html
  const text = (tag: string) => toText(inside(html, new RegExp(`<(${tag})\\b[^>]*>`, 'i')) ?? '')
  return { title: text('title') || text('h1') || basename(name).replace(/\.html?$/i, ''), view: view.trim() }
}

/** Exports write "Space : Page" or "Site -- Page"; what most titles of a folder begin with goes. */
function commonPrefix(titles: string[]): string {
  const counts = new Map<string, number>()
  for (const title of titles) {
    const prefix = /^.+? (?::|--) /.exec(title)?.[0]
    if (prefix) counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  }
  return [...counts].find(([, count]) => count > 1 && count > titles.length / 4)?.[0] ?? ''
}

/** The titles of one folder's documents, without what they have in common. */
function shortTitles(documents: readonly Document[]): string[] {
  const prefix = commonPrefix(documents.map(({ title }) => title))
  return documents.map(({ title }) => (title.startsWith(prefix) ? title.slice(prefix.length) : title))
}

/** Loads every HTML file below a folder into one space, each as a page at its top; titles are made unique. */
export function loadHtmlFolder(wiki: Wiki, folder: string, spaceKey: string): void {
  const space = wiki.addSpace({ id: '65537', key: spaceKey, name: basename(folder) })
  const byFolder = Map.groupBy(htmlFiles(folder), dirname)
  const taken = new Set<string>()
  for (const files of byFolder.values()) {
    const documents = files.map((file) => readDocument(readFileSync(file, 'utf8'), file))
    for (const [at, title] of shortTitles(documents).entries()) {
      let unique = title
      for (let copy = 2; taken.has(unique); copy += 1) unique = `${title} (${copy})`
      taken.add(unique)
      const path = relative(folder, files[at] ?? '')
        .split(sep)
        .join('/')
      const id = wiki.pages.has(idOf(path)) ? idOf(`${path}#`) : idOf(path)
      const createdAt = new Date(EPOCH + taken.size * 60_000).toISOString()
      wiki.addPage({ id, spaceKey: space.key, title: unique, view: documents[at]?.view ?? '', createdAt })
    }
  }
}
