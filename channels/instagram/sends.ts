import { createHash } from 'node:crypto'
import type { Database } from '../../src/contract/database.ts'
import type { Address, Choice } from '../../src/contract/message.ts'
import type { Echo } from './event.ts'

/** A part of a send as it is remembered. */
export interface Part {
  part: number
  /** null while nobody knows whether Instagram took it. */
  externalId: string | null
}

/** The memory of what left from here. */
export interface Sends {
  /** What is known of a key's parts, from earlier attempts. */
  parts(key: string): Promise<Part[]>
  /** Writes a part down before it is sent. */
  begin(address: Address, key: string, part: number, text: string, choices: readonly Choice[]): Promise<void>
  sent(key: string, part: number, externalId: string): Promise<void>
  /** Forgets a part that surely did not leave. */
  undo(key: string, part: number): Promise<void>
  /** The choices with numbers in the newest message to each of these shoppers. */
  shown(account: string, threads: readonly string[]): Promise<Map<string, Choice[]>>
  /** Whether an echo is of a message that left from here. It may come before the answer to the send, and then is that answer. */
  isOurs(echo: Echo): Promise<boolean>
  prune(before: Date): Promise<number>
  forget(account: string, thread: string): Promise<void>
}

export function createSends(db: Database): Sends {
  return {
    parts: (key) =>
      db.query<Part>(
        'SELECT part, external_id AS "externalId" FROM instagram_send WHERE key = $1 ORDER BY part',
        [key],
      ),
    async begin({ account, thread }, key, part, text, choices) {
      await db.query(
        `INSERT INTO instagram_send (key, part, account, thread, text_hash, choices) VALUES ($1, $2, $3, $4, $5, $6::jsonb)`,
        [key, part, account, thread, hashOf(text), choices.length > 0 ? JSON.stringify(choices) : null],
      )
    },
    async sent(key, part, externalId) {
      await db.query('UPDATE instagram_send SET external_id = $3 WHERE key = $1 AND part = $2', [
        key,
        part,
        externalId,
      ])
    },
    async undo(key, part) {
      await db.query('DELETE FROM instagram_send WHERE key = $1 AND part = $2 AND external_id IS NULL', [
        key,
        part,
      ])
    },
    async shown(account, threads) {
      const rows = await db.query<{ thread: string; choices: Choice[] | null }>(
        `SELECT DISTINCT ON (thread) thread, choices FROM instagram_send
          WHERE account = $1 AND thread = ANY($2::text[]) ORDER BY thread, created_at DESC`,
        [account, threads],
      )
      return new Map(rows.map(({ thread, choices }) => [thread, choices ?? []]))
    },
    async isOurs({ account, thread, mid, text }) {
      const rows = await db.query(
        `WITH known AS (
           SELECT 1 FROM instagram_send WHERE account = $1 AND thread = $2 AND external_id = $3
         ), told AS (
           UPDATE instagram_send SET external_id = $3
            WHERE (key, part) = (
              SELECT key, part FROM instagram_send
               WHERE account = $1 AND thread = $2 AND external_id IS NULL AND text_hash = $4
                 AND NOT EXISTS (SELECT FROM known)
               ORDER BY created_at LIMIT 1)
           RETURNING 1
         )
         SELECT 1 AS one FROM known UNION ALL SELECT 1 FROM told`,
        [account, thread, mid, hashOf(text ?? '')],
      )
      return rows.length > 0
    },
    async prune(before) {
      const rows = await db.query<{ removed: number }>(
        `WITH gone AS (DELETE FROM instagram_send WHERE created_at < $1 RETURNING 1) SELECT count(*)::int AS removed FROM gone`,
        [before],
      )
      return rows[0]!.removed
    },
    async forget(account, thread) {
      await db.query('DELETE FROM instagram_send WHERE account = $1 AND thread = $2', [account, thread])
    },
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text.trim()).digest()
}
