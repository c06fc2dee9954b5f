import type { DeskEvent } from '../../contract/desk.ts'
import type { Attempt } from '../../contract/queue.ts'
import { transact, type EngineParts } from '../parts.ts'
import { settleFlights } from '../flights.ts'
import { within } from '../within.ts'

interface Untaken extends Omit<DeskEvent, 'at'> {
  at: Date
  attempts: number
  /** Milliseconds until it may be tried. */
  waitMs: number
}

const BATCH = 50
const FIRST_WAIT = 1
const LONGEST_WAIT = 60
/** A claim waits for the bot's sends in flight; looked at again after so many milliseconds. */
const FLIGHT_WAIT_MS = 500

// That a desk may know of the handoff is written down before it is told.
const UNTAKEN = `
  WITH known AS (UPDATE handoff SET at_desk = true WHERE id = $1 AND NOT at_desk)
  SELECT id, handoff_id AS handoff, conversation_id AS conversation, at, news, attempts,
         extract(epoch FROM due_at - clock_timestamp())::float8 * 1000 AS "waitMs"
    FROM desk_event WHERE handoff_id = $1 AND taken_at IS NULL
  UNION ALL
  SELECT id, handoff_id, conversation_id, at, '{"kind": "erased"}', attempts,
         extract(epoch FROM due_at - clock_timestamp())::float8 * 1000
    FROM desk_erased WHERE handoff_id = $1
  ORDER BY id LIMIT ${BATCH}`

/**
 * Passes a handoff's feed to the desk, in order. An event counts as taken once the desk has said so; what it refuses is tried again
 * later, and nothing overtakes it. Never fails: the queue's key stays free.
 */
export async function takeFeed(parts: EngineParts, handoff: number, attempt: Attempt): Promise<void> {
  if (!parts.desk) return
  while (!attempt.signal.aborted) {
    const events = await parts.db.query<Untaken>(UNTAKEN, [handoff])
    for (const event of events) {
      // A wake-up for that time was sent when it was put back.
      if (event.waitMs > 0 || attempt.signal.aborted) return
      if (!(await takeOne(parts, event))) return
    }
    if (events.length < BATCH) return
  }
}

async function takeOne(parts: EngineParts, event: Untaken): Promise<boolean> {
  const { id, handoff, conversation, news } = event
  // A claim is shown as taken only when nothing of the bot's is on its way any more.
  if (news.kind === 'claimed' && !(await settleFlights(parts, conversation))) {
    await putBack(parts, event, FLIGHT_WAIT_MS / 1000, 0)
    return false
  }
  try {
    const told: DeskEvent = { id, handoff, conversation, at: event.at.toISOString(), news }
    await within(parts.settings.deskTimeout, parts.desk!.take(told))
  } catch (error) {
    const wait = Math.min(FIRST_WAIT * 2 ** event.attempts, LONGEST_WAIT)
    parts.log.warn(
      { handoff, event: id, news: news.kind, attempts: event.attempts + 1, error: String(error) },
      'the desk did not take an event; tried again later',
    )
    await putBack(parts, event, wait, 1)
    return false
  }
  await parts.db.query(
    news.kind === 'erased'
      ? 'DELETE FROM desk_erased WHERE id = $1'
      : 'UPDATE desk_event SET taken_at = now(), attempts = attempts + 1 WHERE id = $1 AND taken_at IS NULL',
    [id],
  )
  return true
}

async function putBack(parts: EngineParts, event: Untaken, seconds: number, attempts: number): Promise<void> {
  const table = event.news.kind === 'erased' ? 'desk_erased' : 'desk_event'
  await transact(parts, async (tx, wake) => {
    const [row] = await tx.query<{ dueAt: Date }>(
      `UPDATE ${table} SET attempts = attempts + $2, due_at = clock_timestamp() + make_interval(secs => $3::float8)
        WHERE id = $1 RETURNING due_at AS "dueAt"`,
      [event.id, attempts, seconds],
    )
    // Erased meanwhile: what is left is looked at at once.
    await wake('desk', [event.handoff], row?.dueAt)
  })
}
