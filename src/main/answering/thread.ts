import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { connectDatabase } from '../../database/index.ts'
import { createLog } from '../../log.ts'
import { openAnswering } from './local.ts'
import type { Start } from './protocol.ts'
import { serveAnswering } from './serve.ts'

/** Statements of answers that may run at the same moment. */
const CONNECTIONS = 4
/** Nice value, of 19: what comes in goes first. On Linux it is this thread's own. */
const NICENESS = 10

if (!parentPort) throw new Error('This module runs in a thread of its own.')
try {
  if (process.platform === 'linux') setPriority(NICENESS)
} catch {
  // Where a thread may not step back, it goes on as it is.
}

const { config, endpoint, embedded } = workerData as Start
const poolSize = Math.min(CONNECTIONS, config.DATABASE_POOL)
const db = await connectDatabase(endpoint, { embedded, poolSize })
const answering = await openAnswering({ config, db, log: createLog(config.LOG_LEVEL) })
await answering.warmUp()
serveAnswering(parentPort, {
  ...answering,
  async stop() {
    await answering.stop()
    await db.close()
  },
})
