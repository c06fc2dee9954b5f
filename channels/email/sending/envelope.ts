import type { SendContext } from '../../../src/contract/channel.ts'
import { cleanLine } from '../mail/clean.ts'
import type { WireMail } from '../render.ts'

/** The thread that a mail of ours goes into, as our own tables know it. */
export interface SendThread {
  party: string
  partyName?: string
  /** Of the shopper's newest mail. */
  subject: string
  /** Message-IDs: what the mail answers, and what that one referred to, oldest first. */
  parent?: string
  references: string[]
}

/** A mail as nodemailer takes it. */
export interface OutgoingMail {
  from: { name: string; address: string }
  to: { name: string; address: string }
  subject: string
  messageId: string
  inReplyTo?: string
  references?: string[]
  date: Date
  headers: Record<string, string>
  text: string
  html: string
  attachments: { filename: string; contentType: string; content: Buffer }[]
  disableFileAccess: true
  disableUrlAccess: true
}

// RFC 5322 allows lines of 998 octets; the first and the newest ids are those that mail programs use.
const REFERENCES = 20
const RE = /^(\s*(re|aw|antw|antwort|sv|vs|ref|rif)\s*(\[\d+\])?\s*[:：])+\s*/i

/** `Re:` once, before the subject as the shopper wrote it. */
export function replySubject(subject: string): string {
  const bare = cleanLine(subject).replace(RE, '')
  return bare === '' ? 'Re: your message' : `Re: ${bare}`
}

/** Who it is from, to whom, what it answers; a machine's mail says that it is one (RFC 3834). */
export function envelope(
  wire: WireMail,
  thread: SendThread,
  how: {
    messageId: string
    address: string
    name: string
    context: Pick<SendContext, 'author' | 'agent'>
    at: Date
  },
): OutgoingMail {
  const { context, messageId } = how
  const references = [...thread.references, ...(thread.parent ? [thread.parent] : [])]
  const all = [...new Set(references)]
  const kept = all.length > REFERENCES ? [all[0]!, ...all.slice(1 - REFERENCES)] : all
  const name = context.author === 'human' && context.agent ? `${context.agent} (${how.name})` : how.name
  return {
    from: { name: cleanLine(name, 200), address: how.address },
    to: { name: thread.partyName ?? '', address: thread.party },
    subject: replySubject(thread.subject),
    messageId,
    ...(thread.parent ? { inReplyTo: thread.parent } : {}),
    ...(kept.length > 0 ? { references: kept } : {}),
    date: how.at,
    headers:
      context.author === 'bot' ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } : {},
    text: wire.text,
    html: wire.html,
    attachments: wire.files.map(({ name, contentType, data }) => ({
      filename: cleanLine(name, 200) || 'file',
      contentType: cleanLine(contentType, 100),
      content: Buffer.from(data, 'base64'),
    })),
    // Nothing that was written is ever taken for a path or an address to fetch from.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
