import { Worker } from 'node:worker_threads'
import { TributaryError } from '../../src/contract/errors.ts'

export interface EmbedJob {
  id: number
  batch: number[][]
}
export type EmbedResult = { id: number; vectors: Float32Array[] } | { id: number; error: string }

interface Waiting {
  batch: number[][]
  urgent: boolean
  resolve: (vectors: Float32Array[]) => void
  reject: (error: Error) => void
}

/** Threads that each run one batch at a time. A thread that dies fails its batch and is replaced on the next one. */
export class EmbedPool {
  readonly #size: number
  readonly #queue: Waiting[] = []
  readonly #idle: Worker[] = []
  readonly #busy = new Map<Worker, Waiting>()
  #nextId = 1
  #closed = false

  constructor(size: number) {
    this.#size = size
  }

  /** An urgent batch (a shopper's question) goes before the waiting batches of a crawl. */
  run(batch: number[][], urgent: boolean): Promise<Float32Array[]> {
    if (this.#closed) return Promise.reject(failed('the embedder is closed'))
    return new Promise((resolve, reject) => {
      const waiting = { batch, urgent, resolve, reject }
      const behind = urgent ? this.#queue.findIndex((other) => !other.urgent) : -1
      if (behind < 0) this.#queue.push(waiting)
      else this.#queue.splice(behind, 0, waiting)
      this.#pump()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const waiting of this.#queue.splice(0)) waiting.reject(failed('the embedder is closed'))
    await Promise.all([...this.#idle, ...this.#busy.keys()].map((worker) => worker.terminate()))
  }

  #pump(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? this.#spawn()
      if (!worker) return
      const waiting = this.#queue.shift()!
      this.#busy.set(worker, waiting)
      worker.ref()
      worker.postMessage({ id: this.#nextId++, batch: waiting.batch } satisfies EmbedJob)
    }
  }

  #spawn(): Worker | undefined {
    if (this.#busy.size >= this.#size) return undefined
    const worker = new Worker(new URL('./worker.ts', import.meta.url))
    worker.on('message', (result: EmbedResult) => {
      const waiting = this.#busy.get(worker)
      this.#busy.delete(worker)
      this.#idle.push(worker)
      // An idle thread keeps no process alive.
      worker.unref()
      if ('vectors' in result) waiting?.resolve(result.vectors)
      else waiting?.reject(failed(result.error))
      this.#pump()
    })
    const gone = (reason: string) => {
      const idle = this.#idle.indexOf(worker)
      if (idle >= 0) this.#idle.splice(idle, 1)
      this.#busy.get(worker)?.reject(failed(reason))
      this.#busy.delete(worker)
      if (!this.#closed) this.#pump()
    }
    worker.on('error', (error) => gone(error instanceof Error ? error.message : String(error)))
    worker.on('exit', (code) => gone(`its thread ended (${code})`))
    return worker
  }
}

function failed(reason: string): TributaryError {
  return new TributaryError('embed.failed', `A text could not be embedded: ${reason}`)
}
