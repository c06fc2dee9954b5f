import { PgBoss, type Job } from 'pg-boss'
import type { Sql } from '../contract/database.ts'
import type { Log } from '../contract/log.ts'
import type { Queue, WakeHandler } from '../contract/queue.ts'
import { bossOptions, queueOptions, workOptions, type QueueSettings } from './options.ts'

export type { QueueSettings } from './options.ts'

interface WakeUp {
  key: string
  priority?: number
}

/**
 * Keys whose wake-up has not begun, and cannot until the caller's transaction ends: it finds what the transaction wrote. One that
 * somebody takes at this moment is passed over.
 */
const WAITING = `
  SELECT singleton_key AS key FROM pgboss.job
   WHERE name = $1 AND singleton_key = ANY($2::text[]) AND state = 'created' AND start_after <= now() AND priority >= $3
     FOR UPDATE SKIP LOCKED`

/** The queue on pg-boss, with a small pool of its own. */
export function createQueue(settings: QueueSettings, log: Log): Queue {
  const embedded = 'socket' in settings.endpoint
  const concurrency = settings.concurrency ?? (embedded ? 4 : 8)
  const boss = new PgBoss(bossOptions(settings))
  const handlers = new Map<string, WakeHandler>()
  const workers = new Map<string, string[]>()
  const busy = new Set<string>()
  /** Wake-ups of this process, at most, that no worker has met yet. */
  const owed = new Map<string, number>()
  let stopping = false
  boss.on('error', (error) => log.error({ error: error.message }, 'queue error'))
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'queue warning'))

  const run = (name: string, index: number, handler: WakeHandler) => async (jobs: Job<WakeUp>[]) => {
    // Look again right after this run, not at the next poll: more wake-ups of the same key may be waiting behind it.
    const self = workers.get(name)?.[index]
    if (self) boss.notifyWorker(self)
    busy.add(`${name}:${index}`)
    const left = Math.max(0, (owed.get(name) ?? 0) - 1)
    owed.set(name, left)
    if (left > 0) wakeOne(name)
    for (const job of jobs) {
      const attempt = { number: job.retryCount + 1, priority: job.data.priority ?? 0, signal: job.signal }
      try {
        await handler(job.data.key, attempt)
      } catch (error) {
        log.warn(
          { queue: name, key: job.data.key, attempt: attempt.number, error: text(error) },
          'will be retried',
        )
        throw error
      } finally {
        busy.delete(`${name}:${index}`)
      }
    }
  }

  /**
   * Lets one idle worker look. Each look is a query, and on the embedded database everybody waits for it: four workers that
   * look for one wake-up cost the message 20 ms. Busy ones look again by themselves.
   */
  function wakeOne(name: string): void {
    const idle = workers.get(name)?.find((_, index) => !busy.has(`${name}:${index}`))
    if (idle !== undefined && !stopping) boss.notifyWorker(idle)
  }

  /** Where a worker is idle nothing waits, and there is nothing to look for. */
  function hasIdle(name: string): boolean {
    return workers.get(name)?.some((_, index) => !busy.has(`${name}:${index}`)) ?? true
  }

  return {
    async wake(tx: Sql, name, keys, notBefore, priority = 0) {
      const awaited =
        notBefore || hasIdle(name) ? [] : await tx.query<{ key: string }>(WAITING, [name, keys, priority])
      const waiting = new Set(awaited.map(({ key }) => key))
      const jobs = keys
        .filter((key) => !waiting.has(key))
        .map((key) => ({
          data: { key, priority },
          singletonKey: key,
          priority,
          ...(notBefore ? { startAfter: notBefore } : {}),
        }))
      if (jobs.length > 0) await boss.insert(name, jobs, { db: transactionOf(tx) })
    },
    nudge(name, keys) {
      owed.set(name, Math.min(concurrency, (owed.get(name) ?? 0) + keys))
      wakeOne(name)
    },
    handle(name, handler) {
      handlers.set(name, handler)
    },
    async start() {
      await boss.start()
      for (const [name, handler] of handlers) {
        await boss.createQueue(name, queueOptions)
        // One call for each worker, since only the first of a call can be woken by its id.
        const ids: string[] = []
        workers.set(name, ids)
        for (let n = 0; n < concurrency; n++) {
          ids.push(await boss.work<WakeUp>(name, workOptions, run(name, n, handler)))
        }
      }
    },
    async blocked() {
      const keys = await Promise.all([...handlers.keys()].map((name) => boss.getBlockedKeys(name)))
      return keys.flat()
    },
    async stop(drainSeconds) {
      stopping = true
      await boss.stop({ graceful: true, timeout: drainSeconds * 1000 })
    },
  }
}

function transactionOf(tx: Sql) {
  return {
    async executeSql(sql: string, values: unknown[] = []) {
      return { rows: await tx.query(sql, values) }
    },
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
