import type { Page, Restrictions } from './model.ts'
import type { Wiki } from './wiki.ts'

/** The account that the connected application, or the personal access token, acts as. */
export interface Caller {
  accountId: string
  groups: string[]
  /** Named in no restriction, yet allowed past each of them, as a crawler account with rights everywhere is. */
  readsRestricted: boolean
}

function named(restrictions: Restrictions | null): restrictions is Restrictions {
  return restrictions !== null && restrictions.users.length + restrictions.groups.length > 0
}

/** The restrictions that bind a page: its own and those of all its ancestors. */
export function binding(wiki: Wiki, page: Page): Restrictions[] {
  const above = wiki.ancestors(page.id).flatMap((node) => ('restrictions' in node ? [node.restrictions] : []))
  return [...above, page.restrictions].filter(named)
}

/** Whether the caller may read the page: the intersection over the page and all above it. */
export function mayRead(wiki: Wiki, page: Page, caller: Caller): boolean {
  if (caller.readsRestricted) return true
  return binding(wiki, page).every(
    ({ users, groups }) =>
      users.includes(caller.accountId) || groups.some((group) => caller.groups.includes(group)),
  )
}
