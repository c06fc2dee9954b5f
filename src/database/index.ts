import type { Pool } from 'pg'
import type { DataSource, EntitySchema } from 'typeorm'
import type { Database } from '../contract/database.ts'
import { TributaryError } from '../contract/errors.ts'
import { createDataSource, type Endpoint } from './data-source.ts'
import { openFolder } from './embedded/join.ts'
import { startEmbedded, type EmbeddedServer } from './embedded/server.ts'
import { databaseOn } from './pool.ts'

export type { Endpoint } from './data-source.ts'
export { PreparingClient } from './preparing-client.ts'

export interface DatabaseOptions {
  /** A real PostgreSQL with pgvector; without it the embedded one is used. */
  url?: string
  /** Data folder of the embedded database; without it (and without url) data lives in memory. */
  folder?: string
  /** Starts the embedded database from this dump, which {@link OpenDatabase.dump} wrote. */
  template?: string
  /** Connections of this process; default 10. */
  poolSize?: number
  /** Whether all connections to a real server are opened ahead and stay open, so that no message waits for one. For servers. */
  keepOpen?: boolean
  /**
   * Use the socket of a running server or command when the folder is taken, in place of failing; and where this process
   * serves it, let those that joined finish before it closes. For commands.
   */
  join?: boolean
  /** Told when closing waits for others that joined. */
  onWaiting?: () => void
  entities?: EntitySchema[]
}

export interface OpenDatabase extends Database {
  /** For repositories and pg-boss; it owns the pool that `query` and `transaction` use. */
  readonly dataSource: DataSource
  /** Where other processes can reach this database. */
  readonly endpoint: Endpoint
  /** True when another process serves the embedded database. */
  readonly joined: boolean
  /** Writes the embedded database to a file; only where this process serves it. */
  dump(path: string): Promise<void>
  close(): Promise<void>
}

const NOTICE_MS = 1000

/** Times that a process which ends at the very moment in which it is joined may be in the way. */
const JOIN_ATTEMPTS = 3

/** Opens the database and brings its schema up to date. */
export async function openDatabase(options: DatabaseOptions = {}): Promise<OpenDatabase> {
  for (let attempt = 1; ; attempt++) {
    const reached = await reach(options)
    try {
      return await openAt(reached, options)
    } catch (error) {
      if (!reached.leave || attempt === JOIN_ATTEMPTS) throw error
    }
  }
}

async function openAt({ endpoint, server, leave }: Reached, options: DatabaseOptions): Promise<OpenDatabase> {
  const joined = leave !== undefined
  const embedded = !options.url
  const size = options.poolSize ?? 10
  const kept = options.keepOpen && !embedded ? size : 0
  const dataSource = createDataSource(endpoint, size, options.entities, kept)
  try {
    await dataSource.initialize()
    await migrate(dataSource, embedded)
    await openAhead(dataSource, kept)
    server?.ready()
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy()
    leave?.()
    await server?.stop()
    throw new TributaryError('database.unreachable', `The database could not be opened: ${reason(error)}`, {
      cause: error,
    })
  }
  const pool = (dataSource.driver as unknown as { master: Pool }).master
  return Object.assign(databaseOn(pool, embedded), {
    dataSource,
    endpoint,
    joined,
    async dump(path: string) {
      if (!server)
        throw new TributaryError('input.invalid', 'Only the process that serves the database can dump it.')
      await server.dump(path)
    },
    async close() {
      await dataSource.destroy()
      leave?.()
      if (options.join && server) await othersGone(server, options.onWaiting)
      await server?.stop()
    },
  })
}

/** Joins a database that is open already, from another thread of the process that opened it. Keeps its connections open. */
export async function connectDatabase(
  endpoint: Endpoint,
  { embedded, poolSize }: { embedded: boolean; poolSize: number },
): Promise<Database & { close(): Promise<void> }> {
  const kept = embedded ? 0 : poolSize
  const dataSource = createDataSource(endpoint, poolSize, [], kept)
  await dataSource.initialize()
  await openAhead(dataSource, kept)
  const pool = (dataSource.driver as unknown as { master: Pool }).master
  return Object.assign(databaseOn(pool, embedded), { close: () => dataSource.destroy() })
}

/** As many queries at once as there are connections open each of them: a pool opens one only where all others are taken. */
async function openAhead(dataSource: DataSource, connections: number): Promise<void> {
  await Promise.all(Array.from({ length: connections }, () => dataSource.query('SELECT 1')))
}

interface Reached {
  endpoint: Endpoint
  /** The embedded database, where this process serves it. */
  server?: EmbeddedServer
  /** Ends the stay with another process that serves it. */
  leave?: () => void
}

async function reach({ url, folder, join, template }: DatabaseOptions): Promise<Reached> {
  if (url) return { endpoint: { url } }
  if (!folder || !join) {
    const server = await startEmbedded(folder, template)
    return { endpoint: { socket: server.host }, server }
  }
  const { host, ...rest } = await openFolder(folder)
  return { endpoint: { socket: host }, ...rest }
}

/** Commands that joined this one would break off with it. */
async function othersGone(server: EmbeddedServer, onWaiting?: () => void): Promise<void> {
  const notice = setTimeout(() => onWaiting?.(), NOTICE_MS)
  await server.drained()
  clearTimeout(notice)
}

/** Runs what is pending; on a real server one process at a time, whoever else starts in the same moment. */
async function migrate(dataSource: DataSource, embedded: boolean): Promise<void> {
  if (embedded) {
    await dataSource.runMigrations()
    return
  }
  const guard = dataSource.createQueryRunner()
  try {
    await guard.startTransaction()
    await guard.query(`SELECT pg_advisory_xact_lock(hashtext('tributary.migrate'))`)
    await dataSource.runMigrations()
    await guard.commitTransaction()
  } finally {
    await guard.release()
  }
}

function reason(error: unknown): string {
  // A connection string in a driver's message may hold a password.
  return (error instanceof Error ? error.message : String(error)).replace(/\/\/[^@\s]*@/g, '//…@')
}
