import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../contract/database.ts'
import type { Agent } from '../contract/desk.ts'
import { TributaryError } from '../contract/errors.ts'
import type { Content } from '../contract/message.ts'
import { append } from './outbox.ts'
import { transact, type EngineParts } from './parts.ts'

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
 * Throws `conversation.claimed` when another person has it, `conversation.not_claimed` when it was given back meanwhile, `conversation.unknown` when there is none.
 */
export async function claim(parts: EngineParts, conversation: number, agent: Agent): Promise<Ownership> {
  await parts.db.transaction(async (tx) => {
    const taken = await tx.query(
      `UPDATE conversation SET owner = 'human', agent = $2, agent_name = $3, epoch = epoch + 1, state = 'open'
        WHERE id = $1 AND owner = 'bot' RETURNING id`,
      [conversation, agent.id, agent.name],
    )
    if (taken.length === 0) {
      const [now] = await tx.query<{ agent: string; name: string | null }>(
        'SELECT agent, agent_name AS name FROM conversation WHERE id = $1',
        [conversation],
      )
      if (!now) throw unknownConversation(conversation)
      if (now.agent !== agent.id)
        throw new TributaryError(
          'conversation.claimed',
          `${now.name ?? now.agent} has this conversation already.`,
          {
            details: { conversation, agent: now.agent },
          },
        )
      return
    }
    await tx.query(
      `UPDATE outbox SET state = 'withdrawn', reason = 'owner_changed', settled_at = now()
        WHERE conversation_id = $1 AND author = 'bot' AND state = 'queued'`,
      [conversation],
    )
    await tx.query(
      `UPDATE handoff SET state = 'claimed', agent = $2 WHERE conversation_id = $1 AND state = 'open'`,
      [conversation, agent.id],
    )
  })
  parts.log.info({ conversation, agent: agent.id }, 'claimed')
  for (;;) {
    await parts.db.query(
      `UPDATE outbox SET state = 'unknown', reason = 'sender_lost', settled_at = now(), lease_until = NULL
        WHERE conversation_id = $1 AND author = 'bot' AND state = 'sending' AND lease_until < clock_timestamp()`,
      [conversation],
    )
    const now = await ownership(parts.db, conversation)
    // Given back meanwhile, perhaps from another window of the same person: it is not shown as taken.
    if (now.agent !== agent.id) throw notClaimed(conversation, agent)
    if (now.inFlight === 0) return now
    await sleep(POLL_MS)
  }
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

/** Gives a conversation back to the bot. What the person wrote and is still on its way goes out. */
export async function release(parts: EngineParts, conversation: number): Promise<Ownership> {
  await parts.db.transaction(async (tx) => {
    const given = await tx.query(
      `UPDATE conversation SET owner = 'bot', agent = NULL, agent_name = NULL, epoch = epoch + 1
        WHERE id = $1 AND owner = 'human' RETURNING id`,
      [conversation],
    )
    if (given.length === 0) return
    await tx.query(
      `UPDATE handoff SET state = 'resolved', resolved_at = now() WHERE conversation_id = $1 AND state = 'claimed'`,
      [conversation],
    )
  })
  parts.log.info({ conversation }, 'released')
  return ownership(parts.db, conversation)
}

/**
 * Sends what a person wrote, through the same outbox. The same key is sent once, however often this is called. Throws
 * `conversation.not_claimed` unless this person has the conversation.
 */
export async function sendAsAgent(
  parts: EngineParts,
  conversation: number,
  agent: Agent,
  content: Content,
  key: string = randomUUID(),
): Promise<string> {
  await transact(parts, async (tx, wake) => {
    const owned = await tx.query(
      `SELECT 1 FROM conversation WHERE id = $1 AND owner = 'human' AND agent = $2 FOR NO KEY UPDATE`,
      [conversation, agent.id],
    )
    if (owned.length === 0) throw notClaimed(conversation, agent)
    if (await append(tx, conversation, { key, author: 'human', agent, content }))
      await wake('deliver', [conversation])
  })
  return key
}

function notClaimed(conversation: number, agent: Agent): TributaryError {
  return new TributaryError('conversation.not_claimed', `${agent.name} does not have this conversation.`, {
    details: { conversation },
  })
}

function unknownConversation(conversation: number): TributaryError {
  return new TributaryError('conversation.unknown', 'There is no such conversation.', {
    details: { conversation },
  })
}
