import { Worker } from 'node:worker_threads'
import { TributaryError } from '../../src/contract/errors.ts'
import { Child, type Helper } from './child.ts'
import type { Reply, Thrown } from './serve.ts'

export interface ThreadPoolOptions {
  /** The module that every thread runs: it calls `serve`. */
  module: URL
  /** Whether each is a process of its own: for modules with native code. */
  apart?: boolean
  size: number
  /** The error of a job that failed without a code of its own, or whose thread died. */
  failed: (reason: string) => Error
  /** A job that runs longer is ended together with its thread. The time to start a thread does not count, but has a limit of its own. */
  timeout?: { ms: number; error: () => Error }
  /** One that has had nothing to do for so long ends, and gives its memory back. Without it they stay. */
  restMs?: number
}

interface Waiting<Job, Result> {
  job: Job
  urgent: boolean
  resolve: (result: Result) => void
  reject: (error: Error) => void
  timer?: NodeJS.Timeout
}

/** A thread that has not begun by then never will, however busy the machine. */
const START_MS = 60_000

/** Threads that each do one job at a time. A thread that dies fails its job and is replaced for the next one. */
export class ThreadPool<Job, Result> {
  readonly #options: ThreadPoolOptions
  readonly #queue: Waiting<Job, Result>[] = []
  readonly #ready = new WeakSet<Helper>()
  readonly #idle: Helper[] = []
  readonly #resting = new WeakMap<Helper, NodeJS.Timeout>()
  readonly #busy = new Map<Helper, Waiting<Job, Result>>()
  #closed = false

  constructor(options: ThreadPoolOptions) {
    this.#options = options
  }

  /** An urgent job (a shopper's question) goes before the waiting ones that are not. */
  run(job: Job, urgent = false): Promise<Result> {
    if (this.#closed) return Promise.reject(this.#options.failed('it is closed'))
    return new Promise((resolve, reject) => {
      const waiting = { job, urgent, resolve, reject }
      const behind = urgent ? this.#queue.findIndex((other) => !other.urgent) : -1
      if (behind < 0) this.#queue.push(waiting)
      else this.#queue.splice(behind, 0, waiting)
      this.#pump()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const waiting of this.#queue.splice(0)) waiting.reject(this.#options.failed('it is closed'))
    const all = [...this.#idle, ...this.#busy.keys()]
    for (const worker of all) clearTimeout(this.#resting.get(worker))
    await Promise.all(all.map((worker) => worker.terminate()))
  }

  #pump(): void {
    while (this.#queue.length > 0 && !this.#closed) {
      const worker = this.#idle.pop() ?? this.#spawn()
      if (!worker) return
      clearTimeout(this.#resting.get(worker))
      const waiting = this.#queue.shift()!
      this.#busy.set(worker, waiting)
      worker.ref()
      worker.postMessage(waiting.job)
      this.#startClock(worker)
    }
  }

  #spawn(): Helper | undefined {
    if (this.#busy.size >= this.#options.size) return undefined
    const worker: Helper = this.#options.apart
      ? new Child(this.#options.module)
      : new Worker(this.#options.module)
    worker.on('message', (said) => {
      const reply = said as Reply<Result>
      if ('ready' in reply) {
        this.#ready.add(worker)
        this.#startClock(worker)
        return
      }
      const waiting = this.#leave(worker)
      if (!waiting) return
      this.#rest(worker)
      if ('result' in reply) waiting.resolve(reply.result)
      else waiting.reject(this.#errorOf(reply.error))
      this.#pump()
    })
    const gone = (reason: string) => this.#lose(worker, this.#options.failed(reason))
    worker.on('error', (error) => gone(error instanceof Error ? error.message : String(error)))
    worker.on('exit', (code) => gone(`its thread ended (${code})`))
    return worker
  }

  #rest(worker: Helper): void {
    this.#idle.push(worker)
    // An idle thread keeps no process alive.
    worker.unref()
    const { restMs } = this.#options
    if (restMs === undefined) return
    const end = () => {
      this.#idle.splice(this.#idle.indexOf(worker), 1)
      void worker.terminate()
    }
    this.#resting.set(worker, setTimeout(end, restMs).unref())
  }

  #startClock(worker: Helper): void {
    const { timeout } = this.#options
    const waiting = this.#busy.get(worker)
    if (!timeout || !waiting) return
    clearTimeout(waiting.timer)
    const ms = this.#ready.has(worker) ? timeout.ms : Math.max(timeout.ms, START_MS)
    waiting.timer = setTimeout(() => {
      this.#lose(worker, timeout.error())
      void worker.terminate()
    }, ms)
  }

  /** Takes a thread's job from it, if it has one. */
  #leave(worker: Helper): Waiting<Job, Result> | undefined {
    const waiting = this.#busy.get(worker)
    this.#busy.delete(worker)
    clearTimeout(waiting?.timer)
    return waiting
  }

  /** The thread is of no more use. */
  #lose(worker: Helper, error: Error): void {
    const idle = this.#idle.indexOf(worker)
    if (idle >= 0) this.#idle.splice(idle, 1)
    clearTimeout(this.#resting.get(worker))
    this.#leave(worker)?.reject(error)
    this.#pump()
  }

  #errorOf({ message, code, details }: Thrown): Error {
    if (code === undefined) return this.#options.failed(message)
    return new TributaryError(code, message, details === undefined ? {} : { details })
  }
}
