import type { Sql } from '../../contract/database.ts'
import { TributaryError } from '../../contract/errors.ts'
import type { EngineParts } from '../parts.ts'
import { hashOf, newCode, sameHash, shownCode } from './code.ts'
import { audit, LINK_LOCK, unite } from './unite.ts'

export const VALID_MINUTES = 10
/** Codes of one conversation in an hour. */
const ISSUED = 5
/** Wrong codes in an hour: in one conversation, and on the whole server, since conversations cost nothing to begin. */
const GUESSES = 5
const GUESSES_OF_ALL = 1000

export interface IssuedCode {
  /** As it is shown. */
  code: string
  expiresAt: Date
}

/**
 * A code for a conversation; whoever types it in another one, within minutes and once, is the same person. Undefined where several people
 * write, or when too many were given out.
 */
export async function issueCode(
  { db }: Pick<EngineParts, 'db'>,
  conversation: number,
  actor: string,
): Promise<IssuedCode | undefined> {
  return db.transaction(async (tx) => {
    // A statement of its own: what is counted next has to be what is true once the lock is held.
    await tx.query('SELECT 1 FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [conversation])
    const [own] = await tx.query<{ alone: boolean; issued: number }>(
      `SELECT NOT EXISTS (SELECT FROM message m WHERE m.conversation_id = c.id AND m.from_id <> c.shopper_id AND m.kind IN ('text', 'media', 'choice')) AS alone,
              (SELECT count(*) FROM link_code WHERE conversation_id = c.id AND created_at > now() - interval '1 hour') AS issued
         FROM conversation c WHERE c.id = $1`,
      [conversation],
    )
    if (!own?.alone || own.issued >= ISSUED) return undefined
    const code = newCode()
    const [row] = await tx.query<{ expiresAt: Date }>(
      `INSERT INTO link_code (hash, conversation_id, expires_at)
       VALUES ($1, $2, now() + make_interval(mins => $3)) RETURNING expires_at AS "expiresAt"`,
      [hashOf(code), conversation, VALID_MINUTES],
    )
    await audit(tx, actor, 'people.code_issued', { conversation })
    return { code: shownCode(code), expiresAt: row!.expiresAt }
  })
}

interface Known {
  hash: Uint8Array
  conversation: number
  expired: boolean
  usedIn: number | null
}

/**
 * Links this conversation with the one that the code was given out in. False when there is no such code, it is too old, used elsewhere or
 * this conversation's own; then it counts as a guess, and after too many of them nothing is looked at any more.
 */
export async function redeemCode(
  { db }: Pick<EngineParts, 'db'>,
  conversation: number,
  code: string,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    // One at a time: else guesses in the same moment would not count each other.
    await tx.query(LINK_LOCK)
    if (await tooManyGuesses(tx, conversation)) return false
    const hash = hashOf(code)
    const [known] = await tx.query<Known>(
      `SELECT hash, conversation_id AS conversation, expires_at <= now() AS expired, used_in AS "usedIn"
         FROM link_code WHERE hash = $1 FOR UPDATE`,
      [hash],
    )
    const [own] = await tx.query<{ alone: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM message m WHERE m.conversation_id = c.id AND m.from_id <> c.shopper_id AND m.kind IN ('text', 'media', 'choice')) AS alone
         FROM conversation c WHERE c.id = $1`,
      [conversation],
    )
    // A turn that is made again finds its own code used.
    if (known && known.usedIn === conversation && sameHash(known.hash, hash)) return true
    const good =
      known !== undefined &&
      sameHash(known.hash, hash) &&
      !known.expired &&
      known.usedIn === null &&
      known.conversation !== conversation &&
      own?.alone === true
    if (!good) {
      await tx.query('INSERT INTO link_guess (conversation_id) VALUES ($1)', [conversation])
      await audit(tx, 'shopper', 'people.code_refused', { conversation })
      return false
    }
    await tx.query('UPDATE link_code SET used_in = $2 WHERE hash = $1', [hash, conversation])
    await unite(tx, conversation, [known.conversation], 'code')
    return true
  })
}

async function tooManyGuesses(tx: Sql, conversation: number): Promise<boolean> {
  const [row] = await tx.query<{ own: number; all: number }>(
    `SELECT count(*) FILTER (WHERE conversation_id = $1) AS own, count(*) AS all
       FROM link_guess WHERE at > now() - interval '1 hour'`,
    [conversation],
  )
  return row!.own >= GUESSES || row!.all >= GUESSES_OF_ALL
}

/** For an agent, who tells the shopper. Throws `input.invalid` where none is given out. */
export async function codeForAgent(
  parts: Pick<EngineParts, 'db'>,
  conversation: number,
  agent: string,
): Promise<{ code: string; expiresAt: string }> {
  const issued = await issueCode(parts, conversation, agent)
  if (!issued)
    throw new TributaryError(
      'input.invalid',
      'No code is given out: several people write in this conversation, or too many codes were asked for. Try again in an hour.',
    )
  return { code: issued.code, expiresAt: issued.expiresAt.toISOString() }
}
