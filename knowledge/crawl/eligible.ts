/** A rule that keeps pages out ("blacklist"). Without a source it holds for all of them. */
export interface Exclusion {
  id: number
  sourceId: number | null
  kind: 'page' | 'subtree' | 'title' | 'label'
  /** A page id; a title pattern in which * stands for anything; or a label. */
  pattern: string
}

/** What the rules look at. */
export interface PageFacts {
  externalId: string
  title: string
  ancestorIds: readonly string[]
  labels: readonly string[]
  restricted: boolean
  memberships: readonly { sourceId: number; trainRestricted: boolean }[]
}

export type Eligibility =
  { eligible: true } | { eligible: false; state: 'excluded' | 'restricted' | 'gone'; why: string }

/**
 * Whether a page may be trained and cited. One source that allows it is enough; a page in no source is gone.
 * Where some sources exclude it and others would train it but for a restriction, the restriction is the reason shown.
 */
export function eligible(page: PageFacts, exclusions: readonly Exclusion[]): Eligibility {
  let verdict: Eligibility = { eligible: false, state: 'gone', why: 'No source lists this page any more.' }
  for (const { sourceId, trainRestricted } of page.memberships) {
    const rule = exclusions.find(
      (exclusion) =>
        (exclusion.sourceId === null || exclusion.sourceId === sourceId) && matches(exclusion, page),
    )
    if (rule) {
      if (verdict.eligible || verdict.state !== 'restricted')
        verdict = { eligible: false, state: 'excluded', why: `Excluded by ${rule.kind} "${rule.pattern}".` }
    } else if (page.restricted && !trainRestricted) {
      verdict = {
        eligible: false,
        state: 'restricted',
        why: 'This page, or a page above it, may only be read by some people.',
      }
    } else return { eligible: true }
  }
  return verdict
}

function matches({ kind, pattern }: Exclusion, page: PageFacts): boolean {
  switch (kind) {
    case 'page':
      return page.externalId === pattern
    case 'subtree':
      return page.externalId === pattern || page.ancestorIds.includes(pattern)
    case 'label':
      return page.labels.some((label) => label.toLowerCase() === pattern.toLowerCase())
    case 'title':
      return titlePattern(pattern).test(page.title)
  }
}

/** `*` stands for any run of characters; the rest is compared without regard to case. */
export function titlePattern(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'is')
}
