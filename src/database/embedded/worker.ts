import { openAsBlob } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { keepQueriesWhole } from './whole-queries.ts'

// PGlite's queries are synchronous WebAssembly: in a thread of its own they do not stop the server's event loop.
const { folder, template, socketPath, maxConnections } = workerData as {
  folder: string | undefined
  template: string | undefined
  socketPath: string
  maxConnections: number
}

const db = await PGlite.create({
  ...(folder === undefined ? {} : { dataDir: folder }),
  ...(template === undefined ? {} : { loadDataDir: await openAsBlob(template) }),
  extensions: { vector, pg_trgm },
})
const server = new PGLiteSocketServer({ db: keepQueriesWhole(db), path: socketPath, maxConnections })
await server.start()

const LOOK_MS = 50

parentPort?.on('message', async (message: 'stop' | 'drain' | { dump: string }) => {
  if (message === 'drain') {
    while (server.getStats().activeConnections > 0) await sleep(LOOK_MS)
    parentPort?.postMessage('drained')
    return
  }
  if (message === 'stop') {
    await server.stop()
    await db.close()
    parentPort?.postMessage('stopped')
    parentPort?.close()
    return
  }
  const dump = await db.dumpDataDir('none')
  const unfinished = `${message.dump}.${process.pid}`
  await writeFile(unfinished, new Uint8Array(await dump.arrayBuffer()))
  await rename(unfinished, message.dump)
  parentPort?.postMessage('dumped')
})
parentPort?.postMessage('ready')
