/** Characters that show nothing; joiners stay, since emoji and some scripts need them. */
const INVISIBLE = /[\u200B\u2060\uFEFF\u00AD]/g
/** Spaces of all widths, non-breaking ones too. */
const SPACES = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\u2028\u2029]/g

/** Text without invisible characters, all its spaces plain. */
export function plainSpaces(text: string): string {
  return text.replace(INVISIBLE, '').replace(SPACES, ' ')
}

/**
 * Escapes what Markdown would take for markup, and nothing else, so that words stay findable: an underscore inside a word, a lone
 * asterisk or a bracket that starts no link are left alone.
 * @param atLineStart whether the text begins a line, where a dash, a number or a hash would mean something.
 */
export function escapeText(text: string, atLineStart: boolean): string {
  const escaped = /[\\*`_~<&[\]]/.test(text) ? escapeInline(text) : text
  return atLineStart ? escapeStart(escaped) : escaped
}

function escapeInline(text: string): string {
  return text
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '\\\\')
    .replace(/`/g, '\\`')
    .replace(/\*+/g, (run, at: number, all: string) =>
      isLone(all[at - 1], all[at + run.length]) ? run : run.replaceAll('*', '\\*'),
    )
    .replace(/_+/g, (run, at: number, all: string) =>
      isInWord(all[at - 1], all[at + run.length]) ? run : run.replaceAll('_', '\\_'),
    )
    .replace(/~~/g, '\\~~')
    .replace(/<(?=[a-z/!?])/gi, '\\<')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/\](?=[([:])/g, '\\]')
}

function escapeStart(text: string): string {
  return text
    .replace(/^(\s*)([-+>]|#{1,6})(?=\s|$)/, '$1\\$2')
    .replace(/^(\s*)>/, '$1\\>')
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^(\s*)(={2,}|-{2,})(?=\s*$)/, '$1\\$2')
    .replace(/^(\s*)\[(?=[ xX]\])/, '$1\\[')
}

function isLone(before: string | undefined, after: string | undefined): boolean {
  return before === ' ' && (after === undefined || after === ' ')
}

function isInWord(before: string | undefined, after: string | undefined): boolean {
  const word = /[\p{L}\p{N}]/u
  return before !== undefined && after !== undefined && word.test(before) && word.test(after)
}
