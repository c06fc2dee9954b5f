import { parentPort, type Transferable } from 'node:worker_threads'
import { TributaryError, type ErrorCode } from '../../src/contract/errors.ts'

/** What a thread says: that its module is loaded, or how its one job ended. */
export type Reply<Result> = { ready: true } | { result: Result } | { error: Thrown }

/** An error on its way between threads; its class does not survive the passage. */
export interface Thrown {
  message: string
  /** Of a TributaryError, with its details. */
  code?: ErrorCode
  details?: Readonly<Record<string, unknown>>
}

/**
 * The life of a thread of a {@link ThreadPool}: does each job it is given, and answers with the result or the error.
 * @param transfer the buffers of a result that are handed over instead of copied
 */
export function serve<Job, Result>(
  work: (job: Job) => Result | Promise<Result>,
  transfer: (result: Result) => ArrayBuffer[] = () => [],
): void {
  const port = parentPort ?? parentProcess<Job>()
  const reply = (said: Reply<Result>, buffers: ArrayBuffer[] = []) => port.postMessage(said, buffers)
  port.on('message', async (job: Job) => {
    try {
      const result = await work(job)
      reply({ result }, transfer(result))
    } catch (error) {
      reply({ error: thrown(error) })
    }
  })
  reply({ ready: true })
}

/** In a process of its own: the same life, told by messages between processes. */
function parentProcess<Job>() {
  if (!process.send) throw new Error('This module runs in a thread or a process of its own.')
  process.on('disconnect', () => process.exit())
  // The parent decides when: it may still be bringing its last answers to an end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  return {
    on: (event: 'message', listener: (job: Job) => void) =>
      process.on(event, listener as (job: unknown) => void),
    // When the parent is gone nobody hears it; this process ends with the next event.
    postMessage: (said: object, _buffers: readonly Transferable[]) => void process.send!(said, () => {}),
  }
}

function thrown(error: unknown): Thrown {
  if (error instanceof TributaryError)
    return { message: error.message, code: error.code, details: error.details }
  return { message: error instanceof Error ? error.message : String(error) }
}
