import type { Sql } from '../contract/database.ts'
import type { Turn } from '../contract/answer.ts'
import type { Address } from '../contract/message.ts'
import type { PendingMessage } from './burst.ts'
import { linkedTo, MEMORY_HOURS } from './people/linked.ts'

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
  /** Something of it is handed off already, and not settled. */
  waiting: boolean
  /** Oldest first, each message with its newest text; also what the same person said on another channel, where that is proved. */
  history: Turn[]
}

// What was said in a conversation, newest first, each message with its newest text. Messages that wait for a turn are no history yet.
const said = (conversation: string, more = '') => `
  SELECT * FROM (
    (SELECT 'user' AS role, coalesce(edit.text, m.text) AS text, NULL::boolean AS person, m.received_at AS said_at, m.id AS ord
       FROM message m LEFT JOIN LATERAL (
         SELECT e.text FROM message e WHERE e.conversation_id = m.conversation_id AND e.kind = 'edit'
            AND e.payload->>'replyTo' = m.external_id AND e.turn_state <> 'pending' ORDER BY e.at DESC, e.id DESC LIMIT 1
       ) edit ON true
      WHERE m.conversation_id = ${conversation} AND m.turn_state <> 'pending' AND m.text <> ''
        AND (m.kind IN ('text', 'choice', 'media') OR m.kind = 'edit' AND NOT EXISTS (
          SELECT FROM message t WHERE t.channel = m.channel AND t.account = m.account
             AND t.external_id = m.payload->>'replyTo' AND t.turn_state <> 'pending'))
      ORDER BY m.id DESC LIMIT $2)
    UNION ALL
    (SELECT 'agent', coalesce(o.heard, o.content->>'text'), CASE o.author WHEN 'human' THEN true END, o.created_at, o.sequence FROM outbox o
      WHERE o.conversation_id = ${conversation} AND o.state NOT IN ('withdrawn', 'refused') AND o.heard IS DISTINCT FROM ''
      ORDER BY o.sequence DESC LIMIT $2)
  ) said ${more} ORDER BY said_at DESC, ord DESC LIMIT $2`

const LOAD = `
  SELECT c.id, c.channel, c.account, c.thread, c.owner, c.epoch, c.language,
    (SELECT coalesce(json_agg(json_build_object('id', m.id, 'externalId', m.external_id, 'kind', m.kind,
                                                'text', m.text, 'payload', m.payload, 'turnId', m.turn_id) ORDER BY m.at, m.id), '[]')
       FROM (SELECT * FROM message WHERE conversation_id = c.id AND turn_state = 'pending'
              ORDER BY at, id LIMIT $3::int + 1) m) AS pending,
    (SELECT coalesce(extract(epoch FROM now() - max(m.received_at)) * 1000, 0)::float8
       FROM message m WHERE m.conversation_id = c.id AND m.turn_state = 'pending') AS "quietMs",
    (SELECT coalesce(json_agg(last ORDER BY said_at, ord), '[]') FROM (${said('c.id')}) last) AS said,
    EXISTS (SELECT FROM handoff h WHERE h.conversation_id = c.id AND h.state <> 'resolved') AS waiting,
    EXISTS (SELECT FROM identity me JOIN identity other USING (person)
             WHERE me.conversation_id = c.id AND other.conversation_id <> c.id) AS linked
  FROM conversation c WHERE c.id = $1`

const LOAD_LINKED = `
  SELECT line.* FROM conversation c CROSS JOIN LATERAL (${linkedTo('c', 'now()')}) linked
   CROSS JOIN LATERAL (${said('linked.id', `WHERE said_at > now() - interval '${MEMORY_HOURS} hours'`)}) line
   WHERE c.id = $1 ORDER BY said_at DESC, ord DESC LIMIT $2`

interface SaidRow {
  role: 'user' | 'agent'
  text: string
  person: boolean | null
  said_at: string | Date
}

/**
 * Reads all that a turn needs in one statement, and in a second one what a person said elsewhere who is known to write on several
 * channels; undefined when the conversation was erased.
 */
export async function loadTurn(
  sql: Sql,
  id: number,
  limits: { historyTurns: number; maxBurst: number },
): Promise<LoadedTurn | undefined> {
  const [row] = await sql.query<Omit<LoadedTurn, 'more' | 'history'> & { said: SaidRow[]; linked: boolean }>(
    LOAD,
    [id, limits.historyTurns, limits.maxBurst],
  )
  if (!row) return undefined
  const { said: own, linked, ...rest } = row
  const elsewhere = linked ? await sql.query<SaidRow>(LOAD_LINKED, [id, limits.historyTurns]) : []
  const history = elsewhere.length === 0 ? own : [...elsewhere.toReversed(), ...own].toSorted(byTime)
  return {
    ...rest,
    pending: row.pending.slice(0, limits.maxBurst),
    more: row.pending.length > limits.maxBurst,
    history: history.map(({ role, text, person }) => ({ role, text, ...(person ? { person } : {}) })),
  }
}

function byTime(a: SaidRow, b: SaidRow): number {
  return new Date(a.said_at).getTime() - new Date(b.said_at).getTime()
}
