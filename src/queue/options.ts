import type { ConstructorOptions, QueueOptions, WorkOptions } from 'pg-boss'

export interface QueueSettings {
  /** Where PostgreSQL is: a URL, or the folder of the embedded server's socket. */
  endpoint: { url: string } | { socket: string }
  /** Runs at a time of each name in this process. Default 4 on the embedded database, 8 otherwise. */
  concurrency?: number
  /** The class of `pg` that connections to a real server are of; pg's own, unless told. */
  Client?: unknown
  /** Seconds between looks for dead workers, a test's means to keep the counter quiet. Default 2. */
  superviseSeconds?: number
}

// A worker that died is noticed when its last heartbeat is this old; 10 is pg-boss's minimum.
const HEARTBEAT_SECONDS = 10
/** A process looks at once for what it queued itself. What others left waits so long at most, when they are all busy. */
const POLL_SECONDS = 2

/** To a real server; they stay open. */
const CONNECTIONS = 5

export function bossOptions(settings: QueueSettings): ConstructorOptions {
  const embedded = 'socket' in settings.endpoint
  const supervise = settings.superviseSeconds ?? 2
  return {
    ...('url' in settings.endpoint
      ? { connectionString: settings.endpoint.url, ...poolOptions(settings) }
      : { host: settings.endpoint.socket, port: 5432, user: 'postgres', database: 'postgres' }),
    application_name: 'tributary-queue',
    max: embedded ? 2 : CONNECTIONS,
    schedule: false,
    superviseIntervalSeconds: supervise,
    monitorIntervalSeconds: supervise,
    // Completed wake-ups are deleted this often; the default of a day would pile up three for each message.
    maintenanceIntervalSeconds: 3600,
    // A notification makes commits wait for each other, and every idle worker look; whoever queues something wakes one by itself.
    useListenNotify: false,
    // One session has no index to rebuild beside its work.
    reindex: !embedded,
    registerInstance: !embedded,
    openTelemetry: { enabled: false },
  }
}

/**
 * A failed run blocks its key until the job is deleted, so runs do not end failed: handlers count their attempts, record
 * the last one's failure themselves and complete. The limit here only has to be out of reach.
 */
export const queueOptions: QueueOptions & { policy: string } = {
  policy: 'key_strict_fifo',
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 30,
  expireInSeconds: 600,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  deleteAfterSeconds: 3600,
}

export const workOptions: WorkOptions = {
  batchSize: 1,
  pollingIntervalSeconds: POLL_SECONDS,
  heartbeatRefreshSeconds: 3,
}

/**
 * What pg-boss hands on to its pool, without knowing it. Its own notes of who took and who finished a wake-up need not be on the
 * disk at once: after a crash of PostgreSQL the wake-up comes again, which handlers bear anyway. The wake-ups themselves are
 * written by the transactions that queue them.
 *
 * Its statements are planned once for a connection, often when the queue is empty, where reading the whole table looks cheapest. Kept
 * for a queue in which 2,000 wake-ups wait, that plan took 300 ms for each look; by the indexes that pg-boss has for it, 3 ms.
 */
function poolOptions({ Client }: QueueSettings): object {
  const options = '-c synchronous_commit=off -c enable_seqscan=off -c enable_sort=off -c jit=off'
  return { options, min: CONNECTIONS, ...(Client ? { Client } : {}) }
}
