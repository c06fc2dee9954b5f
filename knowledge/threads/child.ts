import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** What a pool needs of whoever does its jobs: a thread, or a process of its own. */
export interface Helper {
  postMessage(job: unknown): void
  /** 'message' with what was said, 'error' with the error, 'exit' with a code. */
  on(event: string, listener: (value: unknown) => void): unknown
  ref(): void
  unref(): void
  terminate(): Promise<unknown>
}

/**
 * A process that does jobs as a worker thread would, for modules with native code: a thread that is ended inside of such code takes the
 * whole process with it (onnxruntime-node: `std::terminate`), and a crash there would as well. It ends with its parent, however that ends.
 */
export class Child implements Helper {
  readonly #process: ChildProcess

  constructor(module: URL) {
    // It needs nothing of ours, and so is told none of our secrets.
    this.#process = fork(module, { serialization: 'advanced', execArgv: [], env: {} })
  }

  postMessage(job: unknown): void {
    // A process that is gone is told of by its exit.
    this.#process.send(job as object, () => {})
  }

  on(event: string, listener: (value: unknown) => void): this {
    this.#process.on(event, listener)
    return this
  }

  ref(): void {
    this.#process.ref()
    this.#process.channel?.ref()
  }

  unref(): void {
    this.#process.unref()
    this.#process.channel?.unref()
  }

  async terminate(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const gone = once(this.#process, 'exit')
    this.#process.ref()
    if (this.#process.kill('SIGKILL')) await gone
  }
}
