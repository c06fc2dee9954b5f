import type { Database } from '../../../src/contract/database.ts'

/** How to reach a conversation on a Bot Framework channel again, hours later and from another process. */
export interface Reference {
  channelId: string
  serviceUrl: string
  conversation: { id: string; [name: string]: unknown }
  user: { id: string; name?: string }
  bot: { id: string; name?: string }
  /** The shopper's last message, which replies refer to. */
  activityId?: string
}

export interface References {
  save(thread: string, reference: Reference): Promise<void>
  find(thread: string): Promise<Reference | undefined>
  /** Marks a key as being sent. What was known of it before, if anything: its id, or that its outcome is unknown. */
  claim(key: string, thread: string): Promise<'claimed' | 'unknown' | { externalId: string }>
  sent(key: string, externalId: string): Promise<void>
  /** It was certainly not sent: the key may be used again. */
  release(key: string): Promise<void>
}

export function createReferences(db: Database): References {
  return {
    async save(thread, reference) {
      await db.query(
        `INSERT INTO web_bot_reference (thread, reference) VALUES ($1, $2::jsonb)
         ON CONFLICT (thread) DO UPDATE SET reference = excluded.reference, updated_at = now()`,
        [thread, JSON.stringify(reference)],
      )
    },
    async find(thread) {
      const [row] = await db.query<{ reference: Reference }>(
        'SELECT reference FROM web_bot_reference WHERE thread = $1',
        [thread],
      )
      return row?.reference
    },
    async claim(key, thread) {
      const [row] = await db.query(
        'INSERT INTO web_bot_send (key, thread) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key',
        [key, thread],
      )
      if (row) return 'claimed'
      const [known] = await db.query<{ id: string | null }>(
        'SELECT external_id AS id FROM web_bot_send WHERE key = $1',
        [key],
      )
      return known?.id ? { externalId: known.id } : 'unknown'
    },
    async sent(key, externalId) {
      await db.query('UPDATE web_bot_send SET external_id = $2 WHERE key = $1', [key, externalId])
    },
    async release(key) {
      await db.query('DELETE FROM web_bot_send WHERE key = $1 AND external_id IS NULL', [key])
    },
  }
}
