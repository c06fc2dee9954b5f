/** What the caller asked to expand, as a tree of names. */
export interface Expand {
  [name: string]: Expand
}

/** Reads `expand=a.b,c`; with a prefix only what stands below it counts, the rest is silently ignored. */
export function readExpand(query: URLSearchParams, prefix?: string): Expand {
  const root: Expand = {}
  for (const path of query.getAll('expand').flatMap((value) => value.split(','))) {
    let at = root
    for (const name of path.trim().split('.').filter(Boolean)) at = at[name] ??= {}
  }
  return prefix === undefined ? root : (root[prefix] ?? {})
}
