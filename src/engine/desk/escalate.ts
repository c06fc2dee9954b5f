import { randomUUID } from 'node:crypto'
import { transact, type EngineParts } from '../parts.ts'
import { say } from '../say.ts'
import { wordsIn } from '../words.ts'
import { tellHandoff } from './feed.ts'
import { backAt, peopleAreHere } from './presence.ts'

/** How often a handoff that nobody claims is escalated. */
export const ESCALATIONS = 3
const BATCH = 200

interface Waiting {
  id: number
  conversation: number
  createdAt: Date
  escalateAt: Date | null
  language: string | null
}

// By the index handoff_escalation.
const WAITING = `
  SELECT h.id, h.conversation_id AS conversation, h.created_at AS "createdAt", h.escalate_at AS "escalateAt", c.language
    FROM handoff h JOIN conversation c ON c.id = h.conversation_id
   WHERE h.state = 'open' AND h.escalations < ${ESCALATIONS} AND (h.escalate_at IS NULL OR h.escalate_at <= $1)
   ORDER BY h.escalate_at NULLS FIRST LIMIT ${BATCH}`

/** Escalates what nobody has claimed in time; only the time in which people are there counts. Returns how many. */
export async function escalate(parts: EngineParts): Promise<number> {
  const now = parts.clock()
  let escalated = 0
  for (const waiting of await parts.db.query<Waiting>(WAITING, [now])) {
    const due = waiting.escalateAt ?? dueAfter(parts, waiting.createdAt)
    if (due > now) {
      await parts.db.query('UPDATE handoff SET escalate_at = $2 WHERE id = $1 AND escalate_at IS NULL', [
        waiting.id,
        due,
      ])
    } else if (await escalateOne(parts, waiting, now)) escalated++
  }
  return escalated
}

async function escalateOne(parts: EngineParts, waiting: Waiting, now: Date): Promise<boolean> {
  return transact(parts, async (tx, wake) => {
    await tx.query('SELECT 1 FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [waiting.conversation])
    const [row] = await tx.query<{ times: number }>(
      `UPDATE handoff SET escalations = escalations + 1, escalate_at = $2
        WHERE id = $1 AND state = 'open' AND escalations < ${ESCALATIONS} AND (escalate_at IS NULL OR escalate_at <= $3)
        RETURNING escalations AS times`,
      [waiting.id, dueAfter(parts, now), now],
    )
    if (!row) return false
    await tellHandoff(tx, wake, waiting.id, { kind: 'escalated', times: row.times })
    // The shopper is told once.
    if (row.times === 1) {
      const content = { text: stillOpen(parts, waiting.language, now), citations: [], choices: [] }
      await say(tx, wake, waiting.conversation, { key: randomUUID(), author: 'bot', content })
    }
    return true
  })
}

function dueAfter({ hours, settings }: EngineParts, from: Date): Date {
  return hours
    ? hours.after(from, settings.claimMinutes)
    : new Date(from.getTime() + settings.claimMinutes * 60_000)
}

function stillOpen(parts: EngineParts, language: string | null, now: Date): string {
  const words = wordsIn(language)
  if (peopleAreHere(parts, now)) return words.nobodyYet
  return `${words.nobodyYet} ${backAt(parts, now, language)}`
}
