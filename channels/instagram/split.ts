/** What may not be cut: an address on the web, in the characters that one is written in. */
const LINK = /https?:\/\/[!-~]+/g
/** How far behind a part the end of a link is looked for. */
const LONGEST_LINK = 4096

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' })
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

export function byteLength(text: string): number {
  return Buffer.byteLength(text)
}

/**
 * Splits a text into parts of at most `bytes` UTF-8 bytes: after a paragraph, else a line, else a sentence, else a word; never inside a
 * character that the reader sees as one, nor inside a link, unless that alone is longer than a part.
 */
export function split(text: string, bytes: number): string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (byteLength(rest) > bytes) {
    const end = cutOf(rest, bytes)
    const part = rest.slice(0, end).trim()
    if (part !== '') parts.push(part)
    rest = rest.slice(end).trim()
  }
  return rest === '' ? parts : [...parts, rest]
}

/** Where the first part ends, as an index of the text. */
function cutOf(text: string, bytes: number): number {
  const room = fitting(text, bytes)
  // One more, so that a text that fits up to a white space may be cut there.
  const head = text.slice(0, room + 1)
  const links = linksOf(text.slice(0, bytes + LONGEST_LINK))
  const outside = (at: number) => !links.some(([start, end]) => start < at && at < end)
  const places = [
    lastAfter(head, /\n\s*\n/g, room),
    lastAfter(head, /\n/g, room),
    sentenceEnds(head, room).findLast(outside),
    lastAfter(head, /\s/g, room),
  ]
  // A part that is nearly empty reads worse than one that ends at a lesser place.
  const good = places.find((place) => place !== undefined && place > room / 3)
  const any = good ?? Math.max(0, ...places.map((place) => place ?? 0))
  if (any > 0) return any
  return insideWord(head, room, links)
}

/** The end of the last match that begins within the room. */
function lastAfter(head: string, pattern: RegExp, room: number): number | undefined {
  const last = [...head.matchAll(pattern)].findLast(({ index }) => index > 0 && index <= room)
  return last && Math.min(last.index + last[0].length, room + 1)
}

function sentenceEnds(head: string, room: number): number[] {
  return [...sentences.segment(head)].map(({ index }) => index).filter((index) => index > 0 && index <= room)
}

/** Text without any place to cut: between two characters, before a link if there is something in front of it. */
function insideWord(head: string, room: number, links: [number, number][]): number {
  const link = links.find(([start, end]) => start > 0 && start < room && room < end)
  if (link) return link[0]
  const ends = [...characters.segment(head)].map(({ index }) => index)
  return ends.findLast((index) => index > 0 && index <= room) ?? wellFormed(head, room)
}

/** The longest beginning of at most so many bytes, as an index that divides no code point. */
function fitting(text: string, bytes: number): number {
  let used = 0
  let index = 0
  for (const character of text) {
    used += byteLength(character)
    if (used > bytes) break
    index += character.length
  }
  return index
}

/** For one character longer than a part: between its code points. */
function wellFormed(head: string, room: number): number {
  return /[\ud800-\udbff]$/.test(head.slice(0, room)) ? room - 1 : Math.max(room, 1)
}

function linksOf(text: string): [number, number][] {
  return [...text.matchAll(LINK)].map(({ index, 0: link }) => [index, index + link.length])
}
