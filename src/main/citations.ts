import type { Sql } from '../contract/database.ts'
import type { Candidate } from '../contract/knowledge.ts'
import type { CitationPolicy } from '../../knowledge/store/sources.ts'

/** What shoppers see of a page, by the policy of its source. */
export interface CitationPolicies {
  show(passage: Candidate): { title: string; url?: string }
  /** Reads the policies again. */
  refresh(): Promise<void>
}

interface Row {
  pageId: number
  externalId: string
  policy: CitationPolicy
}

/** The policies that differ from showing the link; most shops have few, so they are kept in memory. */
export async function citationPolicies(db: Sql): Promise<CitationPolicies> {
  let rules = new Map<number, Row>()
  const refresh = async () => {
    const rows = await db.query<Row>(
      `SELECT page.id AS "pageId", page.external_id AS "externalId", source.citation AS policy
       FROM source JOIN source_page ON source_page.source_id = source.id
       JOIN page ON page.id = source_page.page_id
       WHERE source.citation->>'show' <> 'link' ORDER BY source.citation->>'show'`,
    )
    // Sorted so that, of several sources, the one that shows least is read last and holds.
    rules = new Map(rows.sort(byOpenness).map((row) => [row.pageId, row]))
  }
  await refresh()
  return {
    refresh,
    show({ pageId, title, url }) {
      const rule = rules.get(pageId)
      if (!rule) return { title, url }
      if (rule.policy.show === 'template')
        return { title, url: fill(rule.policy.template, rule.externalId, title) }
      return { title }
    },
  }
}

const OPENNESS = ['link', 'template', 'title']

function byOpenness(a: Row, b: Row): number {
  return OPENNESS.indexOf(a.policy.show) - OPENNESS.indexOf(b.policy.show)
}

/** `{id}`, `{title}` and `{slug}` in a public address. */
export function fill(template: string, id: string, title: string): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  const values: Record<string, string> = { id, title: encodeURIComponent(title), slug }
  return template.replace(/\{(id|title|slug)\}/g, (_, name: string) => values[name]!)
}
