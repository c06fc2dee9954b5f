import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { Router, type ErrorRequestHandler, type Request } from 'express'
import type { Accept, Channel, Receipt } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Address, Content } from '../../src/contract/message.ts'
import type { Signals } from '../../src/contract/signals.ts'
import { createAuthenticate } from './auth.ts'
import { BOT_ACCOUNT, createBotEdge } from './bot/index.ts'
import { createConversations } from './conversations.ts'
import { createHub } from './hub.ts'
import { Problem, problems } from './problem.ts'
import { createLimiter } from './rate.ts'
import type { ReceiveParts } from './receive.ts'
import { forget, prune } from './retention.ts'
import { limits as channelLimits, render } from './render.ts'
import { directLineRoutes } from './routes.ts'
import { defaultLimits, type WebSettings } from './settings.ts'
import { createTokens } from './tokens.ts'
import { createTranscript } from './transcript.ts'
import { createUpgrade } from './upgrade.ts'
import { refuseUpgrade } from './refuse.ts'
import { webChatRoutes } from './webchat.ts'

export type { WebSettings, BotSettings, WebLimits } from './settings.ts'
export type { WebCitation } from './render.ts'

export interface WebChannelOptions {
  db: Database
  settings: WebSettings
  clock: () => Date
  log: Log
  /** Makes what one process stored reach a socket of another at once; without it within a second. */
  signals?: Signals
}

export interface WebChannel extends Channel {
  /** Direct Line, tokens for the widget, and Bot Framework clients. Mount at the root. */
  routes(): Router
  /** Serves the conversations' sockets on this server. */
  attach(server: Server): void
  /** Takes an upgrade to a conversation's socket; false when the path is not one of this channel's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  send(address: Address, content: Content, key: string): Promise<Receipt>
  typing(address: Address): Promise<void>
}

const DEFAULT_SITE = 'site'

/** Web chat: Direct Line 3.0, the widget's tokens, and Bot Framework clients. */
export function createWebChannel({ db, settings, clock, log, signals }: WebChannelOptions): WebChannel {
  const limits = { ...defaultLimits, ...settings.limits }
  const bot = { id: 'bot', name: settings.botName ?? 'Assistant', role: 'bot' }
  const tokens = createTokens(settings.tokenKey, clock)
  const conversations = createConversations(db)
  const transcript = createTranscript(db)
  const hub = createHub({ transcript, conversations, signals, pollMs: limits.pollMs, log })
  const inFlight = new Set<Promise<unknown>>()
  let accept: Accept | undefined

  const receive: ReceiveParts = {
    transcript,
    conversations,
    notify: hub.notify,
    accept: () => takeIn(),
    account: settings.site ?? DEFAULT_SITE,
    bot,
    clock,
    log,
  }

  /** Remembers what is in flight, so that stop can wait for it. */
  function track(take: Accept): Accept {
    return async (messages) => {
      const work = take(messages)
      inFlight.add(work)
      try {
        return await work
      } finally {
        inFlight.delete(work)
      }
    }
  }

  const takeIn = () => accept && track(accept)
  const botEdge = createBotEdge({
    db,
    settings: settings.bot ?? {},
    limits,
    limiter: createLimiter({ burst: limits.addressBurst, perSecond: limits.addressRate }, clock),
    accept: takeIn,
    clock,
    log,
  })

  const upgrade = createUpgrade({ hub, tokens, conversations, log })

  function ownUrl(request: Request): string {
    const own = settings.publicUrl ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`
    if (!URL.canParse(own)) throw problems.badArgument('The Host header is no host.')
    return own
  }

  return {
    name: 'web',
    limits: channelLimits,
    idempotentSend: true,
    urgency: 1,
    routes() {
      const router = Router()
      router.use(
        webChatRoutes({
          tokens,
          conversations,
          limiter: createLimiter({ burst: limits.tokenBurst, perSecond: limits.tokenRate }, clock),
          origins: settings.origins,
          ownUrl,
        }),
        directLineRoutes({
          authenticate: createAuthenticate(tokens, settings.directLineSecret),
          tokens,
          conversations,
          receive,
          limits,
          limiters: {
            conversation: createLimiter(
              { burst: limits.conversationBurst, perSecond: limits.conversationRate },
              clock,
            ),
            address: createLimiter({ burst: limits.addressBurst, perSecond: limits.addressRate }, clock),
          },
          ownUrl,
        }),
        botEdge.routes(),
        answerProblem,
      )
      return router
    },
    upgrade,
    attach(server) {
      server.on('upgrade', (request, socket, head) => {
        if (!upgrade(request, socket, head)) refuseUpgrade(socket, '404 Not Found')
      })
    },
    async start(take) {
      await botEdge.start()
      accept = take
      hub.start()
    },
    send: ({ account, thread }, content, key) =>
      account === BOT_ACCOUNT ? botEdge.send(thread, content, key) : sendActivities(thread, content, key),
    async typing({ account, thread }) {
      if (account === BOT_ACCOUNT) return botEdge.typing(thread)
      hub.flash(thread, { type: 'typing', from: bot, timestamp: clock().toISOString() })
    },
    prune: (before) => prune(db, before),
    forget: (account, shopper) => forget(db, account === BOT_ACCOUNT, shopper),
    async stop() {
      accept = undefined
      await Promise.allSettled(inFlight)
      await hub.stop()
    },
  }

  async function sendActivities(conversation: string, content: Content, key: string): Promise<Receipt> {
    let externalId = ''
    for (const [part, activity] of render(content).entries()) {
      const stored = await transcript.append(conversation, `send:${key}:${part}`, {
        ...activity,
        timestamp: clock().toISOString(),
        channelId: 'directline',
        from: bot,
      })
      if (!stored) return { outcome: 'refused', reason: 'the conversation has ended', permanent: true }
      externalId = stored.id
    }
    hub.notify(conversation)
    return { outcome: 'sent', externalId }
  }
}

/** Refusals leave as Direct Line says them; everything else goes on to the server's own handler. */
const answerProblem: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (!(error instanceof Problem) || response.headersSent) return next(error)
  if (error.retryAfterSeconds !== undefined) response.set('Retry-After', String(error.retryAfterSeconds))
  // A body that was not read to its end is still arriving: this connection can serve nothing more.
  if (!request.complete) response.set('Connection', 'close')
  response.status(error.status).json({ error: { code: error.code, message: error.message } })
}
