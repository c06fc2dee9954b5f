import type { Database } from '../contract/database.ts'
import type { Address } from '../contract/message.ts'
import type { EngineParts } from './parts.ts'

/** Rows removed, by table. */
export interface Removed {
  conversations: number
  messages: number
  sends: number
  traces: number
  handoffs: number
}

// Small enough that nobody waits long for the embedded database's only session.
const BATCH = 1000

/**
 * Removes what is older than the cutoff: messages that were dealt with, settled sends, traces, resolved handoffs, and
 * conversations in which nothing is left. What still waits for a turn, a send or a person stays. The desk is told of the
 * handoffs that went.
 */
export async function applyRetention(db: Database, cutoff: Date): Promise<Removed> {
  const removed = {
    traces: await removeOld(db, 'trace', 'id', 'at < $1', cutoff),
    messages: await removeOld(db, 'message', 'id', `received_at < $1 AND turn_state <> 'pending'`, cutoff),
    sends: await removeOld(db, 'outbox', 'key', `settled_at < $1`, cutoff),
    handoffs: await removeOld(
      db,
      'handoff',
      'id',
      `created_at < $1 AND state = 'resolved'`,
      cutoff,
      GONE_HANDOFFS,
    ),
  }
  const conversations = await removeOld(
    db,
    'conversation c',
    'id',
    `created_at < $1 AND last_inbound_at < $1 AND owner = 'bot'
       AND NOT EXISTS (SELECT FROM message WHERE conversation_id = c.id)
       AND NOT EXISTS (SELECT FROM outbox WHERE conversation_id = c.id)
       AND NOT EXISTS (SELECT FROM handoff WHERE conversation_id = c.id)`,
    cutoff,
  )
  // The feed of a handoff that is still open keeps no words longer than the messages are kept.
  await removeOld(db, 'desk_event', 'id', 'taken_at < $1', cutoff)
  await removeOld(db, 'desk_erased', 'id', 'at < $1', cutoff)
  await removeOld(db, 'link_guess', 'id', 'at < $1', cutoff)
  await removeOld(db, 'link_code', 'hash', 'created_at < $1', cutoff)
  await removeOld(db, 'audit', 'id', 'at < $1', cutoff)
  await db.query('DELETE FROM ignored WHERE day < ($1::timestamptz)::date', [cutoff])
  return { conversations, ...removed }
}

/** Leaves word for the desk of the handoffs in `gone` that it knows. */
const TOMBSTONES = `INSERT INTO desk_erased (handoff_id, conversation_id)`
const GONE_HANDOFFS = `, told AS (${TOMBSTONES} SELECT id, conversation_id FROM gone WHERE at_desk)`

async function removeOld(
  db: Database,
  table: string,
  id: string,
  where: string,
  cutoff: Date,
  beside = '',
): Promise<number> {
  const bare = table.split(' ')[0]
  let total = 0
  for (;;) {
    const gone = await db.query(
      `WITH gone AS (
         DELETE FROM ${bare} WHERE ${id} IN (SELECT ${id} FROM ${table} WHERE ${where} LIMIT ${BATCH}) RETURNING *
       )${beside}
       SELECT 1 FROM gone`,
      [cutoff],
    )
    total += gone.length
    if (gone.length < BATCH) return total
  }
}

/** A shopper as a channel knows them. */
export interface Shopper extends Omit<Address, 'thread'> {
  id: string
}

/** Erases a shopper everywhere: what their channel keeps of them, then all that the engine does. */
export async function erase(
  { db, channels }: Pick<EngineParts, 'db' | 'channels'>,
  shopper: Shopper,
): Promise<Removed> {
  await channels.get(shopper.channel)?.forget?.(shopper.account, shopper.id)
  return eraseShopper(db, shopper)
}

/**
 * Erases what the engine keeps of a shopper: their conversations with all messages, sends, traces and handoffs, what they wrote in
 * conversations that others began, what links them to other channels, and questions of theirs that became labels. Leaves word for the
 * desk. Returns how much it was.
 */
export async function eraseShopper(db: Database, shopper: Shopper): Promise<Removed> {
  const [row] = await db.query<Removed>(
    `WITH gone AS (
       DELETE FROM conversation WHERE channel = $1 AND account = $2 AND shopper_id = $3 RETURNING id
     ), elsewhere AS (
       DELETE FROM message WHERE channel = $1 AND account = $2 AND from_id = $3
          AND conversation_id NOT IN (SELECT id FROM gone) RETURNING id, external_id
     ), untold AS (
       DELETE FROM desk_event WHERE message_id IN (SELECT id FROM elsewhere) RETURNING handoff_id, conversation_id, message_id
     ), retold AS (
       INSERT INTO desk_event (handoff_id, conversation_id, news)
       SELECT handoff_id, conversation_id, jsonb_build_object('kind', 'deleted', 'externalId', external_id)
         FROM untold JOIN elsewhere ON elsewhere.id = message_id
     ), handed AS (
       SELECT id, conversation_id, at_desk FROM handoff WHERE conversation_id IN (SELECT id FROM gone)
     ), told AS (
       ${TOMBSTONES} SELECT id, conversation_id FROM handed WHERE at_desk
     ), unlearned AS (
       DELETE FROM label WHERE source IN (SELECT 'desk:' || id FROM handed)
     )
     SELECT (SELECT count(*) FROM gone) AS conversations,
            (SELECT count(*) FROM message WHERE conversation_id IN (SELECT id FROM gone))
              + (SELECT count(*) FROM elsewhere) AS messages,
            (SELECT count(*) FROM outbox WHERE conversation_id IN (SELECT id FROM gone)) AS sends,
            (SELECT count(*) FROM trace WHERE conversation_id IN (SELECT id FROM gone)) AS traces,
            (SELECT count(*) FROM handoff WHERE conversation_id IN (SELECT id FROM gone)) AS handoffs`,
    [shopper.channel, shopper.account, shopper.id],
  )
  return row!
}
