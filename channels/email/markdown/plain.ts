import { LINK, safeUrl } from './html.ts'

/** The small Markdown of answers as plain text: links spelled out, emphasis left away, lists as they are. */
export function toPlain(markdown: string): string {
  return markdown
    .replace(LINK, (_, label: string, url: string) => {
      const safe = safeUrl(url)
      return safe === undefined || safe === label ? label : `${label} (${safe})`
    })
    .replace(/(\*\*|__)(?=\S)([^\n]*?\S)\1/g, '$2')
    .replace(/(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])/g, '$1')
    .replace(/`([^`\n]+)`/g, '$1')
    .replace(/^#{1,6}\s+/gm, '')
    .replace(/^(\s*)[*+]\s+/gm, '$1- ')
    .replace(/\\([\\`*_[\]<>()#+.!-])/g, '$1')
}
