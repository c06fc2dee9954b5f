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
    const verdicts = judgeAll(await readPages(tx, filter), await listExclusions(tx))
    return withdrawForbidden(tx, forget, verdicts)
  })
}

/** Every page with its verdict. */
export function judgeAll(
  pages: readonly KnownPage[],
  exclusions: readonly Exclusion[],
): { page: KnownPage; verdict: Eligibility }[] {
  const sites = new Map<number, Map<string, KnownPage>>()
  for (const page of pages) {
    const site = sites.get(page.connectionId) ?? new Map<string, KnownPage>()
    sites.set(page.connectionId, site.set(page.externalId, page))
  }
  return pages.map((page) => ({ page, verdict: judgePage(page, sites.get(page.connectionId)!, exclusions) }))
}

/** Takes forbidden pages away, within a transaction. @returns ids of those that were not away already */
export async function withdrawForbidden(
  tx: Sql,
  forget: Forget,
  verdicts: readonly { page: KnownPage; verdict: Eligibility }[],
): Promise<number[]> {
  const leaving = verdicts.flatMap(({ page, verdict }) =>
    verdict.eligible || page.state === verdict.state
      ? []
      : [{ id: page.id, state: verdict.state, why: verdict.why }],
  )
  if (leaving.length === 0) return []
  const ids = leaving.map((page) => page.id)
  await withdrawPages(tx, leaving)
  await forget(tx, ids)
  return ids
}
