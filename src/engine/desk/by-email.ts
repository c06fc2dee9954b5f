import type { Agent } from '../../contract/desk.ts'
import { TributaryError } from '../../contract/errors.ts'
import type { Content } from '../../contract/message.ts'
import { notClaimed } from '../handoff.ts'
import { append } from '../outbox.ts'
import { transact, type EngineParts } from '../parts.ts'
import { tellHandoff } from './feed.ts'
import type { HandoffRow } from './handoffs.ts'
import { sayingNews } from './news.ts'
import { mailOf } from './other-ways.ts'

/**
 * Says something by e-mail to the shopper of a handoff on another channel. The person holds the e-mail conversation only inside of this
 * transaction: what the bot has on its way there, and what waits for its answer, stays the bot's, and whoever dies leaves nothing taken.
 */
export async function sendByEmail(
  parts: EngineParts,
  { id, conversation }: HandoffRow,
  agent: Agent,
  content: Content,
  key: string,
): Promise<void> {
  await transact(parts, async (tx, wake) => {
    const mail = await mailOf(parts, tx, conversation)
    // The e-mail first: its delivery has that lock, and takes the other to tell of it.
    if (mail) await tx.query('SELECT 1 FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [mail.id])
    await tx.query('SELECT 1 FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [conversation])
    const [now] = await tx.query<{ known: boolean; mine: boolean; taken: boolean }>(
      `SELECT EXISTS (SELECT FROM outbox WHERE key = $4) AS known,
              EXISTS (SELECT FROM conversation WHERE id = $1 AND owner = 'human' AND agent = $2) AS mine,
              EXISTS (SELECT FROM handoff WHERE conversation_id = $3 AND state <> 'resolved')
                OR EXISTS (SELECT FROM conversation WHERE id = $3 AND owner = 'human') AS taken`,
      [conversation, agent.id, mail?.id ?? null, key],
    )
    if (now!.known) return
    if (!now!.mine) throw notClaimed(conversation, agent)
    if (!mail)
      throw refused('This shopper has not written to the shop from an e-mail address that is proved.')
    if (now!.taken)
      throw refused(
        'The shopper’s e-mail waits for a person, or has one, in a thread of its own: answer there.',
      )
    const row = { key, author: 'human', agent, content, handoff: id } as const
    if (!(await append(tx, mail.id, row))) return
    await wake('deliver', [mail.id])
    const news = sayingNews(key, content, new Date(), agent)
    await tellHandoff(tx, wake, id, { ...news, said: { ...news.said, channel: 'email' } })
  })
}

function refused(message: string): TributaryError {
  return new TributaryError('input.invalid', message)
}
