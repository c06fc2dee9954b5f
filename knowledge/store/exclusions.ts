import type { Sql } from '../../src/contract/database.ts'
import type { Exclusion } from '../crawl/eligible.ts'

/** All rules, oldest first. */
export async function listExclusions(db: Sql): Promise<(Exclusion & { note: string | null })[]> {
  return db.query('SELECT id, source_id AS "sourceId", kind, pattern, note FROM exclusion ORDER BY id')
}

/** Adds a rule; the same rule twice is one rule. Apply it with `reviewPages`. */
export async function addExclusion(
  db: Sql,
  rule: Omit<Exclusion, 'id'> & { note?: string },
): Promise<{ id: number; added: boolean }> {
  const [added] = await db.query<{ id: number }>(
    `INSERT INTO exclusion (source_id, kind, pattern, note) VALUES ($1, $2, $3, $4)
     ON CONFLICT (source_id, kind, pattern) DO NOTHING RETURNING id`,
    [rule.sourceId, rule.kind, rule.pattern, rule.note ?? null],
  )
  if (added) return { id: added.id, added: true }
  const [known] = await db.query<{ id: number }>(
    'SELECT id FROM exclusion WHERE source_id IS NOT DISTINCT FROM $1 AND kind = $2 AND pattern = $3',
    [rule.sourceId, rule.kind, rule.pattern],
  )
  return { id: known!.id, added: false }
}

/** @returns whether the rule existed */
export async function removeExclusion(db: Sql, id: number): Promise<boolean> {
  return (await db.query('DELETE FROM exclusion WHERE id = $1 RETURNING id', [id])).length > 0
}
