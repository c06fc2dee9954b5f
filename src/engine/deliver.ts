import { allDone } from '../contract/database.ts'
import type { Attempt } from '../contract/queue.ts'
import { applyEarly } from './delivery.ts'
import { tellDelivery } from './desk/feed.ts'
import { lockHead, moveHead } from './outbox.ts'
import { transact, type EngineParts } from './parts.ts'
import { settle, type Settlement } from './receipt.ts'
import { handOff, redoTurn } from './redo.ts'
import { send } from './send.ts'
import { nextStep, type Head, type Step } from './step.ts'
import { limitsOf, mayReply } from './windows.ts'

// After a lease ends, so that the next look finds it ended.
const LEASE_MARGIN_MS = 250

/** Sends what is due in a conversation, in its sequence, one after the other. */
export async function deliver(parts: EngineParts, conversation: number, attempt: Attempt): Promise<void> {
  while (!attempt.signal.aborted) {
    const taken = await takeHead(parts, conversation)
    if (taken.next === 'stop') return
    if (taken.next === 'again') continue
    const { head, attempts } = taken
    const channel = parts.channels.get(head.channel)!
    const receipt = await send(parts, channel, head, attempts)
    const settlement = settle(receipt, {
      attempts,
      maxAttempts: parts.settings.sendAttempts,
      backoff: parts.settings.backoff,
      idempotent: channel.idempotentSend,
    })
    await record(parts, head, attempts, settlement)
    if (settlement.state === 'queued' || head.behind === 0) return
  }
}

type Taken = { next: 'stop' } | { next: 'again' } | { next: 'send'; head: Head; attempts: number }

/** Decides on the head in one short transaction: ownership and citations are those of the moment of sending. */
async function takeHead(parts: EngineParts, conversation: number): Promise<Taken> {
  return transact(parts, async (tx, wake): Promise<Taken> => {
    const head = await lockHead(tx, conversation)
    if (!head) return { next: 'stop' }
    const channel = parts.channels.get(head.channel)
    const step = nextStep(head, {
      idempotent: channel?.idempotentSend,
      mayReply:
        channel === undefined ||
        mayReply(limitsOf(channel, head.account), head.lastInboundAt, head.now, sendingOf(head)),
      maxAttempts: parts.settings.sendAttempts,
    })
    if (step.do === 'rest') return { next: 'stop' }
    if (step.do === 'wait') {
      await wake('deliver', [conversation], new Date(step.until.getTime() + LEASE_MARGIN_MS))
      return { next: 'stop' }
    }
    if (step.do === 'close') {
      if (await moveHead(tx, head, step)) {
        if (head.handoff !== null) await tellDelivery(tx, wake, [{ key: head.key, ...endOf(step) }])
        if (step.state === 'refused' && head.author === 'bot') await handOff(tx, wake, head, step.reason)
        parts.log.warn({ conversation, key: head.key, state: step.state, reason: step.reason }, 'not sent')
      }
      return { next: 'again' }
    }
    if (head.author === 'bot' && head.pages.length > 0 && !(await parts.citable(tx, head.pages))) {
      // Sent before by a process that died, it may have been read: it is not taken back, only never repeated.
      const lost = head.state === 'sending'
      const end = { state: lost ? 'unknown' : 'withdrawn', reason: 'page_gone' } as const
      const moved = await moveHead(tx, head, end)
      if (moved && head.handoff !== null) await tellDelivery(tx, wake, [{ key: head.key, ...end }])
      if (moved && !lost) {
        const how = await redoTurn(tx, wake, head)
        parts.log.warn({ conversation, key: head.key, how }, 'withdrawn: a cited page is gone')
      }
      return { next: 'again' }
    }
    const moved = await moveHead(tx, head, { state: 'sending', leaseSeconds: parts.settings.lease })
    return moved ? { next: 'send', head, attempts: head.attempts + 1 } : { next: 'again' }
  })
}

/** What is to be sent, as far as a window cares. */
function sendingOf({ author, content }: Head) {
  return { author, template: content.template !== undefined }
}

// Statuses may have come before: providers are fast, and our answer from them was perhaps slow.
const SETTLE = `
  WITH settled AS (
    UPDATE outbox
       SET state = $3, external_id = $4, reason = $5, lease_until = NULL,
           due_at = now() + make_interval(secs => $6::float8),
           settled_at = CASE WHEN $3 = 'queued' THEN NULL ELSE now() END
     WHERE key = $1 AND attempts = $2 AND (state = 'sending' OR state = 'unknown' AND $3 <> 'queued')
     RETURNING key, due_at
  ), parts AS (
    INSERT INTO outbox_part (channel, account, external_id, key)
    SELECT $7::text, $8::text, id, key FROM settled, unnest($9::text[]) AS id ON CONFLICT DO NOTHING
  )
  SELECT due_at AS "dueAt", EXISTS (
           SELECT FROM message WHERE kind = 'status' AND channel = $7 AND account = $8
              AND payload->>'replyTo' = ANY($9)) AS early
    FROM settled`

/** Records how a send ended. A row that was given up as unknown meanwhile takes the better knowledge. */
async function record(parts: EngineParts, head: Head, attempts: number, end: Settlement): Promise<void> {
  const { conversation, channel, account } = head
  const ids = end.state === 'sent' ? [...new Set([...(end.parts ?? []), end.externalId])] : []
  const values = [
    head.key,
    attempts,
    end.state,
    end.state === 'sent' ? end.externalId : null,
    end.state === 'sent' ? null : end.reason,
    end.state === 'queued' ? end.retryInSeconds : 0,
    channel,
    account,
    ids,
  ]
  if (head.handoff === null && (end.state === 'sent' || end.state === 'unknown')) {
    const [row] = await parts.db.query<{ early: boolean }>(SETTLE, values)
    if (row?.early)
      await transact(parts, (tx, wake) =>
        applyEarly(parts, tx, wake, { conversation, channel, account, ids }),
      )
  } else {
    await transact(parts, async (tx, wake) => {
      // The conversation first, as everywhere, so that nobody waits in a circle.
      const [, [row]] = await allDone([
        tx.query('SELECT 1 FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [head.conversation]),
        tx.query<{ dueAt: Date; early: boolean }>(SETTLE, values),
      ])
      if (!row) return
      if (end.state === 'queued') await wake('deliver', [head.conversation], row.dueAt)
      else if (head.handoff !== null) await tellDelivery(tx, wake, [{ key: head.key, ...endOf(end) }])
      if (end.state === 'refused' && head.author === 'bot') await handOff(tx, wake, head, 'send_refused')
      if (row.early) await applyEarly(parts, tx, wake, { conversation, channel, account, ids })
    })
  }
  const facts = { conversation: head.conversation, key: head.key, attempts, ...end }
  if (end.state === 'sent') parts.log.info(facts, 'sent')
  else parts.log.warn(facts, 'send did not succeed')
}

/** How a row ended, as the desk is told. */
function endOf(
  end: Extract<Settlement, { state: 'sent' | 'refused' | 'unknown' }> | (Step & { do: 'close' }),
) {
  const reason = 'reason' in end ? { reason: end.reason } : {}
  return { state: end.state, ...reason }
}
