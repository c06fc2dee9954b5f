/** What an escape of Markdown may stand before. */
const ESCAPED = /\\([\\`*_{}[\]()#+\-.!<>|~])/g

/** The small Markdown of an answer as Instagram shows text: no markup, links written out, bullets as signs. */
export function plain(markdown: string): string {
  return markdown
    .replace(/\r\n?/g, '\n')
    .replace(/!?\[([^\]\n]*)\]\(<?([^\s)>]+)>?\)/g, (_, label: string, url: string) => written(label, url))
    .replace(/<(https?:\/\/[^\s>]+)>/g, '$1')
    .replace(/^[ \t]{0,3}#{1,6}[ \t]+/gm, '')
    .replace(/^([ \t]*)[-*+][ \t]+/gm, '$1• ')
    .replace(/\*\*(\S(?:[^\n]*?\S)?)\*\*/g, '$1')
    .replace(/(^|[\s(])\*(\S(?:[^*\n]*?\S)?)\*(?=$|[\s).,;:!?])/gm, '$1$2')
    .replace(/`([^`\n]+)`/g, '$1')
    .replace(ESCAPED, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function written(label: string, url: string): string {
  const shown = label.trim()
  return shown === '' || shown === url ? url : `${shown}: ${url}`
}
