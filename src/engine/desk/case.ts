import type { Sql } from '../../contract/database.ts'
import type { DeskCase } from '../../contract/desk.ts'
import type { EngineParts } from '../parts.ts'
import { windowClosesAt } from '../windows.ts'
import { because } from './because.ts'
import { loadHandoff, type HandoffRow } from './handoffs.ts'
import { transcriptOf, type SentLine, type StoredLine } from './transcript.ts'

/** Lines of a transcript at most, the newest. */
const LINES = 60

/** Everything that a person needs to take over. Throws `handoff.unknown`. */
export async function openCase(parts: EngineParts, handoff: number): Promise<DeskCase> {
  const row = await loadHandoff(parts.db, handoff)
  const limits = parts.channels.get(row.channel)?.limits
  const closes = limits && windowClosesAt(limits, row.lastInboundAt, 'human')
  const finding = row.traceId === null ? undefined : await parts.findings?.open(row.traceId)
  return {
    handoff,
    conversation: row.conversation,
    channel: row.channel,
    account: row.account,
    thread: row.thread,
    shopper: { id: row.shopperId, ...(row.shopperName === null ? {} : { name: row.shopperName }) },
    ...(row.language === null ? {} : { language: row.language }),
    question: row.question,
    reason: row.reason,
    because: because(row.reason),
    openedAt: row.openedAt.toISOString(),
    transcript: transcriptOf(await linesOf(parts.db, row), await sentOf(parts.db, row)),
    ...(closes ? { windowClosesAt: closes.toISOString() } : {}),
    passages: finding?.passages ?? [],
    ...(finding?.draft === undefined ? {} : { draft: finding.draft }),
    ...(row.traceId === null ? {} : { traceId: row.traceId }),
  }
}

function linesOf(db: Sql, { conversation, messagesTo }: HandoffRow): Promise<StoredLine[]> {
  return db.query<StoredLine>(
    `SELECT * FROM (
       SELECT id, external_id AS "externalId", kind, from_name AS "fromName", at, received_at AS "receivedAt", text, payload,
              $2::bigint IS NULL OR id <= $2 AS before
         FROM message
        WHERE conversation_id = $1 AND kind IN ('text', 'media', 'choice', 'edit', 'delete')
          AND ($2 IS NULL OR id <= $2 OR kind IN ('edit', 'delete'))
        ORDER BY id DESC LIMIT ${LINES}) last ORDER BY id`,
    [conversation, messagesTo],
  )
}

function sentOf(db: Sql, { conversation, sequenceTo }: HandoffRow): Promise<SentLine[]> {
  return db.query<SentLine>(
    `SELECT * FROM (
       SELECT sequence, content, author, agent_name AS "agentName", created_at AS at FROM outbox
        WHERE conversation_id = $1 AND ($2::int IS NULL OR sequence < $2) AND state NOT IN ('withdrawn', 'refused')
        ORDER BY sequence DESC LIMIT ${LINES}) last ORDER BY sequence`,
    [conversation, sequenceTo],
  )
}
