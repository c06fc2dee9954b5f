import { EventEmitter } from 'node:events'
import { Client } from 'pg'
import type { Log } from '../contract/log.ts'
import type { Signals } from '../contract/signals.ts'
import type { OpenDatabase } from './index.ts'

export interface OpenSignals extends Signals {
  close(): Promise<void>
}

const CHANNEL = 'tributary_signals'
const RECONNECT_MS = 1000

/**
 * Signals over LISTEN and NOTIFY on a connection of its own, or inside this process where the database is embedded.
 * A payload stays below PostgreSQL's limit of 8,000 bytes: ids, never content.
 */
export async function openSignals(
  database: Pick<OpenDatabase, 'asyncCommit' | 'embedded' | 'endpoint'>,
  log: Log,
): Promise<OpenSignals> {
  const emitter = new EventEmitter().setMaxListeners(0)
  const subscribe: Signals['subscribe'] = (topic, listener) => {
    emitter.on(topic, listener)
    return () => void emitter.off(topic, listener)
  }
  if (database.embedded || !('url' in database.endpoint)) {
    return {
      subscribe,
      publish: async (topic, payload) => void emitter.emit(topic, payload),
      close: async () => {},
    }
  }
  const listener = listenOn(database.endpoint.url, log, (message) => {
    const [topic, payload] = JSON.parse(message) as [string, string]
    emitter.emit(topic, payload)
  })
  await listener.ready
  return {
    subscribe,
    async publish(topic, payload) {
      // Commits with a notification take turns, so theirs should be short.
      await database.asyncCommit.query('SELECT pg_notify($1, $2)', [
        CHANNEL,
        JSON.stringify([topic, payload]),
      ])
    },
    close: listener.close,
  }
}

/** Listens until closed, and connects again whenever the connection is lost. */
function listenOn(url: string, log: Log, heard: (message: string) => void) {
  let closed = false
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined

  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: url, application_name: 'tributary-signals', keepAlive: true })
    client = next
    next.on('notification', (notification) => heard(notification.payload ?? ''))
    next.on('error', (error) => log.warn({ error: error.message }, 'signals: connection lost'))
    next.on('end', () => {
      if (!closed) timer = setTimeout(() => void connect().catch(() => {}), RECONNECT_MS)
    })
    await next.connect()
    await next.query(`LISTEN ${CHANNEL}`)
  }

  return {
    ready: connect(),
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end()
    },
  }
}
