import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { JSDOM } from 'jsdom'
import type { Wiki } from './wiki.ts'

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

/** What a page of a wiki is in a document around it: title and body, without the site's chrome. */
export function readDocument(html: string, name: string): Document {
  const { document } = new JSDOM(html).window
  const main =
    document.querySelector('#main-content') ??
    document.querySelector('.wiki-content') ??
    document.querySelector('#content') ??
    document.body
  const text = (selector: string) =>
    document.querySelector(selector)?.textContent?.replaceAll(/\s+/g, ' ').trim()
  const fallback = basename(name).replace(/\.html?$/i, '')
  return { title: text('title') || text('h1') || fallback, view: main.innerHTML.trim() }
}

/** Exports write "Space : Page"; the space's part goes when it is the same in most files. */
function commonPrefix(titles: string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const title of titles) {
    const prefix = /^([^:]+ : )/.exec(title)?.[1]
    if (prefix) counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
  }
  return [...counts].find(([, count]) => count > 1 && count > titles.length / 4)?.[0]
}

/** Loads every HTML file below a folder into one space, each as a page at its top; titles are made unique. */
export function loadHtmlFolder(wiki: Wiki, folder: string, spaceKey: string): void {
  const space = wiki.addSpace({ id: '65537', key: spaceKey, name: basename(folder) })
  const files = htmlFiles(folder)
  const documents = files.map((file) => ({ file, ...readDocument(readFileSync(file, 'utf8'), file) }))
  const prefix = commonPrefix(documents.map(({ title }) => title))
  const taken = new Set<string>()
  for (const [at, { file, title, view }] of documents.entries()) {
    const short = prefix && title.startsWith(prefix) ? title.slice(prefix.length) : title
    let unique = short
    for (let copy = 2; taken.has(unique); copy += 1) unique = `${short} (${copy})`
    taken.add(unique)
    const path = relative(folder, file).split(sep).join('/')
    const id = wiki.pages.has(idOf(path)) ? idOf(`${path}#`) : idOf(path)
    wiki.addPage({
      id,
      spaceKey: space.key,
      title: unique,
      view,
      createdAt: new Date(EPOCH + at * 60_000).toISOString(),
    })
  }
}
