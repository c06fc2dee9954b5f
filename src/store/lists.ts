import type { Sql } from '../contract/database.ts'
import type { Content } from '../contract/message.ts'

/** A conversation in a list. */
export interface ListedConversation {
  id: number
  channel: string
  account: string
  thread: string
  shopper: string
  name: string | null
  language: string | null
  /** Who answers now; with the agent's name where it is a person. */
  owner: 'bot' | 'human'
  agent: string | null
  /** waiting: a person was promised and has not come yet. */
  state: 'open' | 'waiting'
  messages: number
  lastInboundAt: Date
}

const LISTED = `
  SELECT c.id, c.channel, c.account, c.thread, c.shopper_id AS shopper, c.shopper_name AS name, c.language, c.owner,
         coalesce(c.agent_name, c.agent) AS agent, c.state, c.last_inbound_at AS "lastInboundAt",
         (SELECT count(*)::int FROM message m WHERE m.conversation_id = c.id AND m.kind <> 'status') AS messages
    FROM conversation c`

/** The conversations last written in, newest first. */
export function listConversations(
  db: Sql,
  { limit, channel }: { limit: number; channel?: string },
): Promise<ListedConversation[]> {
  return db.query<ListedConversation>(
    `${LISTED} WHERE $2::text IS NULL OR c.channel = $2 ORDER BY c.last_inbound_at DESC, c.id DESC LIMIT $1`,
    [limit, channel ?? null],
  )
}

/** One line of a conversation, as it was stored. */
export interface ShownLine {
  at: Date
  who: 'shopper' | 'bot' | 'agent'
  name: string | null
  /** Of a shopper's message. */
  kind: string | null
  text: string
  /** What became of a message of ours: queued, sent, delivered, … */
  state: string | null
  reason: string | null
}

export interface ShownConversation extends ListedConversation {
  lines: ShownLine[]
  handoffs: ListedHandoff[]
}

/** A conversation whole; undefined when there is none. */
export async function showConversation(db: Sql, id: number): Promise<ShownConversation | undefined> {
  const [found] = await db.query<ListedConversation>(`${LISTED} WHERE c.id = $1`, [id])
  if (!found) return undefined
  const lines = await db.query<Omit<ShownLine, 'text'> & { text: string | null; content: Content | null }>(
    `SELECT * FROM (
       SELECT received_at AS at, 'shopper' AS who, from_name AS name, kind, text, NULL::jsonb AS content,
              NULL AS state, NULL AS reason, id AS ord
         FROM message WHERE conversation_id = $1 AND kind <> 'status'
       UNION ALL
       SELECT created_at, CASE author WHEN 'bot' THEN 'bot' ELSE 'agent' END, agent_name, NULL, NULL, content,
              CASE WHEN state = 'sent' THEN coalesce(delivery, 'sent') ELSE state END, coalesce(delivery_reason, reason), sequence
         FROM outbox WHERE conversation_id = $1
     ) lines ORDER BY at, ord`,
    [id],
  )
  return {
    ...found,
    lines: lines.map(({ at, who, name, kind, text, content, state, reason }) => ({
      at,
      who,
      name,
      kind,
      text: content?.text ?? text ?? '',
      state,
      reason,
    })),
    handoffs: await listHandoffs(db, { limit: 100, conversation: id }),
  }
}

/** A handoff in a list. */
export interface ListedHandoff {
  id: number
  conversation: number
  channel: string
  name: string | null
  state: 'open' | 'claimed' | 'resolved'
  agent: string | null
  question: string
  reason: string
  escalations: number
  verdict: string | null
  openedAt: Date
  claimedAt: Date | null
  resolvedAt: Date | null
}

/** Handoffs, those that wait longest first; resolved ones only where they are asked for. */
export function listHandoffs(
  db: Sql,
  { limit, all = false, conversation }: { limit: number; all?: boolean; conversation?: number },
): Promise<ListedHandoff[]> {
  return db.query<ListedHandoff>(
    `SELECT h.id, h.conversation_id AS conversation, c.channel, c.shopper_name AS name, h.state,
            coalesce(h.agent_name, h.agent) AS agent, h.question, h.reason, h.escalations, h.verdict,
            h.created_at AS "openedAt", h.claimed_at AS "claimedAt", h.resolved_at AS "resolvedAt"
       FROM handoff h JOIN conversation c ON c.id = h.conversation_id
      WHERE CASE WHEN $3::bigint IS NULL THEN $2::boolean OR h.state <> 'resolved' ELSE h.conversation_id = $3 END
      ORDER BY array_position(ARRAY['open', 'claimed', 'resolved'], h.state), h.created_at LIMIT $1`,
    [limit, all, conversation ?? null],
  )
}
