import { enqueueCrawl } from '../../knowledge/crawl/queue.ts'
import { startCrawlWorker } from '../../knowledge/crawl/worker.ts'
import { cutHere } from '../../knowledge/cut/here.ts'
import { systemClock } from '../../knowledge/sources/confluence/index.ts'
import { openDatabase, type DatabaseOptions } from '../../src/database/index.ts'
import { trainingPorts } from '../../src/main/knowledge.ts'
import { secretBox } from '../../src/secrets.ts'
import type { OAuthApp } from '../../knowledge/sources/confluence/index.ts'
import { countingEmbedder } from './embedder.ts'
import { openStored } from './parts.ts'
import { MASTER_KEY } from './wiki.ts'

/** What the parent tells a runner at its start. */
export interface RunnerOptions {
  database: DatabaseOptions
  app: OAuthApp
  apiUrl: string
  leaseSeconds: number
}

/** What a runner says of itself. */
export interface RunnerState {
  /** Crawls that it has brought to an end. */
  finished: number
  /** Texts that it has embedded. */
  embedded: number
  errors: string[]
}

export type ToRunner =
  | { id: number; enqueue: { sourceId: number; tick?: string } }
  | { id: number; state: true }
  | { id: number; stop: true }

// One process that crawls, for tests that kill it; the wiki lives in the parent and outlives it.
const options = JSON.parse(process.argv[2]!) as RunnerOptions
const db = await openDatabase(options.database)
const embedder = countingEmbedder()
const state: RunnerState = { finished: 0, embedded: 0, errors: [] }
const worker = startCrawlWorker({
  db,
  openSource: openStored({
    db,
    box: secretBox(MASTER_KEY),
    app: options.app,
    apiUrl: options.apiUrl,
    clock: systemClock,
  }),
  ports: trainingPorts(db, embedder, cutHere(embedder.countTokens)),
  leaseSeconds: options.leaseSeconds,
  pollMs: 100,
  onFinished: (_crawl, end) => (state.finished += end === 'running' ? 0 : 1),
  onError: (error) => state.errors.push(String(error)),
})

process.on('message', async (message: ToRunner) => {
  let result: unknown
  if ('enqueue' in message) {
    const { sourceId, tick } = message.enqueue
    result = await enqueueCrawl(db, sourceId, tick === undefined ? 'demand' : 'schedule', tick)
    worker.wake()
  }
  if ('state' in message) result = { ...state, embedded: embedder.embedded.length }
  if ('stop' in message) {
    await worker.stop()
    await db.close()
  }
  process.send!({ id: message.id, result })
  if ('stop' in message) process.disconnect()
})
process.send!({ ready: true })
