import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { TributaryError } from '../../contract/errors.ts'
import { holderOf } from './lock.ts'
import { SOCKET, socketFolder, startEmbedded, type EmbeddedServer } from './server.ts'

/** A data folder's database: served by this process, or by another one that this one has joined. */
export interface OpenFolder {
  /** Folder of the socket. */
  host: string
  server?: EmbeddedServer
  /** Ends the stay with the other process. */
  leave?: () => void
}

/** The other process may just be starting (about 3 s, longer on a busy machine), or ending. */
const PATIENCE_MS = 30_000
const LOOK_MS = 100

/**
 * Joins the process that serves the folder, or serves it where there is none. One that is joined sees a connection for as long as
 * the stay lasts, also while the pool has none open.
 * @throws database.locked when the folder stays taken and nobody answers
 */
export async function openFolder(folder: string): Promise<OpenFolder> {
  const host = socketFolder(folder)
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
    const leave = holderOf(folder)?.ready && (await connect(join(host, SOCKET)))
    if (leave) return { host, leave }
    try {
      return { host, server: await startEmbedded(folder, undefined) }
    } catch (error) {
      const taken = error instanceof TributaryError && error.code === 'database.locked'
      if (!taken || Date.now() > deadline) throw error
    }
  }
}

/** The function that ends the connection; undefined when nobody answers there. */
function connect(path: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => {
      // The process lives for its work, not for this.
      socket.unref()
      resolve(() => socket.destroy())
    })
    socket.on('error', () => resolve(undefined))
  })
}
