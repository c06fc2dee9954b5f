import type { Sql } from '../contract/database.ts'
import type { Turn } from '../contract/answer.ts'
import type { Address } from '../contract/message.ts'
import type { PendingMessage } from './burst.ts'

/** A conversation as a turn finds it. */
export interface LoadedTurn extends Address {
  id: number
  owner: 'bot' | 'human'
  epoch: number
  language: string | null
  /** In the provider's order: its clock, then arrival. */
  pending: PendingMessage[]
  /** More of them wait than one turn takes. */
  more: boolean
  /** Milliseconds since the newest pending message came in. */
  quietMs: number
  history: Turn[]
}

const LOAD = `
  SELECT c.id, c.channel, c.account, c.thread, c.owner, c.epoch, c.language,
    (SELECT coalesce(json_agg(json_build_object('id', m.id, 'externalId', m.external_id, 'kind', m.kind,
                                                'text', m.text, 'payload', m.payload) ORDER BY m.at, m.id), '[]')
       FROM (SELECT * FROM message WHERE conversation_id = c.id AND turn_state = 'pending'
              ORDER BY at, id LIMIT $3::int + 1) m) AS pending,
    (SELECT coalesce(extract(epoch FROM now() - max(m.received_at)) * 1000, 0)::float8
       FROM message m WHERE m.conversation_id = c.id AND m.turn_state = 'pending') AS "quietMs",
    (SELECT coalesce(json_agg(json_strip_nulls(json_build_object('role', role, 'text', text, 'person', person)) ORDER BY said_at, ord), '[]') FROM (
       SELECT * FROM (
         (SELECT 'user' AS role, m.text, NULL::boolean AS person, m.received_at AS said_at, m.id AS ord FROM message m
           WHERE m.conversation_id = c.id AND m.turn_state <> 'pending' AND m.text <> ''
             AND m.kind IN ('text', 'choice', 'edit', 'media')
           ORDER BY m.id DESC LIMIT $2)
         UNION ALL
         (SELECT 'agent', o.content->>'text', CASE o.author WHEN 'human' THEN true END, o.created_at, o.sequence FROM outbox o
           WHERE o.conversation_id = c.id AND o.state NOT IN ('withdrawn', 'refused')
           ORDER BY o.sequence DESC LIMIT $2)
       ) said ORDER BY said_at DESC, ord DESC LIMIT $2
     ) last) AS history
  FROM conversation c WHERE c.id = $1`

/** Reads all that a turn needs in one statement; undefined when the conversation was erased. */
export async function loadTurn(
  sql: Sql,
  id: number,
  limits: { historyTurns: number; maxBurst: number },
): Promise<LoadedTurn | undefined> {
  const [row] = await sql.query<Omit<LoadedTurn, 'more'>>(LOAD, [id, limits.historyTurns, limits.maxBurst])
  if (!row) return undefined
  const more = row.pending.length > limits.maxBurst
  return { ...row, pending: row.pending.slice(0, limits.maxBurst), more }
}
