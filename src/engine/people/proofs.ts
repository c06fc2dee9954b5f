import type { Sql } from '../../contract/database.ts'
import type { Inbound, Proof } from '../../contract/message.ts'
import { unite } from './unite.ts'

/** A proof that came with a message of a conversation. */
export interface Proved extends Proof {
  conversation: number
}

const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/
const PHONE = /^\+[1-9]\d{6,14}$/
const LONGEST = 320
const MOST = 4

/** The proofs of a message that really are an e-mail address or a telephone number. */
export function proofsOf({ kind, proofs }: Pick<Inbound, 'kind' | 'proofs'>): Proof[] {
  if (kind === 'status' || kind === 'event') return []
  return (proofs ?? []).slice(0, MOST).flatMap((proof) => {
    const value = proof.kind === 'email' ? proof.value.toLowerCase() : proof.value
    const sound = proof.kind === 'email' ? EMAIL.test(value) : PHONE.test(value)
    return sound && value.length <= LONGEST ? [{ kind: proof.kind, value }] : []
  })
}

// A conversation in which others write too is nobody's own, and who wrote is not always who began it.
const NEW = `
  SELECT p.conversation, p.kind, p.value
    FROM jsonb_to_recordset($1::jsonb) AS p (conversation bigint, kind text, value text)
   WHERE NOT EXISTS (SELECT FROM identity_proof k
                      WHERE k.conversation_id = p.conversation AND k.kind = p.kind AND k.value = p.value)
     AND NOT EXISTS (SELECT FROM message m JOIN conversation c ON c.id = m.conversation_id
                      WHERE c.id = p.conversation AND m.from_id <> c.shopper_id AND m.kind IN ('text', 'media', 'choice'))
   GROUP BY 1, 2, 3 ORDER BY 2, 3, 1`

/**
 * Keeps what proves whose a conversation is, and links it with those that the same address or number proves. In the transaction that
 * stores the messages; nothing is done for proofs known from before.
 */
export async function keepProofs(tx: Sql, proofs: readonly Proved[]): Promise<void> {
  if (proofs.length === 0) return
  for (const { conversation, kind, value } of await tx.query<Proved>(NEW, [JSON.stringify(proofs)])) {
    // Two channels may prove the same in the same moment: one of them sees the other.
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`proof ${kind} ${value}`])
    await tx.query(
      `WITH known AS (
         INSERT INTO identity (conversation_id, person) VALUES ($1, gen_random_uuid()) ON CONFLICT DO NOTHING
       )
       INSERT INTO identity_proof (conversation_id, kind, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [conversation, kind, value],
    )
    const others = await tx.query<{ id: number }>(
      `SELECT conversation_id AS id FROM identity_proof WHERE kind = $1 AND value = $2 AND conversation_id <> $3`,
      [kind, value, conversation],
    )
    await unite(
      tx,
      conversation,
      others.map((row) => row.id),
      `proof:${kind}`,
    )
  }
}
