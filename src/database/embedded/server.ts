import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { TributaryError } from '../../contract/errors.ts'
import { lockFolder } from './lock.ts'

export interface EmbeddedServer {
  /** Folder of the socket, as `pg` wants it for `host`. */
  host: string
  /** Writes the whole data folder as a tar file, for `template` of a later start. */
  dump(path: string): Promise<void>
  /** Lets other processes join; called once the schema is up to date. */
  ready(): void
  /** Resolves when no connection is left. */
  drained(): Promise<void>
  stop(): Promise<void>
}

/**
 * Folder of the Unix socket that serves a data folder: short whatever the data folder's path, since a socket path
 * above about 100 characters fails with EINVAL, and the same for every process that asks.
 */
export function socketFolder(folder: string): string {
  const user = process.getuid?.() ?? 0
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)
  return join(tmpdir(), `tributary-${user}-${name}`)
}

// There is one session, and a connection above this number is refused: pools of the server and of several commands
// beside it fit.
const MAX_CONNECTIONS = 100

/** Name of the socket in its folder, as `pg` looks for it. */
export const SOCKET = '.s.PGSQL.5432'

let memoryServers = 0

/**
 * Serves PGlite (PostgreSQL 18 with pgvector, in-process) to `pg` on a Unix socket.
 * @param folder data folder; without one the data lives in memory and ends with the server
 * @param template a dump to start from in place of an empty database
 */
export async function startEmbedded(
  folder: string | undefined,
  template: string | undefined,
): Promise<EmbeddedServer> {
  const lock = folder === undefined ? undefined : lockFolder(folder)
  const host = socketFolder(folder ?? `memory:${process.pid}:${memoryServers++}`)
  mkdirSync(host, { recursive: true, mode: 0o700 })
  const socketPath = join(host, SOCKET)
  rmSync(socketPath, { force: true })

  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: {
      folder: folder && join(folder, 'postgres'),
      template,
      socketPath,
      maxConnections: MAX_CONNECTIONS,
    },
  })
  const release = () => {
    rmSync(host, { recursive: true, force: true })
    lock?.release()
  }
  try {
    await message(worker, 'ready')
  } catch (error) {
    await worker.terminate()
    release()
    throw new TributaryError('database.unreachable', 'The embedded database did not start.', { cause: error })
  }
  return {
    host,
    async dump(path) {
      const dumped = message(worker, 'dumped')
      worker.postMessage({ dump: path })
      await dumped
    },
    ready: () => lock?.ready(),
    async drained() {
      const drained = message(worker, 'drained')
      worker.postMessage('drain')
      await drained
    },
    async stop() {
      const stopped = message(worker, 'stopped')
      worker.postMessage('stop')
      await stopped
      await worker.terminate()
      release()
    },
  }
}

function message(worker: Worker, expected: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      done()
    }
    const onMessage = (value: unknown) => value === expected && settle(resolve)
    const onError = (error: unknown) => settle(() => reject(error))
    const onExit = (code: number) => settle(() => reject(new Error(`The thread ended with code ${code}.`)))
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
  })
}
