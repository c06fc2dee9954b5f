import { Worker } from 'node:worker_threads'
import type { Mail } from './mail.ts'

/** A mail, and what a person wrote in it. */
export interface ReadMail {
  mail: Mail
  words: string
}

/** A raw mail, or one that a provider has taken apart already. */
export type Job = { id: number; maxBytes: number } & ({ bytes: Uint8Array<ArrayBuffer> } | { mail: Mail })

export type Answer = { id: number } & ({ read: ReadMail } | { error: string })

/** Why a mail could not be read at all. */
export interface Unread {
  unread: string
}

export interface MailReader {
  /** Never rejects: what cannot be read, or not in time, says so. */
  read(mail: Uint8Array | Mail): Promise<ReadMail | Unread>
  stop(): Promise<void>
}

const MEGABYTES = 512

const BROKEN: Unread = { unread: 'a mail that cannot be read' }

/** Reads mails in a thread of its own, one after the other; one that takes longer than `readMs` is given up with its thread. */
export function createReader({ mailBytes, readMs }: { mailBytes: number; readMs: number }): MailReader {
  let worker: Worker | undefined
  let waiting: { id: number; end: (result: ReadMail | Unread) => void } | undefined
  let queue: Promise<unknown> = Promise.resolve()
  let count = 0

  function spawn(): Worker {
    const spawned = new Worker(new URL('worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
    })
    const broken = () => {
      if (worker !== spawned) return
      worker = undefined
      waiting?.end(BROKEN)
    }
    spawned.on('message', (answer: Answer) => {
      if (worker !== spawned || answer.id !== waiting?.id) return
      waiting.end('read' in answer ? answer.read : { unread: 'not a mail' })
    })
    spawned.on('error', broken)
    spawned.on('exit', broken)
    return spawned
  }

  async function once(given: Uint8Array | Mail): Promise<ReadMail | Unread> {
    const thread = (worker ??= spawn())
    const id = ++count
    thread.ref()
    const result = await new Promise<ReadMail | Unread>((resolve) => {
      const timer = setTimeout(() => {
        worker = undefined
        void thread.terminate()
        waiting?.end({ unread: 'a mail that took too long to read' })
      }, readMs)
      waiting = {
        id,
        end(read) {
          clearTimeout(timer)
          waiting = undefined
          resolve(read)
        },
      }
      post(thread, { id, maxBytes: mailBytes }, given)
    })
    // An idle thread keeps no process alive.
    thread.unref()
    return result
  }

  return {
    read(given) {
      const result = queue.then(() => once(given))
      queue = result
      return result
    },
    async stop() {
      await queue
      await worker?.terminate()
      worker = undefined
    },
  }
}

function post(thread: Worker, job: { id: number; maxBytes: number }, given: Uint8Array | Mail): void {
  if (!(given instanceof Uint8Array)) return thread.postMessage({ ...job, mail: given } satisfies Job)
  const bytes = new Uint8Array(given)
  thread.postMessage({ ...job, bytes } satisfies Job, [bytes.buffer])
}
