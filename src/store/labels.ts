import type { Database, Sql } from '../contract/database.ts'
import type { Turn } from '../contract/answer.ts'

/** A real question of which somebody has said whether, and on which pages, the wiki answers it. */
export interface Label {
  text: string
  history: Turn[]
  answerable: boolean
  /** The wiki's ids of the pages that each answer; empty when none does. */
  pages: string[]
}

/** Keeps labels; what is said again of the same question replaces what was said before. */
export async function saveLabels(db: Sql, labels: readonly Label[], source: string): Promise<void> {
  for (const { text, history, answerable, pages } of labels) {
    await db.query(
      `INSERT INTO label (text, history, answerable, pages, source) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (text, history) DO UPDATE
       SET answerable = excluded.answerable, pages = excluded.pages, source = excluded.source, created_at = now()`,
      [text, JSON.stringify(history), answerable, pages, source],
    )
  }
}

/** As {@link saveLabels}, in place of all that this source has said before. */
export async function replaceLabels(db: Database, labels: readonly Label[], source: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('DELETE FROM label WHERE source = $1', [source])
    await saveLabels(tx, labels, source)
  })
}

export function listLabels(db: Sql): Promise<Label[]> {
  return db.query<Label>('SELECT text, history, answerable, pages FROM label ORDER BY text, history::text')
}
