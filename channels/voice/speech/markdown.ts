/** A link in Markdown: its words stay. */
const LINK = /!?\[([^\]]*)\]\(<?[^)\s>]*>?(?:\s+"[^"]*")?\)/g
const MARKS = /(\*\*|__|\*|`{1,3}|~~)(?=\S)([^]*?\S)\1/g
const LEAD = /^\s*(?:#{1,6}\s+|>\s?|[-*+•]\s+|\d{1,3}[.)]\s+)/
const RULE = /^\s*(?:[-*_]\s*){3,}$/
const ESCAPE = /\\([\\`*_{}[\]()#+\-.!|<>~])/g
const STOP = /[.!?…:;,。！？]["”’»)]*$/

/** Lines to be spoken, without the marks of Markdown; each ends with a stop, so that the voice pauses there. */
export function plainLines(markdown: string): string[] {
  return markdown
    .split('\n')
    .filter((line) => !RULE.test(line))
    .map((line) => unmarked(line.replace(LEAD, '').replaceAll('|', ', ')))
    .filter((line) => line !== '')
    .map((line) => (STOP.test(line) ? line : `${line}.`))
}

function unmarked(line: string): string {
  let text = line.replace(LINK, '$1')
  // Bold within italics, or the other way round.
  for (let depth = 0; depth < 2; depth++) text = text.replace(MARKS, '$2')
  return text.replace(ESCAPE, '$1').replace(/\s+/g, ' ').trim()
}
