import { Worker } from 'node:worker_threads'
import type { WebCommands, WebEvent } from './port.ts'
import type { Command, FromWorker, WorkerSettings } from './worker.ts'

const CLOSE_MS = 8000

type Question = Command extends infer Each ? (Each extends { id: number } ? Omit<Each, 'id'> : never) : never

/**
 * A session in a thread of its own: whatsapp-web.js leaves promises behind that reject with nobody listening, which would end the whole
 * process. So they end the thread, and that is the end of a session.
 */
export function openThread(settings: WorkerSettings, tell: (event: WebEvent) => void): WebCommands {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let count = 0
  let over = false
  // After an end, told or ordered, nothing more is told.
  let quiet = false

  function finish(reason: string): void {
    if (over) return
    over = true
    for (const { reject } of waiting.values()) reject(new Error(reason))
    waiting.clear()
    report({ type: 'ended', reason })
  }

  function report(event: WebEvent): void {
    if (quiet) return
    quiet = event.type === 'ended'
    tell(event)
  }

  worker.on('message', (words: FromWorker) => {
    if ('event' in words) return report(words.event)
    const asked = waiting.get(words.id)
    waiting.delete(words.id)
    if ('error' in words) asked?.reject(new Error(words.error))
    else asked?.resolve(words.value)
  })
  worker.on('error', (error: unknown) => finish(error instanceof Error ? error.message : String(error)))
  worker.on('exit', () => finish('the browser’s thread has ended'))

  function ask(question: Question): Promise<unknown> {
    if (over) return Promise.reject(new Error('the session has ended'))
    const id = ++count
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, ...question })
    })
  }

  return {
    send: async (chat, content) => (await ask({ do: 'send', chat, content })) as string | undefined,
    typing: async (chat) => void (await ask({ do: 'typing', chat })),
    identify: async (chat) => (await ask({ do: 'identify', chat })) as { lid?: string; number?: string },
    async close() {
      quiet = true
      let late: NodeJS.Timeout | undefined
      const patience = new Promise<void>((resolve) => {
        late = setTimeout(resolve, CLOSE_MS)
      })
      await Promise.race([ask({ do: 'close' }).catch(() => {}), patience])
      clearTimeout(late)
      await worker.terminate()
    },
  }
}
