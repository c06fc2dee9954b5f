import { Worker } from 'node:worker_threads'
import type { Listener, Reply, Sentence } from '../../contract/answer.ts'
import { TributaryError } from '../../contract/errors.ts'
import type { Asked, Failure, Request, Said, Start } from './protocol.ts'

/** What the thread runs. */
export const THREAD = new URL('./thread.ts', import.meta.url)

/** An answer has its own time limits, which are far shorter: a thread that is silent for so long is caught in something. */
const STUCK_MS = 120_000

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
    if ('sentence' in said) return pass(said.id, asked, said.sentence)
    waiting.delete(said.id)
    if ('failed' in said) asked.reject(errorOf(said.failed))
    else asked.resolve(said.done)
  })

  /** A listener that throws fails its own answer and nothing else. */
  function pass(id: number, { listener, reject }: Waiting, sentence: Sentence): void {
    try {
      listener?.onSentence(sentence)
    } catch (error) {
      waiting.delete(id)
      worker.postMessage({ id, what: 'enough' } satisfies Request)
      reject(error instanceof Error ? error : new Error(String(error)))
    }
  }

  function expected(id: number, listener?: Listener): Promise<Reply | undefined> {
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject, listener }))
  }

  const stuck = () => {
    lose(`an answer took more than ${STUCK_MS / 1000} s`)
    void worker.terminate()
  }

  await expected(0)
  ready = true
  return {
    async ask(asked, listener) {
      if (gone !== undefined) throw lost(gone)
      const id = ++last
      const reply = expected(id, listener)
      worker.postMessage({ ...asked, id } satisfies Request)
      const enough = () => worker.postMessage({ id, what: 'enough' } satisfies Request)
      if (listener?.signal.aborted) enough()
      else listener?.signal.addEventListener('abort', enough, { once: true })
      const watch = asked.what === 'answer' ? setTimeout(stuck, STUCK_MS) : undefined
      try {
        return await reply
      } finally {
        clearTimeout(watch)
        listener?.signal.removeEventListener('abort', enough)
      }
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

function errorOf({ message, code, details }: Failure): Error {
  return code === undefined
    ? new Error(message)
    : new TributaryError(code, message, details ? { details } : {})
}
