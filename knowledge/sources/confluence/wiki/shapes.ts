import { tinyId } from './tiny.ts'
import type { WikiAddress } from './url.ts'

/**
 * One shape of address: gives what it means, `no_body` for what has no text, undefined when it is another shape.
 * `path` is split, decoded and without the wiki's context; an empty string never occurs in it.
 */
type Shape = (path: readonly string[], query: URLSearchParams) => WikiAddress | 'no_body' | undefined

const isId = (text: string | null | undefined): text is string => /^[1-9]\d{0,18}$/.test(text ?? '')
const NO_BODY = ['whiteboard', 'database', 'embed']

/** /spaces/K/pages/ID[/Title], /spaces/K/pages/edit-v2/ID, /spaces/K/pages/ID/edit, and the same without the space. */
const page: Shape = (path) => {
  const inSpace = path[0] === 'spaces'
  const rest = inSpace ? path.slice(2) : path
  if (rest[0] !== 'pages') return undefined
  const id = /^edit(-v2|-embed)?$/.test(rest[1] ?? '') ? rest[2] : rest[1]
  if (!isId(id)) return undefined
  return { kind: 'page', id, ...(inSpace ? { key: path[1]! } : {}) }
}

/** /spaces/K, its overview and its list of pages. */
const space: Shape = ([root, key, view, ...more]) => {
  if (root !== 'spaces' || key === undefined || key.endsWith('.action') || more.length > 0) return undefined
  return view === undefined || view === 'overview' || view === 'pages' ? { kind: 'space', key } : undefined
}

/** /spaces/K/blog/YYYY/MM/DD/ID/T, and its editor. */
const blog: Shape = ([root, key, view, ...rest]) => {
  if (root !== 'spaces' || view !== 'blog') return undefined
  const id = rest[0] === 'edit-v2' ? rest[1] : rest[3]
  return isId(id) ? { kind: 'blog', id, key: key! } : undefined
}

/** /spaces/K/folder/ID, and what stands in the tree without text of its own. */
const container: Shape = ([root, key, type, id]) => {
  if (root !== 'spaces' || type === undefined) return undefined
  if (NO_BODY.includes(type)) return 'no_body'
  return type === 'folder' && isId(id) ? { kind: 'folder', id, key: key! } : undefined
}

/** /display/K, /display/K/Title, /display/K/YYYY/MM/DD/Title. */
const display: Shape = ([root, key, ...rest]) => {
  if (root !== 'display' || key === undefined) return undefined
  if (rest.length === 0) return { kind: 'space', key }
  const day = rest.slice(0, 3).join('-')
  if (rest.length === 4 && /^\d{4}-\d{2}-\d{2}$/.test(day))
    return { kind: 'blogByTitle', key, day, title: rest[3]! }
  return { kind: 'pageByTitle', key, title: rest[0]! }
}

/** viewpage.action, resumedraft.action, viewspace.action and their like: the query decides. */
const action: Shape = (path, query) => {
  if (!path.at(-1)?.endsWith('.action')) return undefined
  const id = query.get('pageId') ?? query.get('draftId')
  if (isId(id)) return { kind: 'page', id }
  const [key, title] = [query.get('spaceKey'), query.get('title')]
  if (key && title) return { kind: 'pageByTitle', key, title }
  const space = query.get('key') ?? key
  return space && path[0] === 'spaces' ? { kind: 'space', key: space } : viewSpace(path, space)
}

const viewSpace = (path: readonly string[], key: string | null): WikiAddress | undefined =>
  key && /^(viewspace|listpages.*|pages)\.action$/.test(path.at(-1) ?? '')
    ? { kind: 'space', key }
    : undefined

/** /x/CODE. */
const tiny: Shape = ([root, code]) => {
  const id = root === 'x' && code ? tinyId(code) : undefined
  return id === undefined ? undefined : { kind: 'tiny', id }
}

export const shapes: readonly Shape[] = [action, page, blog, container, space, display, tiny]
