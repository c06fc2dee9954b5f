// One alternative a construct, the longest first. Inside code nothing is read.
const INLINE = new RegExp(
  [
    /(?<code>`[^`\n]+`)/,
    /\\(?<escaped>[\\`*_{}[\]()#+.!|<>~-])/,
    /!?\[(?<label>[^\]\n]*)\]\((?:<(?<angled>[^>\n]+)>|(?<bare>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+"[^"\n]*")?\)/,
    /<(?<auto>https?:\/\/[^>\s]+|mailto:[^>\s]+)>/,
    /\*\*(?<stars>[^\s*](?:[^\n]*?[^\s*])?)\*\*/,
    /__(?<bars>[^\s_](?:[^\n]*?[^\s_])?)__/,
    /~~(?<struck>[^\s~](?:[^\n]*?[^\s~])?)~~/,
    /(?<![\w*])\*(?<star>[^\s*](?:[^*\n]*?[^\s*])?)\*(?![\w*])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

/**
 * The small Markdown of a message as WhatsApp writes it: `*bold*`, `_italic_`, `~struck~`; headings are bold lines, links are their
 * label with the address behind it, since WhatsApp makes addresses links by itself. Lists are written alike in both.
 */
export function toWhatsApp(markdown: string): string {
  return markdown
    .split('\n')
    .map((line) => {
      const heading = /^#{1,6}\s+(.+?)\s*#*$/.exec(line)?.[1]
      if (heading !== undefined) return `*${inline(heading).replaceAll('*', '')}*`
      const item = /^(\s*)[*+]\s+(.*)$/.exec(line)
      return item ? `${item[1]}- ${inline(item[2]!)}` : inline(line)
    })
    .join('\n')
}

function inline(text: string): string {
  return text.replace(INLINE, (whole, ...rest) => {
    const found = rest.at(-1) as Record<string, string | undefined>
    if (found.escaped !== undefined) return found.escaped
    if (found.label !== undefined) return link(inline(found.label), found.angled ?? found.bare ?? '')
    if (found.auto !== undefined) return found.auto.replace(/^mailto:/, '')
    const bold = found.stars ?? found.bars
    if (bold !== undefined) return `*${inline(bold)}*`
    if (found.struck !== undefined) return `~${inline(found.struck)}~`
    if (found.star !== undefined) return `_${inline(found.star)}_`
    return whole
  })
}

function link(label: string, address: string): string {
  const target = address.replace(/^(mailto|tel):/, '')
  if (label === '' || label === target) return target
  return target === '' ? label : `${label} (${target})`
}
