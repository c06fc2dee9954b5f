import { ownRestriction } from '../wiki/rights.ts'
import type { CloudCalls, Hit } from './calls.ts'

/** What search told of one page. */
export interface Details {
  /** The version that the index knew; another one in the listing means that the index is behind. */
  version: number | undefined
  restricted: boolean | undefined
  labels: string[] | undefined
}

function detailsOf(hit: Hit): Details {
  const labels = hit.metadata?.labels
  return {
    version: hit.version?.number,
    restricted: ownRestriction(hit.restrictions),
    // A list that goes on elsewhere is not the whole list.
    labels: labels && !labels._links?.next ? labels.results.map(({ name }) => name) : undefined,
  }
}

async function collect(calls: CloudCalls, cql: string, into: Map<string, Details>): Promise<void> {
  for await (const hits of calls.details(cql)) for (const hit of hits) into.set(hit.id, detailsOf(hit))
}

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`

/**
 * Details of every page that search knows in a space. The index lags by some 20 s and what is gone lingers: absence means
 * nothing, and a restriction set within the lag without an edit is seen by the next listing.
 */
export async function detailsOfSpace(calls: CloudCalls, key: string): Promise<Map<string, Details>> {
  const found = new Map<string, Details>()
  await collect(calls, `space = ${quote(key)} and type = page`, found)
  return found
}

const IDS_AT_ONCE = 100

/** Details of some pages, for what is smaller than a space. */
export async function detailsOfPages(
  calls: CloudCalls,
  ids: readonly string[],
): Promise<Map<string, Details>> {
  const found = new Map<string, Details>()
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE)
    await collect(calls, `id in (${ids.slice(at, at + IDS_AT_ONCE).join(', ')})`, found)
  return found
}
