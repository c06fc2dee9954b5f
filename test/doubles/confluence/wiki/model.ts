/** What a wiki is made of, as the double keeps it. Wire shapes are built from it per API. */

export type ContainerType = 'folder' | 'whiteboard' | 'database' | 'embed'
export type ParentType = 'page' | ContainerType
export type Status = 'current' | 'archived' | 'trashed' | 'draft'

export interface Space {
  /** Numeric, as a string. */
  id: string
  key: string
  name: string
  type: 'global' | 'personal' | 'collaboration' | 'knowledge_base'
  status: 'current' | 'archived'
  homepageId: string | null
  /** ISO 8601. */
  createdAt: string
}

/** Stands in the page tree without a body of its own that the API would give. */
export interface Container {
  id: string
  type: ContainerType
  title: string
  spaceKey: string
  parentId: string | null
  parentType: ParentType | null
  status: Status
  createdAt: string
  position: number
}

/** Who may read; nobody named in either list means that the page has no restriction of its own. */
export interface Restrictions {
  users: string[]
  groups: string[]
}

/** What a page was before an edit; only the body and the title are kept by version. */
export interface PastVersion {
  number: number
  title: string
  view: string
  storage?: string
  createdAt: string
}

export interface Page {
  id: string
  type: 'page' | 'blogpost'
  spaceKey: string
  title: string
  parentId: string | null
  parentType: ParentType | null
  status: Status
  version: number
  createdAt: string
  updatedAt: string
  labels: string[]
  restrictions: Restrictions | null
  /** Ids of the pages whose text this page shows. */
  includes: string[]
  /** Rendered HTML with include marks still in it. */
  view: string
  /** Storage format; derived from the view when absent. */
  storage?: string
  position: number
  history: PastVersion[]
}

/** Ids are numbers written as strings, some beyond 2^53. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
