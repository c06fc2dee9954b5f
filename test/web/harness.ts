import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { createWebChannel, type WebChannel, type WebSettings } from '../../channels/web/index.ts'
import type { AcceptResult } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Content, Inbound } from '../../src/contract/message.ts'
import type { Signals } from '../../src/contract/signals.ts'
import { silent } from '../engine/log.ts'

export const SECRET = 'server-to-server-secret'
export const tokenKey = new Uint8Array(32).fill(7)

/** An engine small enough to be seen through: it remembers what it took in, and answers with an echo. */
export class EchoEngine {
  taken: Inbound[] = []
  /** Set to make the next messages fail to be stored. */
  failing = false
  echo = true
  reply: (message: Inbound) => Content = (message) => text(`echo: ${message.text ?? message.kind}`)
  private seen = new Set<string>()
  private channel: WebChannel | undefined
  private answering = new Set<Promise<void>>()

  attach(channel: WebChannel): void {
    this.channel = channel
  }

  accept = async (messages: Inbound[]): Promise<AcceptResult> => {
    if (this.failing) throw new Error('the database is away')
    const result: AcceptResult = { stored: [], duplicates: [] }
    for (const message of messages) {
      const known = this.seen.has(message.externalId)
      result[known ? 'duplicates' : 'stored'].push(message.externalId)
      if (known) continue
      this.seen.add(message.externalId)
      this.taken.push(message)
      if (this.echo) setImmediate(() => this.begin(message))
    }
    return result
  }

  /** Resolves when nothing is being answered. */
  async settled(): Promise<void> {
    // What was taken in just now begins with the next turn of the loop.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.answering.size > 0) await Promise.allSettled(this.answering)
  }

  private begin(message: Inbound): void {
    const work = this.answer(message)
    this.answering.add(work)
    void work.finally(() => this.answering.delete(work))
  }

  private async answer(message: Inbound): Promise<void> {
    await this.channel?.typing(message)
    await this.channel?.send(message, this.reply(message), `reply-${message.externalId}`)
  }
}

export function text(words: string, more: Partial<Content> = {}): Content {
  return { text: words, citations: [], choices: [], ...more }
}

export interface Served {
  url: string
  port: number
  channel: WebChannel
  engine: EchoEngine
  stop(): Promise<void>
}

export interface ServeOptions {
  port?: number
  engine?: EchoEngine
  settings?: Partial<WebSettings>
  signals?: Signals
  clock?: () => Date
  /** Adds routes of its own: pages that embed the widget. */
  pages?: (app: express.Express) => void
}

/** The web channel on an HTTP server of its own, with an echo engine behind it. */
export async function serve(db: Database, options: ServeOptions = {}): Promise<Served> {
  const engine = options.engine ?? new EchoEngine()
  const channel = createWebChannel({
    db,
    settings: { tokenKey, directLineSecret: SECRET, origins: [], ...options.settings },
    clock: options.clock ?? (() => new Date()),
    log: silent,
    ...(options.signals ? { signals: options.signals } : {}),
  })
  engine.attach(channel)
  const app = express()
  options.pages?.(app)
  app.use(channel.routes())
  const server = createServer(app)
  channel.attach(server)
  await channel.start(engine.accept)
  await listen(server, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    channel,
    engine,
    async stop() {
      await channel.stop()
      await engine.settled()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}
