import type { Sql } from '../../../contract/database.ts'
import type { Agent } from '../../../contract/desk.ts'
import type { ThreadState } from '../render/opening.ts'

/** The thread of a handoff. */
export interface Thread extends ThreadState {
  handoff: number
  channel: string
  ts: string
  agent: string | null
  version: number
}

const COLUMNS = `handoff, channel, ts, state, agent, agent_name AS "agentName", since, version`

export async function threadOf(db: Sql, handoff: number): Promise<Thread | undefined> {
  const [row] = await db.query<Thread>(`SELECT ${COLUMNS} FROM slack_thread WHERE handoff = $1`, [handoff])
  return row && { ...row, handoff: Number(row.handoff) }
}

export async function threadAt(db: Sql, channel: string, ts: string): Promise<Thread | undefined> {
  const [row] = await db.query<Thread>(`SELECT ${COLUMNS} FROM slack_thread WHERE channel = $1 AND ts = $2`, [
    channel,
    ts,
  ])
  return row && { ...row, handoff: Number(row.handoff) }
}

export async function addThread(db: Sql, handoff: number, channel: string, ts: string): Promise<void> {
  await db.query(
    `INSERT INTO slack_thread (handoff, channel, ts) VALUES ($1, $2, $3)
     ON CONFLICT (handoff) DO UPDATE SET channel = EXCLUDED.channel, ts = EXCLUDED.ts, touched_at = now()
      WHERE slack_thread.ts LIKE 'lost:%'`,
    [handoff, channel, ts],
  )
}

/** Somebody deleted the thread in Slack. What state the handoff is in stays known, for the next one. */
export async function loseThread(db: Sql, handoff: number): Promise<void> {
  await db.query(`UPDATE slack_thread SET ts = 'lost:' || handoff WHERE handoff = $1`, [handoff])
  await db.query('DELETE FROM slack_message WHERE handoff = $1', [handoff])
}

export function isLost({ ts }: Pick<Thread, 'ts'>): boolean {
  return ts.startsWith('lost:')
}

/** Removes the thread and all that is known of its messages. */
export async function dropThread(db: Sql, handoff: number): Promise<void> {
  await db.query('DELETE FROM slack_thread WHERE handoff = $1', [handoff])
}

export async function setState(
  db: Sql,
  handoff: number,
  state: ThreadState['state'],
  agent: Agent | undefined,
  since: string,
): Promise<void> {
  await db.query(
    `UPDATE slack_thread
        SET state = $2, agent = $3, agent_name = $4, since = $5, version = version + 1, touched_at = now()
      WHERE handoff = $1`,
    [handoff, state, agent?.id ?? null, agent?.name ?? null, since],
  )
}

export type MessageKind = 'shopper' | 'saying'

export async function addMessage(
  db: Sql,
  handoff: number,
  kind: MessageKind,
  ref: string,
  ts: readonly string[],
): Promise<void> {
  await db.query(
    `INSERT INTO slack_message (handoff, kind, ref, ts) VALUES ($1, $2, $3, $4)
     ON CONFLICT (handoff, kind, ref) DO UPDATE SET ts = EXCLUDED.ts`,
    [handoff, kind, ref, ts],
  )
}

/** What was posted for a message, oldest first. */
export async function postedFor(db: Sql, handoff: number, kind: MessageKind, ref: string): Promise<string[]> {
  const [row] = await db.query<{ ts: string[] }>(
    'SELECT ts FROM slack_message WHERE handoff = $1 AND kind = $2 AND ref = $3',
    [handoff, kind, ref],
  )
  return row?.ts ?? []
}

/** Remembers that a message in Slack was sent to the shopper, under this outbox key. */
export async function addSource(
  db: Sql,
  source: { channel: string; ts: string },
  key: string,
  handoff: number,
): Promise<void> {
  await db.query(
    'INSERT INTO slack_source (channel, ts, key, handoff) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [source.channel, source.ts, key, handoff],
  )
}

export async function sourceOf(db: Sql, key: string): Promise<{ channel: string; ts: string } | undefined> {
  const [row] = await db.query<{ channel: string; ts: string }>(
    'SELECT channel, ts FROM slack_source WHERE key = $1',
    [key],
  )
  return row
}

/** The handoff that a message in Slack was sent in, or undefined when it never was. */
export async function sentFrom(db: Sql, channel: string, ts: string): Promise<number | undefined> {
  const [row] = await db.query<{ handoff: number }>(
    'SELECT handoff FROM slack_source WHERE channel = $1 AND ts = $2 LIMIT 1',
    [channel, ts],
  )
  return row && Number(row.handoff)
}

/** It was not sent after all. */
export async function dropSource(db: Sql, key: string): Promise<void> {
  await db.query('DELETE FROM slack_source WHERE key = $1', [key])
}
