import type { Database, Sql } from '../../src/contract/database.ts'
import { listExclusions } from '../store/exclusions.ts'
import { readPages, withdrawPages, type KnownPage } from '../store/pages.ts'
import { eligible, type Eligibility, type Exclusion } from './eligible.ts'

/** Deletes passages at once, from every edition. */
export type Forget = (tx: Sql, pageIds: readonly number[]) => Promise<void>

/**
 * Whether a page may be trained, pages it includes considered: the crawler may read more than shoppers may, so a page
 * that shows the text of a restricted or excluded one would leak it.
 */
export function judgePage(
  page: KnownPage,
  others: ReadonlyMap<string, KnownPage>,
  exclusions: readonly Exclusion[],
): Eligibility {
  const own = eligible(page, exclusions)
  if (!own.eligible) return own
  for (const id of includedBy(page, others)) {
    const included = others.get(id)
    if (!included) continue
    // An included page need not be in a source itself: it is judged as if it were in those of the including page.
    const verdict = eligible({ ...included, memberships: page.memberships }, exclusions)
    if (!verdict.eligible)
      return { ...verdict, why: `It includes the page "${included.title}". ${verdict.why}` }
  }
  return own
}

/** Ids of all pages that a page includes, through others too. A cycle of includes ends where it closes. */
export function includedBy(page: KnownPage, others: ReadonlyMap<string, KnownPage>): Set<string> {
  const found = new Set<string>()
  const open = Object.keys(page.includes)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id) || id === page.externalId) continue
    found.add(id)
    open.push(...Object.keys(others.get(id)?.includes ?? {}))
  }
  return found
}

/**
 * Holds the rules against what is trained, and takes away at once what they forbid.
 * Pages that a rule no longer forbids wait for the next crawl.
 * @returns ids of the pages that left
 */
export async function reviewPages(
  db: Database,
  forget: Forget,
  filter: { connectionId?: number } = {},
): Promise<number[]> {
  return db.transaction(async (tx) => {
    const exclusions = await listExclusions(tx)
    const pages = await readPages(tx, filter)
    return withdrawForbidden(tx, forget, pages, exclusions)
  })
}

/** The same for pages that are at hand, within a transaction. */
export async function withdrawForbidden(
  tx: Sql,
  forget: Forget,
  pages: readonly KnownPage[],
  exclusions: readonly Exclusion[],
): Promise<number[]> {
  const byConnection = Map.groupBy(pages, (page) => page.connectionId)
  const leaving: { id: number; state: string; why: string }[] = []
  for (const group of byConnection.values()) {
    const others = new Map(group.map((page) => [page.externalId, page]))
    for (const page of group) {
      const verdict = judgePage(page, others, exclusions)
      if (!verdict.eligible && page.state !== verdict.state)
        leaving.push({ id: page.id, state: verdict.state, why: verdict.why })
    }
  }
  if (leaving.length === 0) return []
  const ids = leaving.map((page) => page.id)
  await withdrawPages(tx, leaving)
  await forget(tx, ids)
  return ids
}
