import { transact, type EngineParts } from './parts.ts'
import { tellDelivery } from './desk/feed.ts'

/**
 * Whether nothing of the bot's is on its way to the shopper any more. Sends whose process died are marked unknown on the way.
 */
export async function settleFlights(parts: EngineParts, conversation: number): Promise<boolean> {
  const [row] = await parts.db.query<{ alive: number; lost: number }>(
    `SELECT count(*) FILTER (WHERE lease_until >= clock_timestamp()) AS alive,
            count(*) FILTER (WHERE lease_until < clock_timestamp()) AS lost
       FROM outbox WHERE conversation_id = $1 AND author = 'bot' AND state = 'sending'`,
    [conversation],
  )
  if (row!.lost > 0) await giveUpLost(parts, conversation)
  return row!.alive === 0
}

async function giveUpLost(parts: EngineParts, conversation: number): Promise<void> {
  await transact(parts, async (tx, wake) => {
    // The conversation first, as everywhere, so that nobody waits in a circle.
    await tx.query('SELECT 1 FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [conversation])
    const lost = await tx.query<{ key: string; handoff: number | null }>(
      `UPDATE outbox SET state = 'unknown', reason = 'sender_lost', settled_at = now(), lease_until = NULL
        WHERE conversation_id = $1 AND author = 'bot' AND state = 'sending' AND lease_until < clock_timestamp()
        RETURNING key, handoff_id AS handoff`,
      [conversation],
    )
    const told = lost.filter((row) => row.handoff !== null)
    await tellDelivery(
      tx,
      wake,
      told.map(({ key }) => ({ key, state: 'unknown', reason: 'sender_lost' })),
    )
  })
}
