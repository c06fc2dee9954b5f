import type { Receipt, SendContext } from '../../../src/contract/channel.ts'
import type { Database } from '../../../src/contract/database.ts'
import type { Log } from '../../../src/contract/log.ts'
import type { Address, Content } from '../../../src/contract/message.ts'
import { render } from '../render.ts'
import type { EmailLimits } from '../settings.ts'
import { book, readThread, settle, type Entry } from './book.ts'
import { envelope } from './envelope.ts'
import { handOver, type SmtpServer } from './smtp.ts'

export interface SendParts {
  db: Database
  server: SmtpServer | undefined
  address: string
  name: string
  limits: EmailLimits
  clock: () => Date
  log: Log
}

/**
 * Sends one message as mails into its thread. Whom it goes to is what the thread's own record says, never anything written. A part
 * that went out before does not go out again.
 */
export async function send(
  parts: SendParts,
  { account, thread: id }: Address,
  content: Content,
  key: string,
  context: SendContext,
): Promise<Receipt> {
  const { db, server } = parts
  if (!server) return refused('no mail server is set for sending (EMAIL_SMTP_URL)', true)
  const thread = await readThread(db, account, id, context.replyTo)
  if (!thread) return refused('the mail thread is not known any more', true)
  const ids: string[] = []
  for (const [part, wire] of render(content).entries()) {
    const { token, party } = thread
    const entry = { account, thread: id, token, party, key, part, author: context.author, at: parts.clock() }
    const booked = await book(db, entry, parts.address, parts.limits)
    if (booked.state === 'capped')
      return {
        ...refused('too many automatic mails to one address', true),
        retryAfterSeconds: booked.retryAfterSeconds,
      }
    ids.push(booked.messageId)
    if (booked.state === 'sent') continue
    if (booked.state !== 'new')
      return { outcome: 'unknown', reason: 'an earlier try to send it did not come to an end' }
    const { messageId } = booked
    const { address, name, limits } = parts
    const mail = envelope(wire, thread, { messageId, address, name, context, at: entry.at })
    const end = await handOver(server, mail, limits)
    await remember(parts, entry, end.outcome)
    if (end.outcome !== 'sent')
      return part === 0 || end.outcome === 'unknown' ? end : { ...end, permanent: false }
    thread.references = [...thread.references, ...(thread.parent ? [thread.parent] : [])]
    thread.parent = messageId
  }
  const [first] = ids
  return { outcome: 'sent', externalId: first!, ...(ids.length > 1 ? { parts: ids } : {}) }
}

/** What became of a mail is true whether or not it can be written down. */
async function remember(
  { db, log }: SendParts,
  entry: Entry,
  end: 'sent' | 'unknown' | 'refused',
): Promise<void> {
  try {
    await settle(db, entry, end)
  } catch (error) {
    log.warn({ key: entry.key, end, error: String(error) }, 'the end of a send was not recorded')
  }
}

function refused(reason: string, permanent: boolean): Extract<Receipt, { outcome: 'refused' }> {
  return { outcome: 'refused', reason, permanent }
}
