/** Characters that never carry meaning in a message: controls, zero-width, bidirectional marks. */
const INVISIBLE = /(?![\n\r\t])\p{Cc}|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

/** Takes invisible characters out and makes all white space plain, keeping line breaks. */
export function clean(text: string): string {
  return text
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .trim()
}

/** The form in which texts are compared: lower case, no accents, plain quotes and dashes. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f]+/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘`´ʼ]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/ß/g, 'ss')
    .replace(/ł/g, 'l')
    .replace(/ø/g, 'o')
}

/** One line: white space collapsed. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
