import { allDone, type Database, type Sql } from '../../../src/contract/database.ts'
import type { Inbound, Parsed } from '../../../src/contract/message.ts'
import { digestOf, subjectKey } from '../id.ts'
import type { Mail } from '../mail/mail.ts'
import { statusOf, type Reading } from '../normal.ts'
import { findThread } from './find.ts'
import { newToken, tokensIn } from './token.ts'

/** Puts a mail that was read into its thread; the same mail again comes to the same. */
export async function place(db: Database, mail: Mail, reading: Reading, account: string): Promise<Parsed> {
  if (reading.kind === 'ignored') return { messages: [], ignored: [{ reason: reading.reason }] }
  if (reading.kind === 'notice') return placeNotice(db, reading, account)
  // The engine's commit follows, and brings it to the disk.
  const message = await db.asyncCommit.transaction((tx) => placeMessage(tx, mail, reading.message))
  return { messages: [message], ignored: reading.ignored }
}

async function placeMessage(tx: Sql, mail: Mail, message: Inbound): Promise<Inbound> {
  const { account, from } = message
  const digest = digestOf(mail)
  const [, known, found] = await allDone([
    // Two mails of one sender at a time would each begin a thread.
    tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 9))', [`${account} ${from.id}`]),
    tx.query<{ externalId: string; thread: string; digest: string }>(
      `SELECT external_id AS "externalId", thread, digest FROM email_message
        WHERE account = $1 AND (external_id = $2 OR message_id = $3)`,
      [account, message.externalId, mail.messageId ?? null],
    ),
    findThread(tx, {
      account,
      party: from.id,
      references: mail.references,
      ...(mail.inReplyTo ? { inReplyTo: mail.inReplyTo } : {}),
      // Who only names somebody else to be answered does not get into their thread by its subject.
      subjectKey: mail.from[0]?.address === from.id ? subjectKey(mail.subject) : '',
      at: message.at,
    }),
  ])
  const same = known.find((one) => one.digest === digest)
  if (same) {
    const { externalId, thread } = same
    return { ...message, externalId, thread, ...(await doubt(tx, mail, { ...message, thread })) }
  }
  // Broken or hostile programs use an id twice: the second mail is another.
  const externalId = known.length > 0 ? `${message.externalId}#${digest.slice(0, 16)}` : message.externalId
  const thread = found ?? message.thread
  const [, , unsure] = await allDone([
    tx.query(
      `INSERT INTO email_thread (account, id, party, party_name, subject, subject_key, token, active_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (account, id) DO UPDATE
         SET party_name = coalesce(excluded.party_name, email_thread.party_name),
             subject = excluded.subject,
             active_at = greatest(email_thread.active_at, excluded.active_at)`,
      [
        account,
        thread,
        from.id,
        from.name ?? null,
        mail.subject,
        subjectKey(mail.subject),
        newToken(),
        message.at,
      ],
    ),
    tx.query(
      `INSERT INTO email_message (account, external_id, thread, message_id, digest, refs, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [account, externalId, thread, mail.messageId ?? null, digest, mail.references, message.at],
    ),
    doubt(tx, mail, { ...message, thread }),
  ])
  return { ...message, externalId, thread, ...unsure }
}

/**
 * A name under a mail is anybody's: it counts when their server vouches for it, or when the mail names the token of the thread, which
 * only who had a mail of ours can know.
 */
async function doubt(
  tx: Sql,
  { references, inReplyTo }: Mail,
  { account, thread, proofs }: Inbound,
): Promise<{ unproved?: true }> {
  if (proofs !== undefined) return {}
  const tokens = tokensIn([...references, ...(inReplyTo ? [inReplyTo] : [])])
  if (tokens.length === 0) return { unproved: true }
  const answered = await tx.query(
    'SELECT 1 FROM email_thread WHERE account = $1 AND id = $2 AND token = ANY($3)',
    [account, thread, tokens],
  )
  return answered.length > 0 ? {} : { unproved: true }
}

/** News of a mail of ours, known by its Message-ID, which nobody can guess. What is about other mail is not for us. */
async function placeNotice(
  db: Database,
  reading: Extract<Reading, { kind: 'notice' }>,
  account: string,
): Promise<Parsed> {
  const [sent] = await db.query<{ messageId: string; thread: string; party: string }>(
    `SELECT s.message_id AS "messageId", s.thread, t.party
       FROM email_sent s JOIN email_thread t ON t.account = s.account AND t.id = s.thread
      WHERE s.account = $1 AND s.message_id = ANY($2)
      ORDER BY s.at DESC LIMIT 1`,
    [account, reading.notice.about],
  )
  if (!sent) return { messages: [], ignored: [{ reason: 'a bounce of a mail that is not ours' }] }
  return statusOf(reading, sent.messageId, { account, thread: sent.thread, shopper: sent.party })
}
