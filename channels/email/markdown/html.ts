/** `[label](address)`, also with the address in angle brackets. */
export const LINK = /\[([^[\]\n]{1,500})\]\(<?([^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)>?\)/g

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it may stand in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!)
}

/** The address, when it is one that a shopper may be led to. */
export function safeUrl(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined
  const { protocol, href } = new URL(url)
  return protocol === 'https:' || protocol === 'http:' || protocol === 'mailto:' ? href : undefined
}

/** The small Markdown of answers as HTML: paragraphs, lists, bold, emphasis, code, links. All else is text, and escaped. */
export function toHtml(markdown: string): string {
  return markdown
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .filter((block) => block.trim() !== '')
    .map(block)
    .join('')
}

const ITEM = /^\s*(?:([-*+])|(\d{1,3})[.)])\s+(.*)$/

function block(text: string): string {
  const out: string[] = []
  let plain: string[] = []
  let list: { tag: string; items: string[] } | undefined
  const endPlain = () => {
    if (plain.length > 0) out.push(`<p>${plain.map(inline).join('<br>')}</p>`)
    plain = []
  }
  const endList = () => {
    if (list)
      out.push(`<${list.tag}>${list.items.map((item) => `<li>${inline(item)}</li>`).join('')}</${list.tag}>`)
    list = undefined
  }
  for (const line of text.split('\n')) {
    const [, bullet, number, item] = ITEM.exec(line) ?? []
    if (item === undefined) {
      endList()
      plain.push(line.replace(/^#{1,6}\s+(.*)$/, '**$1**'))
      continue
    }
    endPlain()
    const tag = bullet ? 'ul' : `ol start="${number}"`
    if (!list || list.tag.slice(0, 2) !== tag.slice(0, 2)) {
      endList()
      list = { tag, items: [] }
    }
    list.items.push(item)
  }
  endPlain()
  endList()
  return out.join('').replace(/<\/ol start="\d+">/g, '</ol>')
}

/** Links are set aside first, so that nothing inside an address is taken for emphasis. */
function inline(text: string): string {
  const links: string[] = []
  const marked = text.replaceAll('\ue000', '').replace(LINK, (whole, label: string, url: string) => {
    const safe = safeUrl(url)
    links.push(
      safe === undefined
        ? escapeHtml(whole)
        : `<a href="${escapeHtml(safe)}">${emphasis(escapeHtml(label))}</a>`,
    )
    return `\ue000${links.length - 1}\ue000`
  })
  return emphasis(escapeHtml(marked)).replace(
    /\ue000(\d+)\ue000/g,
    (_, at: string) => links[Number(at)] ?? '',
  )
}

function emphasis(escaped: string): string {
  return escaped
    .replace(/(\*\*|__)(?=\S)([^\n]*?\S)\1/g, '<strong>$2</strong>')
    .replace(/(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])/g, '<em>$1</em>')
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replace(/\\([\\`*_[\]()#+.!-])/g, '$1')
}
