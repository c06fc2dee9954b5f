import type { AcceptResult } from '../contract/channel.ts'
import { allDone } from '../contract/database.ts'
import type { Ignored, Inbound } from '../contract/message.ts'
import { needsTurn } from './burst.ts'
import { cleanInbound, type CleanInbound } from './clean.ts'
import { tell, untell, type Entry } from './desk/feed.ts'
import { newsOf } from './desk/news.ts'
import { keepHeard } from './heard.ts'
import { toJson } from './json.ts'
import { transact, type EngineParts } from './parts.ts'
import { keepProofs, proofsOf, type Proved } from './people/proofs.ts'
import { takeStatuses } from './statuses.ts'
import { takeBack } from './takeback.ts'

// One statement for a burst of any size. Conversations are touched in the order of their addresses, so that two bursts
// never wait for each other. Only what the shopper says opens the window for replies. What the shop itself did (`event` from the
// account) belongs to a conversation, but begins none: nobody is known then who could be answered.
const STORE = `
  WITH input AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS i (
      ord int, channel text, account text, thread text, external_id text, kind text, from_id text, from_name text,
      at timestamptz, text text, payload jsonb, turn_state text)
  ), met AS (
    INSERT INTO conversation (channel, account, thread, shopper_id, shopper_name, last_inbound_at)
    SELECT DISTINCT ON (channel, account, thread) channel, account, thread, from_id, from_name,
           coalesce(max(at) FILTER (WHERE kind IN ('text', 'media', 'choice'))
                      OVER (PARTITION BY channel, account, thread), to_timestamp(0))
    FROM input WHERE kind <> 'event' OR from_id <> account
    ORDER BY channel, account, thread, ord
    ON CONFLICT (channel, account, thread) DO UPDATE
      SET last_inbound_at = greatest(conversation.last_inbound_at, excluded.last_inbound_at),
          shopper_name = coalesce(excluded.shopper_name, conversation.shopper_name)
    RETURNING id, channel, account, thread, owner = 'human' OR state = 'waiting' AS attended
  ), place AS (
    SELECT * FROM met
    UNION ALL
    SELECT id, channel, account, thread, false FROM conversation
     WHERE (channel, account, thread) IN (SELECT channel, account, thread FROM input WHERE kind = 'event' AND from_id = account)
       AND id NOT IN (SELECT id FROM met)
  ), stored AS (
    INSERT INTO message (conversation_id, channel, account, external_id, kind, from_id, from_name, at, text, payload, turn_state)
    SELECT place.id, channel, account, external_id, kind, from_id, from_name, at, text, payload, turn_state
    FROM input JOIN place USING (channel, account, thread)
    ORDER BY ord
    ON CONFLICT (channel, account, external_id) DO NOTHING
    RETURNING id, conversation_id, channel, account, external_id, turn_state
  )
  SELECT stored.*, attended FROM stored JOIN place ON place.id = conversation_id ORDER BY stored.id`

interface StoredRow {
  id: number
  conversation_id: number
  channel: string
  account: string
  external_id: string
  turn_state: string
  /** A person was promised, or has the conversation. */
  attended: boolean
}

/** What a channel did not make messages of. */
interface LetGo {
  channel: string
  ignored: readonly Ignored[]
}

/**
 * Takes messages in: all in one transaction, each once, with a turn queued for every conversation that got something to
 * answer; then what is told of messages that we sent. Resolves after the commit. Throws `message.invalid`, and then nothing of the burst
 * is stored.
 */
export async function accept(
  parts: EngineParts,
  messages: readonly Inbound[],
  { channel, ignored }: LetGo = { channel: 'unknown', ignored: [] },
): Promise<AcceptResult> {
  parts.ignored.count(channel, ignored)
  if (messages.length === 0) return { stored: [], duplicates: [] }
  const clean = messages.map((message) => cleanInbound(message, parts.settings.maxText))
  const saying = clean.filter(({ kind }) => kind !== 'status')
  const said = saying.length === 0 ? NOTHING : await (parts.store ?? storeAlone(parts))(saying)
  const told = clean.filter(({ kind }) => kind === 'status')
  await keepHeard(parts, told)
  const statuses = told.length > 0 ? await takeStatuses(parts, told) : undefined
  const stored = [...said.stored, ...(statuses?.stored ?? [])]
  const { duplicates } = said
  parts.log.info({ stored: stored.length, duplicates: duplicates.length }, 'messages taken in')
  return { stored, duplicates }
}

const NOTHING: AcceptResult = { stored: [], duplicates: [] }

function storeAlone(parts: EngineParts) {
  return async (burst: readonly CleanInbound[]): Promise<AcceptResult> => (await store(parts, [burst]))[0]!
}

