import type { Database, Sql } from '../../src/contract/database.ts'
import type { CrawlCounts } from './ports.ts'

/** A crawl waiting to be run or being run; the row is its record, its lease and its progress. */
export interface CrawlRow {
  id: number
  sourceId: number
  state: 'queued' | 'running' | 'done' | 'partial' | 'failed'
  trigger: string
  counts: Partial<CrawlCounts>
  phase: string | null
  errorCode: string | null
  errorText: string | null
  startedAt: string
  finishedAt: string | null
}

/** A runner that has not been heard of for so long is dead, and another goes on with its crawl. */
export const LEASE_SECONDS = 30

const COLUMNS = `id, source_id AS "sourceId", state, trigger, counts, checkpoint->>'phase' AS phase,
  error_code AS "errorCode", error_text AS "errorText", started_at AS "startedAt", finished_at AS "finishedAt"`

/**
 * Asks for a crawl. One that waits already is enough; so is one for the same tick of a schedule, whichever process
 * asked first.
 * @param tick the minute that a schedule fired for, ISO 8601
 * @returns the crawl's id, or undefined when that tick has had its crawl
 */
export async function enqueueCrawl(
  db: Database,
  sourceId: number,
  trigger: 'demand' | 'schedule',
  tick?: string,
): Promise<number | undefined> {
  return db.transaction(async (tx) => {
    await lockQueue(tx)
    if (tick !== undefined) {
      const [seen] = await tx.query('SELECT 1 FROM crawl WHERE source_id = $1 AND tick = $2', [
        sourceId,
        tick,
      ])
      if (seen) return undefined
    }
    const [waiting] = await tx.query<{ id: number }>(
      `SELECT id FROM crawl WHERE source_id = $1 AND state = 'queued'`,
      [sourceId],
    )
    if (waiting && tick === undefined) return waiting.id
    const [row] = await tx.query<{ id: number }>(
      `INSERT INTO crawl (source_id, state, trigger, tick) VALUES ($1, 'queued', $2, $3) RETURNING id`,
      [sourceId, trigger, tick ?? null],
    )
    return row!.id
  })
}

/**
 * Takes the crawl that is due: one whose runner died, else the oldest that waits. Crawls run one after the other, on
 * whichever process, so that they share one staged edition.
 */
export async function claimCrawl(
  db: Database,
  owner: string,
  leaseSeconds = LEASE_SECONDS,
): Promise<CrawlRow | undefined> {
  return db.transaction(async (tx) => {
    await lockQueue(tx)
    const [row] = await tx.query<CrawlRow>(
      `UPDATE crawl SET state = 'running', lease_owner = $1, lease_until = now() + make_interval(secs => $2)
       WHERE id = (SELECT id FROM crawl WHERE state IN ('queued', 'running') ORDER BY state DESC, id LIMIT 1)
         AND NOT EXISTS (SELECT 1 FROM crawl WHERE state = 'running' AND lease_until > now())
       RETURNING ${COLUMNS}`,
      [owner, leaseSeconds],
    )
    return row
  })
}

/** Says that the runner lives, and how far it is. @returns false when the crawl is not its own any more */
export async function heartbeat(
  db: Sql,
  crawlId: number,
  owner: string,
  progress: { phase: string; counts: CrawlCounts },
  leaseSeconds = LEASE_SECONDS,
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE crawl SET lease_until = now() + make_interval(secs => $3), counts = $4,
       checkpoint = checkpoint || jsonb_build_object('phase', $5::text)
     WHERE id = $1 AND lease_owner = $2 AND state = 'running' RETURNING id`,
    [crawlId, owner, leaseSeconds, JSON.stringify(progress.counts), progress.phase],
  )
  return rows.length > 0
}

/** Makes sure that a write still is this runner's to make; the row stays locked until the transaction ends. */
export async function holdsLease(tx: Sql, crawlId: number, owner: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM crawl WHERE id = $1 AND lease_owner = $2 AND state = 'running' FOR UPDATE`,
    [crawlId, owner],
  )
  return rows.length > 0
}

/** Gives an unfinished crawl back, so that another process need not wait for the lease to end. */
export async function releaseCrawl(db: Sql, crawlId: number, owner: string): Promise<void> {
  await db.query(
    `UPDATE crawl SET lease_owner = NULL, lease_until = now()
     WHERE id = $1 AND lease_owner = $2 AND state = 'running'`,
    [crawlId, owner],
  )
}

export async function finishCrawl(
  tx: Sql,
  crawlId: number,
  result: {
    state: 'done' | 'partial' | 'failed'
    counts: CrawlCounts
    error?: { code: string; text: string }
  },
): Promise<void> {
  await tx.query(
    `UPDATE crawl SET state = $2, counts = $3, error_code = $4, error_text = $5, finished_at = now(),
       lease_owner = NULL, lease_until = NULL, checkpoint = checkpoint || '{"phase":"finished"}'
     WHERE id = $1`,
    [
      crawlId,
      result.state,
      JSON.stringify(result.counts),
      result.error?.code ?? null,
      result.error?.text ?? null,
    ],
  )
}

export async function readCrawl(db: Sql, id: number): Promise<CrawlRow | undefined> {
  const [row] = await db.query<CrawlRow>(`SELECT ${COLUMNS} FROM crawl WHERE id = $1`, [id])
  return row
}

/** The newest crawls, newest first. */
export async function recentCrawls(db: Sql, sourceId?: number, limit = 20): Promise<CrawlRow[]> {
  return db.query(
    `SELECT ${COLUMNS} FROM crawl WHERE $1::int IS NULL OR source_id = $1 ORDER BY id DESC LIMIT $2`,
    [sourceId ?? null, limit],
  )
}

async function lockQueue(tx: Sql): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('tributary.crawl'))`)
}
