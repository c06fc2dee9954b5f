/** A page named by storage format: by title, in the including page's own space unless a key says otherwise. */
export interface PageName {
  title: string
  spaceKey?: string
}

const MACRO =
  /<ac:structured-macro\b[^>]*\bac:name="(?:include|excerpt-include)"[^>]*>([\s\S]*?)<\/ac:structured-macro>/g
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0' }

function unescapeXml(text: string): string {
  return text.replaceAll(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return Number.isInteger(code) && code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : whole
  })
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? undefined : unescapeXml(value)
}

/** The page that the macro's default parameter names as plain text, as old editors wrote it: "KEY:Title" or "Title". */
function plainName(macro: string): PageName | undefined {
  const text = /<ac:(?:default-parameter|parameter ac:name="")>([^<]+)</.exec(macro)?.[1]?.trim()
  if (!text) return undefined
  const [, key, title] = /^(~?[\w.-]+):(?!\s)(.+)$/.exec(unescapeXml(text)) ?? []
  return title === undefined ? { title: unescapeXml(text) } : { title, spaceKey: key! }
}

/** The pages that a body in storage format includes, by name; each once. Links to pages are not includes. */
export function includedNames(storage: string): PageName[] {
  const names = new Map<string, PageName>()
  for (const [, macro = ''] of storage.matchAll(MACRO)) {
    const tag = /<ri:(?:page|blog-post)\b[^>]*>/.exec(macro)?.[0]
    const title = tag && attribute(tag, 'ri:content-title')
    const spaceKey = tag && attribute(tag, 'ri:space-key')
    const name = title ? { title, ...(spaceKey ? { spaceKey } : {}) } : tag ? undefined : plainName(macro)
    if (name) names.set(`${name.spaceKey ?? ''}:${name.title}`, name)
  }
  return [...names.values()]
}
