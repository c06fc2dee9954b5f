import type { Sql } from '../contract/database.ts'
import type { Log } from '../contract/log.ts'
import type { Ignored } from '../contract/message.ts'
import { plainText } from './clean.ts'

/** Counts what providers sent that was no message for us. In memory, so that a flood of it costs nothing, until it is flushed. */
export interface IgnoredCounts {
  count(channel: string, ignored: readonly Ignored[]): void
  /** Adds the counts to the table. Counts that could not be written stay for the next time. */
  flush(): Promise<void>
}

const REASON_LENGTH = 100
/** Reasons are few words for the same cause; what goes beyond is counted together. */
const REASONS = 500
const OTHER = 'another reason'

export function countIgnored(db: Sql, log: Log, clock: () => Date): IgnoredCounts {
  let counts = new Map<string, { channel: string; reason: string; day: string; count: number }>()

  function add(channel: string, reason: string, day: string, count: number): void {
    const key = JSON.stringify([day, channel, reason])
    const entry = counts.get(key)
    if (entry) entry.count += count
    else if (counts.size < REASONS || reason === OTHER) counts.set(key, { channel, reason, day, count })
    else add(channel, OTHER, day, count)
  }

  return {
    count(channel, ignored) {
      if (ignored.length === 0) return
      const day = clock().toISOString().slice(0, 10)
      const reasons: Record<string, number> = {}
      for (const { reason } of ignored) {
        const short = plainText(reason).slice(0, REASON_LENGTH).toWellFormed()
        reasons[short] = (reasons[short] ?? 0) + 1
        add(channel, short, day, 1)
      }
      log.info({ channel, reasons }, 'ignored')
    },
    async flush() {
      if (counts.size === 0) return
      const taken = [...counts.values()]
      counts = new Map()
      try {
        // In one order, so that two processes never wait for each other.
        await db.query(
          `INSERT INTO ignored AS i (channel, reason, day, count)
           SELECT channel, reason, day, count
             FROM jsonb_to_recordset($1::jsonb) AS t (channel text, reason text, day date, count bigint)
            ORDER BY day, channel, reason
           ON CONFLICT (day, channel, reason) DO UPDATE SET count = i.count + excluded.count`,
          [JSON.stringify(taken)],
        )
      } catch (error) {
        for (const { channel, reason, day, count } of taken) add(channel, reason, day, count)
        throw error
      }
    },
  }
}

/** One line of what was ignored. */
export interface IgnoredLine {
  channel: string
  reason: string
  count: number
}

/** What was ignored in the last seven days, the most frequent first. */
export function ignoredLately(sql: Sql): Promise<IgnoredLine[]> {
  return sql.query<IgnoredLine>(
    `SELECT channel, reason, sum(count)::int AS count FROM ignored
      WHERE day > (now() AT TIME ZONE 'UTC')::date - 7
      GROUP BY channel, reason ORDER BY count DESC, channel, reason LIMIT 100`,
  )
}
