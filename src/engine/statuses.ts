import type { AcceptResult } from '../contract/channel.ts'
import type { CleanInbound } from './clean.ts'
import { applyStatuses, partStatusOf, type PartStatus } from './delivery.ts'
import { toJson } from './json.ts'
import { transact, type EngineParts } from './parts.ts'

// Kept only where a send is on its way, or was a moment ago: nothing else could ever claim it. It makes no conversation, opens no window.
const KEEP = `
  INSERT INTO message (conversation_id, channel, account, external_id, kind, from_id, at, payload, turn_state)
  SELECT c.id, i.channel, i.account, i.external_id, 'status', i.from_id, i.at, i.payload, 'done'
    FROM jsonb_to_recordset($1::jsonb) AS i (
           channel text, account text, thread text, external_id text, from_id text, at timestamptz, payload jsonb)
    JOIN conversation c USING (channel, account, thread)
   WHERE EXISTS (SELECT FROM outbox o WHERE o.conversation_id = c.id AND (o.state = 'sending'
           OR o.state IN ('sent', 'unknown') AND o.settled_at > now() - interval '1 minute'))
  ON CONFLICT (channel, account, external_id) DO UPDATE SET external_id = excluded.external_id
  RETURNING external_id`

/**
 * Takes in what providers tell of messages that we sent. A status that comes before its message is recorded as sent is kept until
 * then; one of a message that is not ours is counted as ignored.
 */
export async function takeStatuses(
  parts: EngineParts,
  messages: readonly CleanInbound[],
): Promise<AcceptResult> {
  const statuses = messages.map((message) => ({ message, status: partStatusOf(message) }))
  const meant = statuses.flatMap(({ status }) => (status ? [status] : []))
  const taken = new Set(messages)
  if (meant.length > 0) {
    await transact(parts, async (tx, wake) => {
      const unknown = new Set<PartStatus>(await applyStatuses(parts, tx, wake, meant))
      const waiting = statuses.flatMap(({ message, status }) =>
        status && unknown.has(status) ? [message] : [],
      )
      if (waiting.length === 0) return
      const kept = await tx.query<{ external_id: string }>(KEEP, [toJson(firsts(waiting).map(toRow))])
      const ids = new Set(kept.map((row) => row.external_id))
      for (const message of waiting) if (!ids.has(message.externalId)) taken.delete(message)
    })
  }
  for (const { message, status } of statuses) {
    if (!status) parts.ignored.count(message.channel, [{ reason: 'status without a message' }])
    else if (!taken.has(message))
      parts.ignored.count(message.channel, [{ reason: 'status of a message that is not ours' }])
  }
  const stored = statuses.filter(({ message, status }) => status && taken.has(message))
  return { stored: stored.map(({ message }) => message.externalId), duplicates: [] }
}

/** Each id once: one statement cannot write a row twice. */
function firsts(messages: readonly CleanInbound[]): CleanInbound[] {
  return [...new Map(messages.map((message) => [identityOf(message), message])).values()]
}

function identityOf({ channel, account, externalId }: CleanInbound): string {
  return JSON.stringify([channel, account, externalId])
}

function toRow({ channel, account, thread, externalId, from, at, replyTo, status }: CleanInbound) {
  return {
    channel,
    account,
    thread,
    external_id: externalId,
    from_id: from.id,
    at,
    payload: { replyTo, status },
  }
}
