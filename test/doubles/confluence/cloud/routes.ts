import type { Action, Params } from '../context.ts'
import { blogPost, blogPosts, labels, page, pages, pagesInSpace, versions } from './pages.ts'
import { space, spaces } from './spaces.ts'
import { ancestors, container, descendants, directChildren } from './tree.ts'

export interface Route {
  path: string
  /** Any one of these opens it. */
  scopes: string[]
  act: Action
}

const PAGE = ['read:page:confluence']
const SPACE = ['read:space:confluence']
const TREE = ['read:hierarchical-content:confluence']
const METADATA = ['read:content.metadata:confluence']

const CONTAINERS = [
  ['folder', 'folders'],
  ['whiteboard', 'whiteboards'],
  ['database', 'databases'],
  ['embed', 'embeds'],
] as const

/** The read half of REST v2 that the double speaks. */
export const V2: Route[] = [
  { path: '/spaces', scopes: SPACE, act: spaces },
  { path: '/spaces/:id', scopes: SPACE, act: space },
  { path: '/spaces/:id/pages', scopes: PAGE, act: pagesInSpace },
  { path: '/pages', scopes: PAGE, act: pages },
  { path: '/pages/:id', scopes: PAGE, act: page },
  { path: '/pages/:id/labels', scopes: PAGE, act: labels },
  { path: '/pages/:id/versions', scopes: PAGE, act: versions },
  { path: '/pages/:id/ancestors', scopes: METADATA, act: ancestors('page') },
  { path: '/pages/:id/descendants', scopes: TREE, act: descendants('page') },
  { path: '/pages/:id/direct-children', scopes: TREE, act: directChildren('page') },
  { path: '/blogposts', scopes: PAGE, act: blogPosts },
  { path: '/blogposts/:id', scopes: PAGE, act: blogPost },
  ...CONTAINERS.flatMap(([type, path]): Route[] => [
    { path: `/${path}/:id`, scopes: [`read:${type}:confluence`], act: container(type) },
    { path: `/${path}/:id/ancestors`, scopes: METADATA, act: ancestors(type) },
    { path: `/${path}/:id/descendants`, scopes: TREE, act: descendants(type) },
    { path: `/${path}/:id/direct-children`, scopes: TREE, act: directChildren(type) },
  ]),
].map((route) => ({ ...route, path: `/wiki/api/v2${route.path}` }))

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The route of a path, with its parameters. */
export function match(routes: readonly Route[], path: string): { route: Route; params: Params } | undefined {
  const given = path.split('/')
  for (const route of routes) {
    const wanted = route.path.split('/')
    if (wanted.length !== given.length) continue
    const params: Params = {}
    const fits = wanted.every((part, at) => {
      const value = decoded(given[at] ?? '')
      if (!part.startsWith(':')) return part === value
      params[part.slice(1)] = value
      return true
    })
    if (fits) return { route, params }
  }
  return undefined
}
