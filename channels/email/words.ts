import { replyText } from './reply/index.ts'
import type { Mail } from './mail/mail.ts'

/** What the shopper wrote now. A mail that only passes others' words on is taken whole, and one without words by its subject. */
export function wordsOf(mail: Mail): string {
  const { text } = replyText({
    ...(mail.text === undefined ? {} : { text: mail.text }),
    ...(mail.html === undefined ? {} : { html: mail.html }),
    ...(mail.from[0] ? { from: `${mail.from[0].name ?? ''} <${mail.from[0].address}>` } : {}),
  })
  return text.trim() || mail.readable.trim() || (mail.files.length === 0 ? mail.subject.trim() : '')
}
