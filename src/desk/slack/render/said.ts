import type { Attachment } from '../../../contract/message.ts'
import type { Said } from '../../../contract/desk.ts'
import { context, section, weight, type Block, type Post } from '../blocks.ts'
import { MESSAGE_BLOCKS, NOTIFICATION_TEXT, SECTION_TEXT } from '../limits.ts'
import { escape, link, pieces, shorten, size, toMrkdwn, when } from '../text.ts'

/** Sections of one message, about 45,000 characters: longer mails are cut, and it is said. */
const MOST_SECTIONS = 15

/** Who said it, as the thread names them. */
export function speaker(said: Said, shopper: string): string {
  if (said.who === 'shopper') return said.name ?? shopper
  if (said.who === 'bot') return 'Bot'
  return said.name ?? 'A colleague'
}

/** A shopper's file by name, type and size; only what leads to the web is a link. */
export function attachmentLine({ name, contentType, url, bytes }: Attachment): string {
  const title = shorten(name ?? contentType, 200)
  const facts = [
    name === undefined ? undefined : shorten(contentType, 80),
    bytes === undefined ? undefined : size(bytes),
  ]
  const known = facts.filter((fact) => fact !== undefined).map(escape)
  const where = url === undefined ? ' – not available here, ask the shopper if you need it' : ''
  return `:paperclip: ${link(url, title)}${known.length > 0 ? ` (${known.join(', ')})` : ''}${where}`
}

/** How words are put in Slack's markup: the shopper's own letter by letter, ours with their formatting. */
export function markupOf({ who }: Said): (text: string) => string {
  return who === 'shopper' ? escape : toMrkdwn
}

/** What was said, in Slack's markup. */
export function bodySections(said: Said): Block[] {
  const markup = markupOf(said)
  const all = pieces(said.text, SECTION_TEXT)
  const texts = all.slice(0, MOST_SECTIONS).map((piece) => section(markup(piece)))
  if (all.length > MOST_SECTIONS)
    texts.push(context(':scissors: The message is longer than is shown here; its end is left out.'))
  const files = said.attachments.slice(0, 20).map(attachmentLine)
  const choices = said.choices?.length
    ? `_Choices: ${said.choices.map(escape).join(' · ').slice(0, 500)}_`
    : undefined
  const notes = [...files, ...(choices === undefined ? [] : [choices])]
  return [...texts, ...batches(notes).map((lines) => section(lines))]
}

function batches(lines: readonly string[]): string[] {
  const found: string[] = []
  for (const line of lines) {
    const last = found.at(-1)
    if (last !== undefined && last.length + line.length < SECTION_TEXT)
      found[found.length - 1] = `${last}\n${line}`
    else found.push(line)
  }
  return found
}

/** As many messages as the blocks need. The heading is repeated, the last block closes the last one. */
export function spread(text: string, heading: Block, blocks: readonly Block[], last?: Block): Post[] {
  const posts: Post[] = []
  let current: Block[] = [heading]
  const room = MESSAGE_BLOCKS - (last === undefined ? 0 : weight([last]))
  for (const block of blocks) {
    if (current.length > 1 && (weight([...current, block]) > room || current.length > 45)) {
      posts.push({ text, blocks: current })
      current = [heading]
    }
    current.push(block)
  }
  if (last !== undefined) current.push(last)
  posts.push({ text, blocks: current })
  return posts
}

/** One message of the conversation in the thread. */
export function saidPosts(said: Said, shopper: string, state?: Block): Post[] {
  const name = speaker(said, shopper)
  const who = said.who === 'shopper' ? escape(shorten(name, 80)) : `${escape(shorten(name, 80))} → shopper`
  const by = said.channel === 'email' ? ', by e-mail' : ''
  const heading = context(`*${who}*${by} · ${when(said.at)}`, 'who')
  const body = bodySections(said)
  const shown = body.length > 0 ? body : [section('_(no text)_')]
  return spread(escape(shorten(`${name}: ${said.text}`, NOTIFICATION_TEXT)), heading, shown, state)
}