/** Stores several bursts, none empty, in one transaction: all or none. */
export async function store(
  parts: EngineParts,
  bursts: readonly (readonly CleanInbound[])[],
): Promise<AcceptResult[]> {
  const clean = bursts.flat()
  const input = clean.map(toRow)
  const rows = await transact(parts, async (tx, wake) => {
    const rows = await tx.query<StoredRow>(STORE, [toJson(input)])
    const stored = pair(rows, clean)
    await allDone([
      takeBack(tx, clean),
      untell(tx, deletedBy(stored)),
      tell(tx, wake, newsFor(stored)),
      keepProofs(tx, provedBy(stored)),
      ...[...dueIn(parts, rows)].map(([urgency, due]) => wake('turn', [...due], undefined, urgency)),
    ])
    return rows
  })
  const stored = new Set(rows.map((row) => identity(row)))
  const results: AcceptResult[] = []
  for (const burst of bursts) {
    const result: AcceptResult = { stored: [], duplicates: [] }
    for (const message of burst) {
      // The second of two equal ids is a duplicate too.
      const isNew = stored.delete(identity({ ...message, external_id: message.externalId }))
      const list = isNew ? result.stored : result.duplicates
      list.push(message.externalId)
    }
    results.push(await withoutStrays(parts, burst, result))
  }
  return results
}

/** What the shop did where there is no conversation was not stored, though it never came before. */
async function withoutStrays(
  parts: EngineParts,
  clean: readonly CleanInbound[],
  result: AcceptResult,
): Promise<AcceptResult> {
  const known = new Set(result.duplicates)
  const acts = clean.filter(
    ({ kind, from, account, externalId }) => kind === 'event' && from.id === account && known.has(externalId),
  )
  if (acts.length === 0) return result
  const found = await parts.db.query<{ id: string }>(
    'SELECT external_id AS id FROM message WHERE channel = $1 AND external_id = ANY($2::text[])',
    [acts[0]!.channel, acts.map(({ externalId }) => externalId)],
  )
  const there = new Set(found.map(({ id }) => id))
  const strays = acts.filter(({ externalId }) => !there.has(externalId))
  for (const { channel } of strays)
    parts.ignored.count(channel, [{ reason: 'event of the shop outside any conversation' }])
  const gone = new Set(strays.map(({ externalId }) => externalId))
  return { ...result, duplicates: result.duplicates.filter((id) => !gone.has(id)) }
}

/** A message with the row that it was stored as. */
interface Stored {
  row: StoredRow
  message: CleanInbound
}

/** The rows with their messages, in the rows' order; of two with one id the first was stored. */
function pair(rows: readonly StoredRow[], clean: readonly CleanInbound[]): Stored[] {
  const known = new Map<string, CleanInbound>()
  for (const message of clean) {
    const id = identity({ ...message, external_id: message.externalId })
    if (!known.has(id)) known.set(id, message)
  }
  return rows.flatMap((row) => {
    const message = known.get(identity(row))
    return message ? [{ row, message }] : []
  })
}

/** Conversations that got something to answer, by the urgency of their channels. */
function dueIn({ channels }: EngineParts, rows: readonly StoredRow[]): Map<number, Set<number>> {
  const due = new Map<number, Set<number>>()
  for (const row of rows) {
    if (row.turn_state !== 'pending') continue
    const urgency = channels.get(row.channel)?.urgency ?? 0
    due.set(urgency, (due.get(urgency) ?? new Set()).add(row.conversation_id))
  }
  return due
}

/** What the desk is told of the messages that were stored. */
function newsFor(stored: readonly Stored[]): Entry[] {
  return stored.flatMap(({ row, message }) => {
    const news = row.attended ? newsOf(message) : undefined
    return news ? [{ conversation: row.conversation_id, news, message: row.id }] : []
  })
}

/** What shoppers took back. */
function deletedBy(stored: readonly Stored[]) {
  return stored.flatMap(({ row, message: { kind, replyTo } }) =>
    kind === 'delete' && replyTo !== undefined
      ? [{ conversation: row.conversation_id, externalId: replyTo }]
      : [],
  )
}

/** What their providers vouch for. */
function provedBy(stored: readonly Stored[]): Proved[] {
  return stored.flatMap(({ row, message }) =>
    proofsOf(message).map((proof) => ({ ...proof, conversation: row.conversation_id })),
  )
}

function identity(row: { channel: string; account: string; external_id: string }): string {
  return JSON.stringify([row.channel, row.account, row.external_id])
}

function toRow(message: CleanInbound, ord: number) {
  const { attachments, replyTo, choice, locale, cutFrom, wants, unproved } = message
  return {
    ord,
    channel: message.channel,
    account: message.account,
    thread: message.thread,
    external_id: message.externalId,
    kind: message.kind,
    from_id: message.from.id,
    from_name: message.from.name,
    at: message.at,
    text: message.text,
    payload: { attachments, replyTo, choice, locale, cutFrom, wants, unproved },
    turn_state: needsTurn(message) ? 'pending' : 'done',
  }
}
