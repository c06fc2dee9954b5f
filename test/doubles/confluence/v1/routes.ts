import type { Route } from '../cloud/routes.ts'
import {
  childPages,
  content,
  contentLabels,
  contents,
  descendantPages,
  spaceByKey,
  spacesV1,
} from './contents.ts'
import { byOperation, forOperation, restriction } from './restrictions.ts'
import { contentSearch, search } from './search.ts'

const DETAILS = ['read:content-details:confluence', 'read:confluence-content.all']
const SEARCH = ['read:content-details:confluence', 'search:confluence']

/** Below /rest/api. `search` stands before `:id`, which would swallow it. */
const SHARED: Route[] = [
  { path: '/search', scopes: SEARCH, act: search },
  { path: '/content/search', scopes: SEARCH, act: contentSearch },
  { path: '/content/:id', scopes: DETAILS, act: content },
  { path: '/content/:id/restriction', scopes: DETAILS, act: restriction },
  { path: '/content/:id/restriction/byOperation', scopes: DETAILS, act: byOperation },
  { path: '/content/:id/restriction/byOperation/read', scopes: DETAILS, act: forOperation('read') },
  { path: '/content/:id/restriction/byOperation/update', scopes: DETAILS, act: forOperation('update') },
]

const SERVER: Route[] = [
  { path: '/space', scopes: [], act: spacesV1 },
  { path: '/space/:key', scopes: [], act: spaceByKey },
  { path: '/content', scopes: [], act: contents },
  { path: '/content/:id/child/page', scopes: [], act: childPages },
  { path: '/content/:id/descendant/page', scopes: [], act: descendantPages },
  { path: '/content/:id/label', scopes: [], act: contentLabels },
]

function below(prefix: string, routes: Route[]): Route[] {
  return routes.map((route) => ({ ...route, path: prefix + route.path }))
}

/** What Cloud still has of REST v1. */
export const CLOUD_V1: Route[] = below('/wiki/rest/api', SHARED)
/** REST v1 of Data Center, which has no v2. */
export const SERVER_V1: Route[] = below('/rest/api', [...SHARED, ...SERVER])
