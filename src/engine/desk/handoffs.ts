import type { Sql } from '../../contract/database.ts'
import { TributaryError } from '../../contract/errors.ts'
import type { Address } from '../../contract/message.ts'

/** A handoff with its conversation. */
export interface HandoffRow extends Address {
  id: number
  conversation: number
  state: 'open' | 'claimed' | 'resolved'
  agent: string | null
  agentName: string | null
  question: string
  reason: string
  traceId: string | null
  openedAt: Date
  messagesTo: number | null
  sequenceTo: number | null
  shopperId: string
  shopperName: string | null
  language: string | null
  lastInboundAt: Date
}

/** Throws `handoff.unknown`. */
export async function loadHandoff(sql: Sql, id: number): Promise<HandoffRow> {
  const [row] = await sql.query<HandoffRow>(
    `SELECT h.id, h.conversation_id AS conversation, h.state, h.agent, h.agent_name AS "agentName", h.question, h.reason,
            h.trace_id AS "traceId", h.created_at AS "openedAt", coalesce(h.messages_to, h.last_message_id) AS "messagesTo",
            h.sequence_to AS "sequenceTo", c.channel, c.account, c.thread, c.shopper_id AS "shopperId",
            c.shopper_name AS "shopperName", c.language, c.last_inbound_at AS "lastInboundAt"
       FROM handoff h JOIN conversation c ON c.id = h.conversation_id WHERE h.id = $1`,
    [id],
  )
  if (!row)
    throw new TributaryError('handoff.unknown', 'There is no such handoff.', { details: { handoff: id } })
  return row
}
