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

/** Reads mails in a thread of its own, one after the other; one that takes longer than `readMs` is given up with its thread. */
export function createReader({ mailBytes, readMs }: { mailBytes: number; readMs: number }): MailReader {
  let worker: Worker | undefined
  let queue: Promise<unknown> = Promise.resolve()
  let count = 0

  function spawn(): Worker {
    const spawned = new Worker(new URL('worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
    })
    // An idle thread keeps no process alive.
    spawned.unref()
    return spawned
  }

  function once(given: Uint8Array | Mail): Promise<ReadMail | Unread> {
    const thread = (worker ??= spawn())
    const id = ++count
    return new Promise((resolve) => {
      const end = (result: ReadMail | Unread, broken: boolean) => {
        clearTimeout(timer)
        thread.removeAllListeners()
        // A thread that is ended may still complain.
        thread.on('error', () => {})
        if (broken) {
          worker = undefined
          void thread.terminate()
        } else thread.unref()
        resolve(result)
      }
      const timer = setTimeout(() => end({ unread: 'a mail that took too long to read' }, true), readMs)
      thread.ref()
      thread.on('message', (answer: Answer) => {
        if (answer.id !== id) return
        end('read' in answer ? answer.read : { unread: 'not a mail' }, false)
      })
      thread.on('error', () => end({ unread: 'a mail that cannot be read' }, true))
      thread.on('exit', () => end({ unread: 'a mail that cannot be read' }, true))
      post(thread, { id, maxBytes: mailBytes }, given)
    })
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
