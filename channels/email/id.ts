import { createHash } from 'node:crypto'
import { party, type Mail } from './mail/mail.ts'

/** What makes two copies of a mail the same: its author, time, subject and words; not the way it took. */
export function digestOf(mail: Mail): string {
  const { from, date, subject, readable, html, files } = mail
  return sha(
    JSON.stringify([from[0]?.address, date?.toISOString(), subject, readable, readable ? '' : html, files]),
  )
}

/** The mail's own Message-ID; where it has none, one made of its contents, the same whenever it comes. */
export function externalIdOf(mail: Mail): string {
  return mail.messageId ?? `sha256:${digestOf(mail)}`
}

/** The thread that a mail begins, if it belongs to no known one: of one person, and of the mail at its root. */
export function newThreadId(mail: Mail, account: string): string {
  const root = mail.references[0] ?? mail.inReplyTo ?? externalIdOf(mail)
  return sha(JSON.stringify([account, party(mail)?.address, root])).slice(0, 24)
}

/** Subject without what mail programs put before it; equal for a question and its replies. Empty where there is none. */
export function subjectKey(subject: string): string {
  return subject
    .normalize('NFKC')
    .toLowerCase()
    .replace(
      /^(?:\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|aw|antw|antwort|sv|vs|ref|rif|r|odp|ynt|ответ|回复|答复|回覆|返信|fwd?|wg|tr|doorst|i|enc|vb|пер|转发)\s*(?:\[\d+\]|\(\d+\))?\s*[:：])+/u,
      '',
    )
    .replace(/\s+/g, ' ')
    .trim()
}

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
