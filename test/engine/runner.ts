import type { Answerer, Reply } from '../../src/contract/answer.ts'
import type { Accept, Channel, Receipt } from '../../src/contract/channel.ts'
import type { Desk } from '../../src/contract/desk.ts'
import type { Inbound } from '../../src/contract/message.ts'
import { openDatabase, type DatabaseOptions } from '../../src/database/index.ts'
import { createEngine } from '../../src/engine/index.ts'
import { createQueue } from '../../src/queue/index.ts'
import { silent } from './log.ts'

/** What the parent tells a runner at its start. */
export interface RunnerOptions {
  database: DatabaseOptions
  /** URL of the parent, which plays the provider and the model. */
  outside: string
  idempotent: boolean
  /** The parent plays a desk as well. */
  desk?: boolean
}

export type ToRunner =
  { id: number; accept: Inbound[] } | { id: number; status: true } | { id: number; stop: true }

// One process of the server, for tests that kill it: a real database, queue and engine; what is outside (the provider and
// the model) lives in the parent and outlives it.
const options = JSON.parse(process.argv[2]!) as RunnerOptions

async function outside<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(`${options.outside}/${path}`, { method: 'POST', body: JSON.stringify(body) })
  return (await response.json()) as T
}

const channel: Channel = {
  name: 'test',
  limits: { textLength: 4000, textUnit: 'characters', choices: 3 },
  idempotentSend: options.idempotent,
  async start(_accept: Accept) {},
  send: (address, content, key) =>
    outside<Receipt>('send', { thread: address.thread, text: content.text, key }),
  async stop() {},
}
const answerer: Answerer = {
  answer: (question) => outside<Reply>('answer', question),
}

const desk: Desk = {
  name: 'outside',
  async start() {},
  async take(event) {
    await outside('take', event)
  },
  async stop() {},
}

const db = await openDatabase(options.database)
const engine = createEngine({
  db,
  queue: createQueue({ endpoint: db.endpoint, concurrency: 4 }, silent),
  channels: [channel],
  answerer,
  citable: async () => true,
  ...(options.desk ? { desk } : {}),
  log: silent,
  settings: { lease: 5, sendTimeout: 20, turnAttempts: 10 },
})
await engine.start()

process.on('message', async (message: ToRunner) => {
  let result: unknown
  if ('accept' in message) result = await engine.accept(message.accept)
  if ('status' in message) result = await engine.status()
  if ('stop' in message) {
    await engine.stop()
    await db.close()
  }
  process.send!({ id: message.id, result })
  if ('stop' in message) process.disconnect()
})
process.send!({ ready: true })
