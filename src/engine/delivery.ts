import type { Sql } from '../contract/database.ts'
import type { DeliveryState, Inbound } from '../contract/message.ts'
import { plainText } from './clean.ts'
import { tellDelivery } from './desk/feed.ts'
import { toJson } from './json.ts'
import { transact, type EngineParts, type Wake } from './parts.ts'
import { handOff } from './redo.ts'

/** What a provider tells of one of its messages that we sent. */
export interface PartStatus {
  channel: string
  account: string
  /** The provider's id of that message. */
  part: string
  state: DeliveryState
  reason: string | null
  at: string
}

/** An outbox row whose delivery changed. */
interface Moved {
  key: string
  conversation: number
  owner: 'bot' | 'human'
  author: 'bot' | 'human'
  turnId: string | null
  handoff: number | null
  state: DeliveryState
  reason: string | null
}

const REASON_LENGTH = 300
const STATES: ReadonlySet<string> = new Set<DeliveryState>(['sent', 'failed', 'delivered', 'read'])

/** The status as one of a part; undefined when it does not say of which, or what. */
export function partStatusOf({ channel, account, replyTo, status, at }: Inbound): PartStatus | undefined {
  if (!replyTo || !status || !STATES.has(status.state)) return undefined
  const reason = status.reason === undefined ? null : plainText(status.reason).slice(0, REASON_LENGTH)
  return { channel, account, part: replyTo, state: status.state, reason: reason?.toWellFormed() ?? null, at }
}

const INPUT = `jsonb_to_recordset($1::jsonb) AS i (channel text, account text, part text, state text, reason text, at timestamptz)`
const SAME_PART = `p.channel = i.channel AND p.account = i.account AND p.external_id = i.part`
const rank = (state: string) => `array_position(ARRAY['sent', 'failed', 'delivered', 'read'], ${state})`

// Conversations first and in the order of their addresses, as everywhere.
const LOCK = `
  SELECT c.id FROM conversation c
   WHERE c.id IN (SELECT o.conversation_id FROM ${INPUT} JOIN outbox_part p ON ${SAME_PART} JOIN outbox o ON o.key = p.key)
   ORDER BY c.channel, c.account, c.thread FOR NO KEY UPDATE`

// Parts only go forward. A row has failed when a part of it has; else it stands where the least advanced part does.
const MOVE = `
  WITH input AS (
    SELECT DISTINCT ON (channel, account, part) * FROM ${INPUT}
    ORDER BY channel, account, part, ${rank('state')} DESC, at
  ), known AS (
    SELECT i.*, p.key, p.delivery FROM input i JOIN outbox_part p ON ${SAME_PART}
  ), parts AS (
    UPDATE outbox_part p SET delivery = i.state FROM known i
     WHERE ${SAME_PART} AND ${rank('i.state')} > ${rank('p.delivery')}
    RETURNING p.channel, p.account, p.external_id, p.key, p.delivery, i.reason, i.at
  ), standing AS (
    SELECT key, max(reason) FILTER (WHERE delivery = 'failed') AS reason, max(at) AS at,
           CASE WHEN bool_or(delivery = 'failed') THEN 'failed' WHEN bool_or(delivery = 'sent') THEN 'sent'
                WHEN bool_or(delivery = 'delivered') THEN 'delivered' ELSE 'read' END AS delivery
      FROM (SELECT p.key, coalesce(m.delivery, p.delivery) AS delivery, m.reason, m.at
              FROM outbox_part p LEFT JOIN parts m USING (channel, account, external_id)
             WHERE p.key IN (SELECT key FROM parts)) now
     GROUP BY key
  ), moved AS (
    UPDATE outbox o SET delivery = s.delivery, delivery_reason = s.reason, delivery_at = s.at
      FROM standing s, conversation c
     WHERE o.key = s.key AND c.id = o.conversation_id AND o.delivery IS DISTINCT FROM s.delivery
    RETURNING o.key, c.id AS conversation, c.owner, o.author, o.turn_id AS "turnId", o.handoff_id AS handoff,
              s.delivery AS state, s.reason
  )
  SELECT coalesce((SELECT json_agg(json_build_array(channel, account, part)) FROM known), '[]') AS known,
         coalesce((SELECT json_agg(moved) FROM moved), '[]') AS moved`

/**
 * Moves rows forward by what providers tell of their parts, and whatever follows from it: the desk is told, and a failed message of the
 * bot's is handed to a person unless one has the conversation. Returns the statuses of parts that nobody knows.
 */
export async function applyStatuses(
  parts: Pick<EngineParts, 'log'>,
  tx: Sql,
  wake: Wake,
  statuses: readonly PartStatus[],
): Promise<PartStatus[]> {
  await tx.query(LOCK, [toJson(statuses)])
  const [row] = await tx.query<{ known: [string, string, string][]; moved: Moved[] }>(MOVE, [
    toJson(statuses),
  ])
  const { known, moved } = row!
  await tellDelivery(
    tx,
    wake,
    moved
      .filter(({ handoff, state }) => handoff !== null && state !== 'sent')
      .map(({ key, state, reason }) => ({ key, state, ...(reason === null ? {} : { reason }) })),
  )
  for (const failed of moved.filter(({ state }) => state === 'failed')) {
    const { conversation, key, reason } = failed
    parts.log.warn({ conversation, key, reason }, 'sent, but not delivered')
    if (failed.author === 'bot' && failed.owner === 'bot') await handOff(tx, wake, failed, 'send_failed')
  }
  const found = new Set(known.map((part) => JSON.stringify(part)))
  return statuses.filter(({ channel, account, part }) => !found.has(JSON.stringify([channel, account, part])))
}

/** A stored status as one of a part; the provider's clock goes out as text, as it came in. */
const AS_STATUS = `m.channel, m.account, m.payload->>'replyTo' AS part, m.payload->'status'->>'state' AS state,
  m.payload->'status'->>'reason' AS reason, to_json(m.at)#>>'{}' AS at`

/** Applies the statuses that came before their message was recorded as sent. */
export async function applyEarly(
  parts: Pick<EngineParts, 'log'>,
  tx: Sql,
  wake: Wake,
  sent: { conversation: number; channel: string; account: string; ids: readonly string[] },
): Promise<void> {
  await tx.query('SELECT 1 FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [sent.conversation])
  const early = await tx.query<PartStatus>(
    `DELETE FROM message m WHERE kind = 'status' AND channel = $1 AND account = $2
        AND payload->>'replyTo' = ANY($3::text[]) RETURNING ${AS_STATUS}`,
    [sent.channel, sent.account, sent.ids],
  )
  if (early.length > 0) await applyStatuses(parts, tx, wake, early)
}

/**
 * The net below {@link applyEarly}: a status that was stored in the very moment in which its message was recorded is seen by neither.
 * Returns how many there were.
 */
export async function sweepStatuses(parts: EngineParts): Promise<number> {
  return transact(parts, async (tx, wake) => {
    const early = await tx.query<PartStatus>(
      `DELETE FROM message m USING outbox_part p
        WHERE m.kind = 'status' AND m.received_at > now() - interval '1 hour' AND p.channel = m.channel
          AND p.account = m.account AND p.external_id = m.payload->>'replyTo' RETURNING ${AS_STATUS}`,
    )
    if (early.length > 0) await applyStatuses(parts, tx, wake, early)
    return early.length
  })
}
