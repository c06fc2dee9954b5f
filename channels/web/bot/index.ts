import { Router, type Request } from 'express'
import type { Accept, Receipt } from '../../../src/contract/channel.ts'
import type { Database } from '../../../src/contract/database.ts'
import type { Log } from '../../../src/contract/log.ts'
import type { Content } from '../../../src/contract/message.ts'
import type { Outgoing } from '../../../src/contract/outgoing.ts'
import type { Activity } from '../activity.ts'
import { readJson } from '../body.ts'
import { parse, readActivity } from '../parse.ts'
import { problems } from '../problem.ts'
import type { Limiter } from '../rate.ts'
import { refusalOf } from '../receive.ts'
import { render } from '../render.ts'
import type { BotSettings, WebLimits } from '../settings.ts'
import { readArrival, threadOf, type Arrival } from './activity.ts'
import { createAuthorized, type Authorized } from './adapter.ts'
import { createConnector } from './connector.ts'
import { createReferences } from './references.ts'

/** The account of addresses that are reached through a connector. */
export const BOT_ACCOUNT = 'botframework'

export interface BotEdge {
  routes(): Router
  /** Loads the SDK, when the edge is on. */
  start(): Promise<void>
  send(thread: string, content: Content, key: string): Promise<Receipt>
  typing(thread: string): Promise<void>
}

interface BotParts {
  db: Database
  settings: BotSettings
  limits: WebLimits
  limiter: Limiter
  accept(): Accept | undefined
  clock: () => Date
  log: Log
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1', 'localhost', '[::1]'])

/** Bot Framework clients at /api/messages: signed with an app id, or unsigned from this machine alone. */
export function createBotEdge(parts: BotParts): BotEdge {
  const { settings, limits, clock } = parts
  const signed = settings.appId !== undefined
  const on = signed || settings.loopback === true
  const references = createReferences(parts.db)
  const connector = createConnector(settings, signed ? guarded(settings) : loopbackOnly)
  let authorized: Authorized | undefined

  async function receive(arrival: Arrival, activity: Activity): Promise<void> {
    const accept = parts.accept()
    if (!accept) throw problems.unavailable()
    const thread = threadOf(arrival.reference)
    await references.save(thread, arrival.reference)
    const messages = parse(activity, {
      account: BOT_ACCOUNT,
      thread,
      externalId: `${thread}/${arrival.id ?? crypto.randomUUID()}`,
      user: arrival.reference.user.id,
      at: clock().toISOString(),
    })
    try {
      if (messages.length > 0) await accept(messages)
    } catch (error) {
      parts.log.error({ thread, error: String(error) }, 'message not taken in')
      throw refusalOf(error)
    }
  }

  return {
    async start() {
      if (on) authorized ??= await createAuthorized(settings)
    },
    routes() {
      const router = Router()
      if (!on) return router
      router.post('/api/messages', async (request, response) => {
        if (!signed) onlyFromHere(request)
        const wait = parts.limiter.take(request.ip ?? 'unknown')
        if (wait > 0) throw problems.tooMany(wait)
        const { authorization = '' } = request.headers
        if (signed && !authorization) throw problems.unauthorized()
        if (!authorized) throw problems.unavailable()
        const raw = await readJson(request, limits.bodyBytes)
        if (!raw) throw problems.badArgument('An activity is needed.')
        const arrival = readArrival(raw)
        const activity = readActivity(raw, limits.messageCharacters)
        if (!signed && !isLoopback(arrival.reference.serviceUrl))
          throw problems.badArgument('Without an app id, replies go to this machine only.')
        // The adapter gets the fields that it checks, and nothing that it might stumble over.
        const { channelId, serviceUrl, conversation, user, bot } = arrival.reference
        const checked = {
          type: activity.type,
          channelId,
          serviceUrl,
          conversation,
          from: user,
          recipient: bot,
        }
        const verdict = await authorized(authorization, checked, () => receive(arrival, activity))
        if (verdict === 'unauthorized') throw problems.unauthorized()
        if (verdict === 'unavailable') throw problems.unavailable()
        response.status(activity.type === 'invoke' ? 501 : 200).end()
      })
      return router
    },
    async send(thread, content, key) {
      const reference = await references.find(thread)
      if (!reference) return { outcome: 'refused', reason: 'the conversation is not known', permanent: true }
      let receipt: Receipt = { outcome: 'sent', externalId: '' }
      for (const [part, activity] of render(content).entries()) {
        const partKey = `${key}:${part}`
        const claim = await references.claim(partKey, thread)
        if (claim === 'unknown')
          return { outcome: 'unknown', reason: 'an earlier attempt broke off, and may have arrived' }
        if (claim !== 'claimed') {
          receipt = { outcome: 'sent', externalId: claim.externalId }
          continue
        }
        receipt = await connector.send(reference, { ...activity, timestamp: clock().toISOString() })
        if (receipt.outcome === 'sent') await references.sent(partKey, receipt.externalId)
        if (receipt.outcome === 'refused') await references.release(partKey)
        if (receipt.outcome !== 'sent') return receipt
      }
      return receipt
    },
    async typing(thread) {
      const reference = await references.find(thread)
      if (reference) await connector.send(reference, { type: 'typing' })
    },
  }
}

function guarded(settings: BotSettings): Outgoing {
  if (!settings.outgoing) throw new Error('Bot Framework clients with an app id need an outgoing guard')
  return settings.outgoing
}

const loopbackOnly: Outgoing = async (url, init) => {
  if (!isLoopback(url)) throw new Error('not this machine')
  return fetch(url, init)
}

function isLoopback(url: string): boolean {
  return LOOPBACK.has(new URL(url).hostname)
}

/**
 * Unsigned activities: from this machine, not passed on by a proxy, and not from a page in a browser, which could send
 * anything but JSON here without being asked.
 */
function onlyFromHere(request: Request): void {
  const host = URL.canParse(`http://${request.headers.host}`)
    ? new URL(`http://${request.headers.host}`).hostname
    : ''
  const here = LOOPBACK.has(request.socket.remoteAddress ?? '') && LOOPBACK.has(host)
  const passedOn = request.headers['x-forwarded-for'] ?? request.headers.forwarded
  if (!here || passedOn) throw problems.forbidden('Unsigned activities are taken from this machine only.')
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw problems.badArgument('Send the activity as application/json.')
}
