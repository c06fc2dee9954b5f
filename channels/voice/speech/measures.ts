import type { Grammar } from './grammar.ts'

const NUMBER = String.raw`\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?`

/** "3–5 days", "30 x 20 cm", "2.5kg", "10%": ranges, sizes and units in words. */
export function spokenMeasures(text: string, { to, times, units, money, percent, orMore }: Grammar): string {
  const names = Object.keys(units).toSorted((one, other) => other.length - one.length)
  const unit = new RegExp(
    String.raw`(?<![\p{L}\d.,])(${NUMBER})\s?(${names.join('|')})(?![\p{L}\d²³/])`,
    'gu',
  )
  // "3 pounds 99 – 3 days" is no range: the 99 are pence. With a hyphen it may be a number of an article: a range counts something.
  const coin = Object.values(money).flat().join('|')
  const number = String.raw`\d+(?:[.,]\d+)?`
  const range = new RegExp(
    String.raw`(?<![\p{L}\d.,–-]|(?:${coin}) )(${number})\s?(?:[–—]\s?(?=${number}(?![\d–-]))|-\s?(?=${number}\s?[\p{L}%°]))`,
    'gu',
  )
  return (
    text
      // Two numbers; three in a row (2026-03-01, 12-34-56) are no range.
      .replace(range, `$1 ${to} `)
      .replace(/(?<=\p{Ll}\p{L}{2,})\s?[–—]\s?(?=\p{Lu}\p{Ll})/gu, ` ${to} `)
      .replace(/(?<=\d(?:\s?[cm]?m)?)\s?[x×]\s?(?=\d)/g, ` ${times} `)
      .replace(unit, (_all, number: string, name: string) => {
        const [one, many] = units[name]!
        return `${number} ${number === '1' ? one : many}`
      })
      .replace(/(?<=\d)\s?%/g, ` ${percent}`)
      .replace(/(?<=\d)\+(?=\s|$|[.,;])/g, ` ${orMore}`)
  )
}
