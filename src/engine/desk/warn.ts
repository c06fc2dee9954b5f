import type { Channel } from '../../contract/channel.ts'
import { transact, type EngineParts } from '../parts.ts'
import { emailOf } from '../people/linked.ts'
import { limitsOf, windowClosesAt } from '../windows.ts'
import { tellHandoff } from './feed.ts'
import { templatesFor } from './templates.ts'

/** How long before a window closes the desk is warned, in minutes; the last is its end. */
const AHEAD = [120, 15, 0]
const MINUTE_MS = 60_000
const BATCH = 200

interface Closing {
  id: number
  conversation: number
  account: string
  lastInboundAt: Date
  warned: number
  email: boolean
}

// To the millisecond: a Date holds no more, and what is read here is compared with what is stored.
const WROTE = "date_trunc('milliseconds', c.last_inbound_at)"

// Current handoffs are few: the index handoff_current is read, and nothing of the conversations that the bot has.
const CLOSING = `
  SELECT h.id, h.conversation_id AS conversation, c.account, ${WROTE} AS "lastInboundAt",
         CASE WHEN h.warned_for = ${WROTE} THEN h.warned ELSE 0 END AS warned,
         EXISTS (${emailOf('c')}) AS email
    FROM handoff h JOIN conversation c ON c.id = h.conversation_id
   WHERE h.state <> 'resolved' AND c.channel = $1 AND c.last_inbound_at <= $2
     AND NOT (h.warned_for IS NOT DISTINCT FROM ${WROTE} AND h.warned >= $3)
   ORDER BY c.last_inbound_at LIMIT ${BATCH}`

/** Warns the desk of windows that are about to close, or have; each step once for each message that opened one. */
export async function warnOfWindows(parts: EngineParts): Promise<number> {
  const now = parts.clock()
  let warned = 0
  for (const channel of parts.channels.values()) {
    const hours = channel.limits.humanWindowHours ?? channel.limits.replyWindowHours
    if (hours === undefined) continue
    const opened = new Date(now.getTime() - (hours * 60 - AHEAD[0]!) * MINUTE_MS)
    const rows = await parts.db.query<Closing>(CLOSING, [channel.name, opened, AHEAD.length])
    for (const row of rows) if (await warn(parts, channel, row, now)) warned++
  }
  return warned
}

async function warn(parts: EngineParts, channel: Channel, row: Closing, now: Date): Promise<boolean> {
  const closesAt = windowClosesAt(limitsOf(channel, row.account), row.lastInboundAt, 'human')
  if (closesAt === undefined) return false
  const step = stepAt(closesAt, now)
  if (step <= row.warned) return false
  return transact(parts, async (tx, wake) => {
    const [still] = await tx.query<{ id: number }>(
      `SELECT id FROM conversation c WHERE id = $1 AND ${WROTE} = $2 FOR NO KEY UPDATE`,
      [row.conversation, row.lastInboundAt],
    )
    if (!still) return false
    const moved = await tx.query(
      `UPDATE handoff SET warned = $2, warned_for = $3
        WHERE id = $1 AND state <> 'resolved' AND (warned_for IS DISTINCT FROM $3 OR warned < $2) RETURNING id`,
      [row.id, step, row.lastInboundAt],
    )
    if (moved.length === 0) return false
    await tellHandoff(tx, wake, row.id, {
      kind: 'window',
      closesAt: closesAt.toISOString(),
      templates: templatesFor(channel, row.account).length > 0,
      email: row.email && parts.channels.has('email'),
    })
    return true
  })
}

/** Which of the warnings is due: 1 for the first, 3 when the window is closed; 0 when none is. */
export function stepAt(closesAt: Date, now: Date): number {
  const left = (closesAt.getTime() - now.getTime()) / MINUTE_MS
  return AHEAD.filter((minutes) => left <= minutes).length
}
