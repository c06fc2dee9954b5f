import { Worker } from 'node:worker_threads'
import type { Listener, Reply } from '../../contract/answer.ts'
import { TributaryError } from '../../contract/errors.ts'
import type { Asked, Failure, Request, Said, Start } from './protocol.ts'

/** What the thread runs. */
export const THREAD = new URL('./thread.ts', import.meta.url)

/** One thread that answers. */
export interface Thread {
  /** Rejects as the thread does, or when it dies first. */
  ask(asked: Asked, listener?: Listener): Promise<Reply | undefined>
  terminate(): Promise<void>
}

interface Waiting {
  resolve: (reply: Reply | undefined) => void
  reject: (error: Error) => void
  listener: Listener | undefined
}

/**
 * Starts a thread and resolves when it can answer; rejects when it cannot.
 * @param died called once when it ends later without having been told to
 */
export async function openThread(start: Start, died: (why: string) => void, module: URL): Promise<Thread> {
  const worker = new Worker(module, { workerData: start })
  const waiting = new Map<number, Waiting>()
  let last = 0
  let gone: string | undefined
  let ready = false

  const lose = (why: string) => {
    if (gone !== undefined) return
    gone = why
    for (const { reject } of waiting.values()) reject(lost(why))
    waiting.clear()
    if (ready) died(why)
  }
  worker.on('error', (error) => lose(error instanceof Error ? error.message : String(error)))
  worker.on('exit', (code) => lose(`it ended (${code})`))
  worker.on('message', (said: Said) => {
    const asked = waiting.get(said.id)
    if (!asked) return
    if ('sentence' in said) return asked.listener?.onSentence(said.sentence)
    waiting.delete(said.id)
    if ('failed' in said) asked.reject(errorOf(said.failed))
    else asked.resolve(said.done)
  })

  function expected(id: number, listener?: Listener): Promise<Reply | undefined> {
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject, listener }))
  }

  await expected(0)
  ready = true
  return {
    ask(asked, listener) {
      if (gone !== undefined) return Promise.reject(lost(gone))
      const id = ++last
      const reply = expected(id, listener)
      worker.postMessage({ ...asked, id } satisfies Request)
      if (listener) {
        const enough = () => worker.postMessage({ id, what: 'enough' } satisfies Request)
        if (listener.signal.aborted) enough()
        else listener.signal.addEventListener('abort', enough, { once: true })
      }
      return reply
    },
    async terminate() {
      gone ??= 'it was ended'
      await worker.terminate()
    },
  }
}

function lost(why: string): TributaryError {
  return new TributaryError('internal.unexpected', `The thread that answers is gone: ${why}`)
}

function errorOf({ message, code }: Failure): Error {
  return code === undefined ? new Error(message) : new TributaryError(code, message)
}
