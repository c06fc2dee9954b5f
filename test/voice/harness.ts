import { setTimeout as sleep } from 'node:timers/promises'
import { createVoiceChannel, type VoiceSettings } from '../../channels/voice/index.ts'
import type { Accept, AcceptResult } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Content, Ignored, Inbound } from '../../src/contract/message.ts'
import type { Signals } from '../../src/contract/signals.ts'
import type { OpenChannel } from '../../src/main/channels/index.ts'
import { createHttpServer } from '../../src/server.ts'
import { webhookRoutes } from '../../src/server/webhooks.ts'
import { TwilioVoice } from '../doubles/twilio/voice.ts'
import { silent } from '../engine/log.ts'

export const CALLER = '+447700900123'
export const NUMBER = '+442079460000'

/** Patience in tests: short, but for the first answer, which a busy machine may take long for. */
export const quick = { answerMs: 2500, pollMs: 150, polls: 3, lookMs: 50, requestMs: 400, queueSeconds: 100 }

/** An engine small enough to be seen through: it remembers what it took in, and answers as it is told. */
export class PlainEngine {
  taken: Inbound[] = []
  ignored: string[] = []
  failing = false
  /** What is answered to a question; nothing when undefined. */
  reply: (message: Inbound) => Content | undefined = (message) => text(`You said ${message.text}.`)
  /** Milliseconds until it answers. */
  delay = 0
  channel: OpenChannel | undefined
  private seen = new Set<string>()

  accept: Accept = async (messages: Inbound[], ignored: Ignored[] = []): Promise<AcceptResult> => {
    if (this.failing) throw new Error('the database is away')
    this.ignored.push(...ignored.map(({ reason }) => reason))
    const result: AcceptResult = { stored: [], duplicates: [] }
    for (const message of messages) {
      const known = this.seen.has(message.externalId)
      result[known ? 'duplicates' : 'stored'].push(message.externalId)
      if (known) continue
      this.seen.add(message.externalId)
      this.taken.push(message)
      const asks = message.wants === 'person' || message.kind === 'text' || message.kind === 'choice'
      if (asks) void this.answer(message)
    }
    return result
  }

  /** What was asked, without events and statuses. */
  get asked(): (string | undefined)[] {
    return this.taken.filter(({ kind }) => kind === 'text' || kind === 'choice').map((one) => one.text)
  }

  get statuses(): string[] {
    return this.taken.flatMap(({ status }) => (status ? [status.state] : []))
  }

  private async answer(message: Inbound): Promise<void> {
    const content = this.reply(message)
    if (!content) return
    await sleep(this.delay)
    await this.channel?.send(message, content, `reply-${message.externalId}`, {
      author: 'bot',
      lastInboundAt: message.at,
    })
  }
}

export function text(words: string, more: Partial<Content> = {}): Content {
  return { text: words, citations: [], choices: [], ...more }
}

export const RETURNS = {
  pageId: 1,
  title: 'Returns and exchanges',
  heading: ['Sale items'],
  url: 'https://shop.example/help/returns',
  quote: 'Sale items can be returned within 14 days.',
}

/** What the engine says when it hands off. */
export const HANDOFF = text('I will pass this on to a colleague, who will get back to you here.', {
  handoff: { answered: '' },
})

export interface Served {
  url: string
  port: number
  channel: OpenChannel
  engine: PlainEngine
  stop(): Promise<void>
}

export interface ServeOptions {
  twilio: TwilioVoice
  apiUrl: string
  port?: number
  engine?: PlainEngine
  settings?: Partial<VoiceSettings>
  signals?: Signals
  clock?: () => Date
}

/** The voice channel on an HTTP server of its own, as the server mounts it. */
export async function serve(db: Database, options: ServeOptions): Promise<Served> {
  const engine = options.engine ?? new PlainEngine()
  const { twilio } = options
  const channel: OpenChannel = createVoiceChannel({
    db,
    settings: {
      accountSid: twilio.accountSid,
      authToken: twilio.authToken,
      number: NUMBER,
      mode: 'gather',
      language: 'en-US',
      apiUrl: options.apiUrl,
      shopName: 'Larkmoor',
      timing: quick,
      ...options.settings,
    },
    clock: options.clock ?? (() => new Date()),
    log: silent,
    ...(options.signals ? { signals: options.signals } : {}),
    outgoing: fetch,
  })
  engine.channel = channel
  const http = createHttpServer({
    routers: [webhookRoutes({ prefix: '/channels', hooked: [channel], log: silent })],
    upgrades: channel.upgrade ? [channel.upgrade] : [],
    ready: async () => ({ ready: true, problems: [] }),
    trustProxy: 0,
    log: silent,
  })
  await channel.start(engine.accept)
  const { url, port } = await http.listen(options.port ?? 0, '127.0.0.1')
  return {
    url,
    port,
    channel,
    engine,
    async stop() {
      await channel.stop()
      await http.close(0)
    },
  }
}

/** Twilio and the channel, each calling the other. */
export interface World extends Served {
  twilio: TwilioVoice
  /** Stops the channel and starts a new one on the same port and data. */
  restart(): Promise<void>
  close(): Promise<void>
}

export async function openWorld(
  db: Database,
  options: Partial<Omit<ServeOptions, 'twilio' | 'apiUrl'>> = {},
): Promise<World> {
  let port = 0
  const at = (path: string) => `http://127.0.0.1:${port}/channels/voice/${path}`
  const twilio = new TwilioVoice({ voiceUrl: () => at('incoming'), statusUrl: () => at('status') })
  const apiUrl = await twilio.rest.listen()
  let served = await serve(db, { ...options, twilio, apiUrl })
  port = served.port
  return {
    twilio,
    get url() {
      return served.url
    },
    get port() {
      return served.port
    },
    get channel() {
      return served.channel
    },
    get engine() {
      return served.engine
    },
    async restart() {
      let go = () => {}
      twilio.hold = new Promise((resolve) => (go = resolve))
      await served.stop()
      served = await serve(db, { ...options, twilio, apiUrl, engine: served.engine, port })
      twilio.hold = undefined
      go()
    },
    stop: () => served.stop(),
    async close() {
      await twilio.close()
      await served.stop()
    },
  }
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not come to that in time')
    await sleep(10)
  }
}
