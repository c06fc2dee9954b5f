/** Marks of direction, joiners and other invisible characters that clients scatter through their lines. */
const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g

/** Hyphens and dashes of every kind, which clients and spelling correction swap freely. */
const DASHES = /[\u2010-\u2015\u2212\u2500\u2501\ufe58\ufe63\uff0d]/g

/** A line as it is compared with the tables: compatibility form, lower case, plain digits, dashes and apostrophes, single spaces. */
export function plain(line: string): string {
  return line
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(DASHES, '-')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
}

/** A table of phrases: one line per language or group, phrases between bars, each in the form of `plain`. */
export function phrases(table: string): readonly string[] {
  const all = table.split(/[|\n]/).map(plain)
  return [...new Set(all)].filter((phrase) => phrase !== '')
}

const LETTER = /[\p{L}\p{M}\p{N}]/u
/** Scripts without spaces between words, or with particles grown onto them: there a phrase may touch its neighbours. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Hebrew}\p{Script=Arabic}]/u

/** Where a phrase stands as whole words in a plain line. */
export type Place = { start: number; end: number }

/** The first phrase of the table that stands in the line as whole words. */
export function findPhrase(line: string, table: readonly string[]): Place | undefined {
  for (const phrase of table) {
    for (let start = line.indexOf(phrase); start >= 0; start = line.indexOf(phrase, start + 1)) {
      const end = start + phrase.length
      if (UNSPACED.test(phrase) || !(touches(line[start - 1]) || touches(line[end]))) return { start, end }
    }
  }
  return undefined
}

function touches(neighbour: string | undefined): boolean {
  return neighbour !== undefined && LETTER.test(neighbour)
}

/** Whether the line begins with a phrase of the table, as whole words. */
export function startsWith(line: string, table: readonly string[]): boolean {
  return table.some(
    (phrase) =>
      line.startsWith(phrase) &&
      (UNSPACED.test(phrase) || !touches(line[phrase.length]) || !touches(phrase.at(-1))),
  )
}
