import type { Said } from '../../../contract/desk.ts'
import { context, section, type Block, type Post } from '../blocks.ts'
import { SECTION_TEXT } from '../limits.ts'
import { escape, pieces, shorten, when } from '../text.ts'
import { attachmentLine, markupOf, speaker, spread } from './said.ts'

/** More of a transcript than this many messages is not read by anybody in a hurry; the oldest are left out, and it is said. */
const MOST_POSTS = 8

/** One thing said, on as many lines as it needs, each fit for a section. */
function lines(said: Said, shopper: string): string[] {
  const head = `*${escape(shorten(speaker(said, shopper), 80))}* ${when(said.at, '{time}')}: `
  const files = said.attachments.slice(0, 10).map(attachmentLine)
  const [first = '', ...more] = pieces(said.text, SECTION_TEXT - 400).map(markupOf(said))
  return [`${head}${first}`, ...more, ...files]
}

/** The newest part of a transcript that fits in so many characters, and whether anything was left out. */
export function newest(
  transcript: readonly Said[],
  shopper: string,
  room: number,
): { text: string; cut: boolean } {
  const kept: string[] = []
  let left = room
  for (const said of transcript.toReversed()) {
    const text = lines(said, shopper).join('\n')
    if (text.length + 1 > left) {
      if (kept.length === 0 && room > 200) {
        const head = `*${escape(shorten(speaker(said, shopper), 40))}*: `
        kept.push(`${head}${markupOf(said)(shorten(said.text, room - head.length))}`)
      }
      return { text: kept.reverse().join('\n'), cut: true }
    }
    kept.push(text)
    left -= text.length + 1
  }
  return { text: kept.reverse().join('\n'), cut: false }
}

/** The whole conversation so far, in as many messages as it needs. */
export function transcriptPosts(transcript: readonly Said[], shopper: string): Post[] {
  const sections: Block[] = []
  let text = ''
  for (const line of transcript.flatMap((said) => lines(said, shopper))) {
    if (text.length + line.length + 1 > SECTION_TEXT) {
      sections.push(section(text))
      text = ''
    }
    text = text === '' ? line : `${text}\n${line}`
  }
  if (text !== '') sections.push(section(text))
  const posts = spread('The conversation so far', context('*The conversation so far*'), sections)
  if (posts.length <= MOST_POSTS) return posts
  const kept = posts.slice(-MOST_POSTS)
  const note = context(':scissors: The oldest part of this long conversation is left out here.')
  return [{ text: 'The conversation so far', blocks: [note, ...kept[0]!.blocks] }, ...kept.slice(1)]
}
