import type { Database, Sql } from '../../../src/contract/database.ts'
import type { SendContext } from '../../../src/contract/channel.ts'
import type { EmailLimits } from '../settings.ts'
import { ownMessageId } from '../threads/token.ts'
import type { SendThread } from './envelope.ts'

/** What is known of one mail before it is handed over. */
export type Booked =
  | { state: 'new' | 'sent' | 'sending' | 'unknown'; messageId: string }
  | { state: 'capped'; retryAfterSeconds: number }

export interface Entry {
  account: string
  thread: string
  token: string
  party: string
  key: string
  part: number
  author: SendContext['author']
  at: Date
}

/** The thread as a mail of ours needs it: whom it goes to, and what it answers. */
export async function readThread(
  sql: Sql,
  account: string,
  id: string,
  replyTo: string | undefined,
): Promise<(SendThread & { token: string }) | undefined> {
  const [thread] = await sql.query<{
    party: string
    partyName: string | null
    subject: string
    token: string
  }>(
    'SELECT party, party_name AS "partyName", subject, token FROM email_thread WHERE account = $1 AND id = $2',
    [account, id],
  )
  if (!thread) return undefined
  // The mail that is answered, or the newest that has an id.
  const [parent] = await sql.query<{ messageId: string; refs: string[] }>(
    `SELECT message_id AS "messageId", refs FROM email_message
      WHERE account = $1 AND thread = $2 AND message_id IS NOT NULL
      ORDER BY external_id = $3 DESC, seq DESC LIMIT 1`,
    [account, id, replyTo ?? ''],
  )
  const { party, partyName, subject, token } = thread
  return {
    party,
    subject,
    token,
    ...(partyName === null ? {} : { partyName }),
    ...(parent ? { parent: parent.messageId } : {}),
    references: parent?.refs ?? [],
  }
}

/**
 * Books a mail before it is handed over, so that no second process hands it over too, and the cap of automatic mails to one address
 * holds over all processes.
 */
export function book(
  db: Database,
  entry: Entry,
  address: string,
  { repliesAnHour, repliesADay }: Pick<EmailLimits, 'repliesAnHour' | 'repliesADay'>,
): Promise<Booked> {
  const messageId = ownMessageId(entry.token, entry.key, entry.part, address)
  return db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 9))', [
      `${entry.account} ${entry.party}`,
    ])
    const [known] = await tx.query<{ state: 'sending' | 'sent' | 'unknown' }>(
      'SELECT state FROM email_sent WHERE key = $1 AND part = $2',
      [entry.key, entry.part],
    )
    if (known) return { state: known.state, messageId }
    if (entry.author === 'bot') {
      const [sent] = await tx.query<{ hour: string; day: string }>(
        `SELECT count(*) FILTER (WHERE s.at > $3::timestamptz - interval '1 hour') AS hour, count(*) AS day
           FROM email_sent s JOIN email_thread t ON t.account = s.account AND t.id = s.thread
          WHERE t.account = $1 AND t.party = $2 AND s.author = 'bot' AND s.part = 0
            AND s.at > $3::timestamptz - interval '1 day'`,
        [entry.account, entry.party, entry.at],
      )
      // The parts of one message belong together.
      if (entry.part === 0 && Number(sent?.day) >= repliesADay)
        return { state: 'capped', retryAfterSeconds: 86_400 }
      if (entry.part === 0 && Number(sent?.hour) >= repliesAnHour)
        return { state: 'capped', retryAfterSeconds: 3600 }
    }
    await tx.query(
      `INSERT INTO email_sent (key, part, account, thread, message_id, author, state, at)
       VALUES ($1, $2, $3, $4, $5, $6, 'sending', $7)`,
      [entry.key, entry.part, entry.account, entry.thread, messageId, entry.author, entry.at],
    )
    await tx.query(
      'UPDATE email_thread SET active_at = greatest(active_at, $3) WHERE account = $1 AND id = $2',
      [entry.account, entry.thread, entry.at],
    )
    return { state: 'new', messageId }
  })
}

/** How it ended. What was refused surely did not go out: it is as if it had never been booked. */
export async function settle(
  sql: Sql,
  { key, part }: Entry,
  end: 'sent' | 'unknown' | 'refused',
): Promise<void> {
  if (end === 'refused') await sql.query('DELETE FROM email_sent WHERE key = $1 AND part = $2', [key, part])
  else await sql.query('UPDATE email_sent SET state = $3 WHERE key = $1 AND part = $2', [key, part, end])
}
