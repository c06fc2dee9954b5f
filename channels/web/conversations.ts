import type { Database } from '../../src/contract/database.ts'

export interface Conversation {
  id: string
  user: string | null
  locale: string | null
  ended: boolean
}

export interface Conversations {
  /** Opens a conversation; `created` is false when it was there. */
  open(id: string, user?: string, locale?: string): Promise<Conversation & { created: boolean }>
  find(id: string): Promise<Conversation | undefined>
  /** Gives the conversation to the first user who speaks in it; returns whose it is. */
  bind(id: string, user: string): Promise<string>
  end(id: string): Promise<void>
  /** Makes this socket the conversation's only one. */
  takeStream(id: string, stream: string): Promise<void>
  /** The state of the conversations that this process holds sockets of. */
  look(ids: readonly string[]): Promise<{ id: string; stream: string | null; seq: number; ended: boolean }[]>
}

const COLUMNS = 'id, user_id AS user, locale, ended_at IS NOT NULL AS ended'

/** Direct Line's conversations, in PostgreSQL. */
export function createConversations(db: Database): Conversations {
  const find = async (id: string) =>
    (await db.query<Conversation>(`SELECT ${COLUMNS} FROM web_conversation WHERE id = $1`, [id]))[0]
  return {
    find,
    async open(id, user, locale) {
      const [row] = await db.query<Conversation>(
        `INSERT INTO web_conversation (id, user_id, locale) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO NOTHING RETURNING ${COLUMNS}`,
        [id, user ?? null, locale ?? null],
      )
      if (row) return { ...row, created: true }
      return { ...(await find(id))!, created: false }
    },
    async bind(id, user) {
      const [row] = await db.query<{ user: string }>(
        'UPDATE web_conversation SET user_id = coalesce(user_id, $2) WHERE id = $1 RETURNING user_id AS user',
        [id, user],
      )
      return row?.user ?? user
    },
    async end(id) {
      await db.query('UPDATE web_conversation SET ended_at = coalesce(ended_at, now()) WHERE id = $1', [id])
    },
    async takeStream(id, stream) {
      await db.query('UPDATE web_conversation SET stream = $2 WHERE id = $1', [id, stream])
    },
    look: (ids) =>
      db.query(
        `SELECT id, stream, last_seq AS seq, ended_at IS NOT NULL AS ended
           FROM web_conversation WHERE id = ANY($1::text[])`,
        [ids],
      ),
  }
}
