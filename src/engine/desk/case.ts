import type { Sql } from '../../contract/database.ts'
import type { DeskCase, Said } from '../../contract/desk.ts'
import type { EngineParts } from '../parts.ts'
import { linkedTo, MEMORY_HOURS } from '../people/linked.ts'
import { windowClosesAt } from '../windows.ts'
import { because } from './because.ts'
import { loadHandoff, type HandoffRow } from './handoffs.ts'
import { byOrder, transcriptOf, type Placed, type SentLine, type StoredLine } from './transcript.ts'

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
    transcript: await transcript(parts.db, row),
    ...(closes ? { windowClosesAt: closes.toISOString() } : {}),
    passages: finding?.passages ?? [],
    ...(finding?.draft === undefined ? {} : { draft: finding.draft }),
    ...(row.traceId === null ? {} : { traceId: row.traceId }),
  }
}

/** This conversation's lines, and among them those of the other channels on which the same person wrote within the day before. */
async function transcript(db: Sql, row: HandoffRow): Promise<Said[]> {
  const own = transcriptOf(await linesOf(db, row), await sentOf(db, row))
  const linked = await db.query<{ id: number; channel: string }>(
    `SELECT linked.* FROM conversation c, LATERAL (${linkedTo('c', '$2::timestamptz')}) linked WHERE c.id = $1`,
    [row.conversation, row.openedAt],
  )
  const elsewhere = await Promise.all(linked.map(({ id, channel }) => elsewhereSaid(db, id, channel, row)))
  const others = elsewhere.flat().toSorted(byOrder).slice(-LINES)
  return [...others, ...own].toSorted(byOrder).map(({ said }) => said)
}

async function elsewhereSaid(
  db: Sql,
  conversation: number,
  channel: string,
  { openedAt }: HandoffRow,
): Promise<Placed[]> {
  const at = { conversation, messagesTo: null, sequenceTo: null }
  const said = transcriptOf(await linesOf(db, at), await sentOf(db, at))
  const from = openedAt.getTime() - MEMORY_HOURS * 3_600_000
  return said
    .filter(({ said: { at: time } }) => Date.parse(time) > from && Date.parse(time) <= openedAt.getTime())
    .map(({ order, said: line }) => ({ order, said: { ...line, channel } }))
}

/** Exact in a double until the year 2255. */
const microseconds = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::float8`

type Place = Pick<HandoffRow, 'conversation' | 'messagesTo' | 'sequenceTo'>

function linesOf(db: Sql, { conversation, messagesTo }: Place): Promise<StoredLine[]> {
  return db.query<StoredLine>(
    `SELECT * FROM (
       SELECT id, external_id AS "externalId", kind, from_name AS "fromName", at, ${microseconds('received_at')} AS "order", text, payload,
              $2::bigint IS NULL OR id <= $2 AS before
         FROM message
        WHERE conversation_id = $1 AND kind IN ('text', 'media', 'choice', 'edit', 'delete')
          AND ($2 IS NULL OR id <= $2 OR kind IN ('edit', 'delete'))
        ORDER BY id DESC LIMIT ${LINES}) last ORDER BY id`,
    [conversation, messagesTo],
  )
}

function sentOf(db: Sql, { conversation, sequenceTo }: Place): Promise<SentLine[]> {
  return db.query<SentLine>(
    `SELECT * FROM (
       SELECT sequence, CASE WHEN heard IS NULL THEN content ELSE jsonb_set(content, '{text}', to_jsonb(heard)) END AS content, author, agent_name AS "agentName", created_at AS at,
              ${microseconds('created_at')} AS "order"
         FROM outbox
        WHERE conversation_id = $1 AND ($2::int IS NULL OR sequence < $2) AND state NOT IN ('withdrawn', 'refused')
          AND heard IS DISTINCT FROM ''
        ORDER BY sequence DESC LIMIT ${LINES}) last ORDER BY sequence`,
    [conversation, sequenceTo],
  )
}
