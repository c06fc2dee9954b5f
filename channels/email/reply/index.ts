import type { Reply } from './cut.ts'
import { cutLines } from './cut.ts'
import { htmlLines } from './html/lines.ts'
import { readLines } from './lines.ts'
import { plain } from './words.ts'

export type { Cut, Reply } from './cut.ts'

/** The parts of a mail that matter here. */
export type Mail = {
  /** The text/plain part as sent; leave it out when there is none, rather than one made from the HTML. */
  text?: string
  html?: string
  /** The sender as in the header ("Ada Byron <ada@example.org>"): their name above contact lines is a signature. */
  from?: string
}

/**
 * What the person wrote in this mail, without quotes, signatures and disclaimers, and what was cut, in order.
 *
 * When in doubt a line is kept. A forwarded mail with nothing written above it is the message, without its header. Inline
 * answers are kept, and with them the quotes they answer; a quote with an attribution and one at the end are cut.
 * The text part is read first; the HTML where there is no text, or where it alone shows a quote. Pure, never throws, linear in the length.
 */
export function replyText(mail: Mail): Reply {
  const name = senderName(mail.from)
  const text = mail.text ?? ''
  const html = mail.html ?? ''
  const fromText = cutLines(readLines(text), name)
  if (html === '' || showsQuote(fromText)) return fromText
  const fromHtml = cutLines(htmlLines(html), name)
  if (text.trim() === '') return fromHtml
  return fromHtml.text !== '' && (fromText.text === '' || showsQuote(fromHtml)) ? fromHtml : fromText
}

function showsQuote(reply: Reply): boolean {
  return reply.text !== '' && reply.cut.some((cut) => cut.kind === 'quote' || cut.kind === 'forward')
}

/** The display name, when it is a name of at least two words. */
function senderName(from: string | undefined): string | undefined {
  const name = plain((from ?? '').slice(0, 200).split('<')[0] ?? '').replace(/^["']+|["']+$/g, '')
  return name.includes(' ') && !name.includes('@') ? name : undefined
}
