import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Sql } from '../contract/database.ts'
import type { Agent } from '../contract/desk.ts'
import { TributaryError } from '../contract/errors.ts'
import type { Content } from '../contract/message.ts'
import { tellDelivery, tellHandoff } from './desk/feed.ts'
import { settleFlights } from './flights.ts'
import { transact, type EngineParts, type Wake } from './parts.ts'
import { say } from './say.ts'

/** Who owns a conversation. */
export interface Ownership {
  owner: 'bot' | 'human'
  agent: string | null
  epoch: number
  /** Bot messages on their way that nobody can call back. While there are any, a claim is not shown as taken. */
  inFlight: number
}

const POLL_MS = 100

/**
 * Gives a conversation to a person, and resolves when it is really theirs: nothing of the bot's goes out from the moment
 * of the claim, and what was on its way then is settled or marked unknown. Claiming one's own again only waits for that.
 * Throws `conversation.claimed` when another person has it, `conversation.not_claimed` when it was given back meanwhile,
 * `conversation.unknown` when there is none.
 */
export async function claim(parts: EngineParts, conversation: number, agent: Agent): Promise<Ownership> {
  await transact(parts, (tx, wake) => take(tx, wake, conversation, agent))
  parts.log.info({ conversation, agent: agent.id }, 'claimed')
  for (;;) {
    const settled = await settleFlights(parts, conversation)
    const now = await ownership(parts.db, conversation)
    // Given back meanwhile, perhaps from another window of the same person: it is not shown as taken.
    if (now.agent !== agent.id) throw notClaimed(conversation, agent)
    if (settled && now.inFlight === 0) return now
    await sleep(POLL_MS)
  }
}

async function take(tx: Sql, wake: Wake, conversation: number, agent: Agent): Promise<void> {
  const taken = await tx.query(
    `UPDATE conversation SET owner = 'human', agent = $2, agent_name = $3, epoch = epoch + 1, state = 'open'
      WHERE id = $1 AND owner = 'bot' RETURNING id`,
    [conversation, agent.id, agent.name],
  )
  if (taken.length === 0) return mineAlready(tx, conversation, agent)
  const withdrawn = await tx.query<{ key: string; handoff: number | null }>(
    `UPDATE outbox SET state = 'withdrawn', reason = 'owner_changed', settled_at = now()
      WHERE conversation_id = $1 AND author = 'bot' AND state = 'queued' RETURNING key, handoff_id AS handoff`,
    [conversation],
  )
  const [handoff] = await tx.query<{ id: number }>(
    `UPDATE handoff SET state = 'claimed', agent = $2, agent_name = $3, claimed_at = now()
      WHERE conversation_id = $1 AND state = 'open' RETURNING id`,
    [conversation, agent.id, agent.name],
  )
  if (handoff) await tellHandoff(tx, wake, handoff.id, { kind: 'claimed', agent })
  await tellDelivery(
    tx,
    wake,
    withdrawn
      .filter((row) => row.handoff !== null)
      .map(({ key }) => ({ key, state: 'withdrawn', reason: 'owner_changed' })),
  )
}

async function mineAlready(tx: Sql, conversation: number, agent: Agent): Promise<void> {
  const [now] = await tx.query<{ agent: string; name: string | null }>(
    'SELECT agent, agent_name AS name FROM conversation WHERE id = $1',
    [conversation],
  )
  if (!now) throw unknownConversation(conversation)
  if (now.agent !== agent.id)
    throw new TributaryError(
      'conversation.claimed',
      `${now.name ?? now.agent} has this conversation already.`,
      { details: { conversation, agent: now.agent } },
    )
}

/** Who owns the conversation now. Throws `conversation.unknown`. */
export async function ownership(db: Database, conversation: number): Promise<Ownership> {
  const [row] = await db.query<Ownership>(
    `SELECT owner, agent, epoch,
            (SELECT count(*) FROM outbox
              WHERE conversation_id = $1 AND author = 'bot' AND state = 'sending') AS "inFlight"
       FROM conversation WHERE id = $1`,
    [conversation],
  )
  if (!row) throw unknownConversation(conversation)
  return row
}

/**
 * Sends what a person wrote, through the same outbox. The same key is sent once, however often this is called, also after the
 * conversation was given back. Throws `conversation.not_claimed` unless this person has the conversation.
 */
export async function sendAsAgent(
  parts: EngineParts,
  conversation: number,
  agent: Agent,
  content: Content,
  key: string = randomUUID(),
): Promise<string> {
  await transact(parts, async (tx, wake) => {
    const [row] = await tx.query<{ mine: boolean; known: boolean }>(
      `SELECT owner = 'human' AND agent = $2 AS mine,
              EXISTS (SELECT FROM outbox WHERE key = $3 AND conversation_id = $1) AS known
         FROM conversation WHERE id = $1 FOR NO KEY UPDATE`,
      [conversation, agent.id, key],
    )
    if (row?.known) return
    if (!row?.mine) throw notClaimed(conversation, agent)
    await say(tx, wake, conversation, { key, author: 'human', agent, content })
  })
  return key
}

export function notClaimed(conversation: number, agent: Agent): TributaryError {
  return new TributaryError('conversation.not_claimed', `${agent.name} does not have this conversation.`, {
    details: { conversation },
  })
}

export function unknownConversation(conversation: number): TributaryError {
  return new TributaryError('conversation.unknown', 'There is no such conversation.', {
    details: { conversation },
  })
}
