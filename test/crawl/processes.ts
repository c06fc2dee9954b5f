import { fork } from 'node:child_process'
import type { RunnerOptions, RunnerState } from './runner.ts'

/** A process that crawls. */
export interface CrawlProcess {
  /** Asks for a crawl in that process; undefined when the tick has had its crawl. */
  enqueue(sourceId: number, tick?: string): Promise<number | undefined>
  state(): Promise<RunnerState>
  stop(): Promise<void>
  /** As the out-of-memory killer does it. */
  kill(): Promise<void>
}

/** Starts a process that crawls, and waits until it works. */
export async function startProcess(options: RunnerOptions): Promise<CrawlProcess> {
  const child = fork(new URL('./runner.ts', import.meta.url), [JSON.stringify(options)], { execArgv: [] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const waiting = new Map<number, (result: never) => void>()
  let calls = 0
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The runner ended with code ${code}.`)))
    child.on('message', (message: { ready?: true; id: number; result: never }) => {
      if (message.ready) resolve()
      else waiting.get(message.id)?.(message.result)
    })
  })
  const call = <T>(what: object) =>
    new Promise<T>((resolve) => {
      const id = ++calls
      waiting.set(id, resolve)
      child.send({ id, ...what })
    })
  return {
    enqueue: (sourceId, tick) => call({ enqueue: { sourceId, ...(tick === undefined ? {} : { tick }) } }),
    state: () => call({ state: true }),
    async stop() {
      await call({ stop: true })
      await exited
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
