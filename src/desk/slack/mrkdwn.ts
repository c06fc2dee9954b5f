/** Ids of the people that a text mentions. */
export function mentionedIn(text: string): string[] {
  return [...text.matchAll(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g)].map((match) => match[1]!)
}

/**
 * What a person typed in Slack, as our small Markdown: names in place of mentions, plain addresses, no entities.
 * @param names of the people mentioned, by id
 */
export function fromMrkdwn(text: string, names: ReadonlyMap<string, string> = new Map()): string {
  return text
    .replaceAll(/<([^<>]*)>/g, (_whole, inside: string) => spelled(inside, names))
    .replaceAll(/(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])/g, '**$1**')
    .replaceAll(/&(lt|gt|amp);/g, (_whole, name: string) => ({ lt: '<', gt: '>', amp: '&' })[name]!)
    .trim()
}

function spelled(inside: string, names: ReadonlyMap<string, string>): string {
  const bar = inside.indexOf('|')
  const target = bar < 0 ? inside : inside.slice(0, bar)
  const label = bar < 0 ? undefined : inside.slice(bar + 1)
  if (target.startsWith('@')) return label ?? names.get(target.slice(1)) ?? 'a colleague'
  if (target.startsWith('#')) return `#${label ?? target.slice(1)}`
  if (target.startsWith('!')) return label ?? `@${target.slice(1).split('^')[0]}`
  if (/^(mailto|tel):/.test(target)) return label ?? target.replace(/^\w+:/, '')
  // Slack makes links of bare addresses too: those read best as they were typed.
  if (label === undefined || target.endsWith(label)) return target
  return `[${label}](${target})`
}
