import { fork, type ChildProcess } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Question } from '../../src/contract/answer.ts'
import type { AcceptResult } from '../../src/contract/channel.ts'
import type { DeskEvent } from '../../src/contract/desk.ts'
import type { Inbound } from '../../src/contract/message.ts'
import type { EngineStatus } from '../../src/engine/index.ts'
import { EchoAnswerer } from './double.ts'
import type { RunnerOptions } from './runner.ts'

export interface Reached {
  thread: string
  text: string
  key: string
}

/** The world outside of the server: the provider and the model. It sees what the processes do, and outlives them. */
export class Outside {
  /** What reached shoppers. */
  reached: Reached[] = []
  /** Questions asked, and how many of one text were being answered at the same time at most. */
  asked: string[][] = []
  mostAtOnce = 0
  onAnswer: (question: Question) => Promise<void> = async () => {}
  beforeReach: (sent: Reached) => Promise<void> = async () => {}
  afterReach: (sent: Reached) => Promise<void> = async () => {}
  idempotent = false
  /** What the desk was told, and what happens after it has kept an event. */
  taken: DeskEvent[] = []
  afterTake: (event: DeskEvent) => Promise<void> = async () => {}
  #echo = new EchoAnswerer()
  #active = new Map<string, number>()
  #server = createServer((request, response) => void this.#serve(request, response))

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
    const result =
      request.url === '/send'
        ? await this.#send(body as Reached)
        : request.url === '/take'
          ? await this.#take(body as DeskEvent)
          : await this.#answer(body as Question, request)
    response.end(JSON.stringify(result))
  }

  async #send(sent: Reached) {
    await this.beforeReach(sent)
    if (!(this.idempotent && this.reached.some((known) => known.key === sent.key))) this.reached.push(sent)
    await this.afterReach(sent)
    return { outcome: 'sent', externalId: `p-${this.reached.length}` }
  }

  async #take(event: DeskEvent) {
    this.taken.push(event)
    await this.afterTake(event)
    return {}
  }

  async #answer(question: Question, request: IncomingMessage) {
    this.asked.push(question.texts)
    // The first word of each text names its conversation.
    const thread = question.texts[0]!.split(' ')[0]!
    const active = (this.#active.get(thread) ?? 0) + 1
    this.#active.set(thread, active)
    this.mostAtOnce = Math.max(this.mostAtOnce, active)
    let over = false
    const leave = () => {
      if (!over) this.#active.set(thread, this.#active.get(thread)! - 1)
      over = true
    }
    // A killed process asks no more.
    request.socket.setMaxListeners(0).once('close', leave)
    await this.onAnswer(question)
    const reply = await this.#echo.answer(question)
    if (question.texts.some((text) => text.includes('a person'))) reply.outcome = 'handoff'
    leave()
    return reply
  }
}

export interface Runner {
  accept(...messages: Inbound[]): Promise<AcceptResult>
  status(): Promise<EngineStatus & { blocked: string[] }>
  stop(): Promise<void>
  /** As the out-of-memory killer does it. */
  kill(): Promise<void>
}

/** Starts a process of the server and waits until it works. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
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
  const call = <T>(what: object) => ask<T>(child, waiting, { id: ++calls, ...what })
  return {
    accept: (...messages) => call({ accept: messages }),
    status: () => call({ status: true }),
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

function ask<T>(
  child: ChildProcess,
  waiting: Map<number, (result: never) => void>,
  message: { id: number },
): Promise<T> {
  return new Promise((resolve, reject) => {
    waiting.set(message.id, resolve)
    // A killed process takes no message.
    child.send(message, (error) => error && reject(error))
  })
}
