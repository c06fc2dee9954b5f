import type { Accept, Channel, WebhookRequest, WebhookResponse } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Outgoing } from '../../src/contract/outgoing.ts'
import type { PublicFiles } from '../../src/contract/files.ts'
import type { SecretBox } from '../../src/contract/secret.ts'
import { ignore, type Read } from './event.ts'
import { createGraph } from './graph.ts'
import { limits, WEBHOOK_BYTES } from './limits.ts'
import { jsonOf, readWebhook } from './parse.ts'
import { handOver, settle } from './receive.ts'
import { send } from './send.ts'
import { createSends } from './sends.ts'
import type { InstagramSettings } from './settings.ts'
import { createTokens } from './token.ts'
import { answerChallenge, isSigned } from './verify.ts'

export { parse, parseFile } from './parse.ts'
export { render, type WireMessage } from './render.ts'
export { limits } from './limits.ts'
export type { InstagramSettings } from './settings.ts'

export interface InstagramOptions {
  db: Database
  settings: InstagramSettings
  /** Seals the renewed token. */
  box: SecretBox
  outgoing: Outgoing
  files: PublicFiles
  clock: () => Date
  log: Log
}

const RENEWAL_CHECK_MS = 3_600_000
const CALL_TIMEOUT_MS = 10_000

/** Direct messages of an Instagram professional account, through Meta's Graph API. */
export function createInstagramChannel({
  db,
  settings,
  box,
  outgoing,
  files,
  clock,
  log,
}: InstagramOptions): Channel {
  const graph = createGraph({ ...settings, timeoutMs: settings.timeoutMs ?? CALL_TIMEOUT_MS }, outgoing)
  const sends = createSends(db)
  const { account, token: first } = settings
  const tokens = createTokens({ db, box, graph, account, first, clock, log })
  let accept: Accept | undefined
  let timer: NodeJS.Timeout | undefined
  let renewing: Promise<void> = Promise.resolve()
  const inFlight = new Set<Promise<unknown>>()

  async function renew(): Promise<void> {
    try {
      await tokens.renew()
    } catch (error) {
      log.warn({ channel: 'instagram', error: String(error) }, 'the access token was not renewed')
    }
  }

  async function takeIn(take: Accept, request: WebhookRequest): Promise<WebhookResponse> {
    if (!isSigned(request.body, request.headers['x-hub-signature-256'], settings.appSecret)) {
      await take([], [{ reason: 'forged signature' }])
      return { status: 401 }
    }
    const { messages, ignored } = await settle(read(request.body, clock()), account, sends)
    await handOver(take, messages, ignored, log)
    return { status: 200, body: 'EVENT_RECEIVED' }
  }

  return {
    name: 'instagram',
    limits,
    idempotentSend: false,
    webhookBytes: WEBHOOK_BYTES,
    async handle(request) {
      if (request.path !== '/') return { status: 404 }
      if (request.method === 'GET') return answerChallenge(request.query, settings.verifyToken)
      if (request.method !== 'POST') return { status: 405, headers: { Allow: 'GET, POST' } }
      if (!accept) return { status: 503, headers: { 'Retry-After': '5' } }
      const work = takeIn(accept, request)
      inFlight.add(work)
      try {
        return await work
      } finally {
        inFlight.delete(work)
      }
    },
    async start(take) {
      accept = take
      if (!settings.renews) return
      renewing = renew()
      timer = setInterval(() => (renewing = renewing.then(renew)), RENEWAL_CHECK_MS)
      timer.unref()
    },
    send: (address, content, key, context) =>
      send({ graph, sends, tokens, files, clock, log }, address, content, key, context),
    async typing({ thread }) {
      const token = await tokens.current()
      const recipient = { id: thread }
      await graph.post('/me/messages', token, { recipient, sender_action: 'mark_seen' })
      await graph.post('/me/messages', token, { recipient, sender_action: 'typing_on' })
    },
    prune: (before) => sends.prune(before),
    async forget(forgotten, shopper) {
      await files.forget('instagram', forgotten, shopper)
      await sends.forget(forgotten, shopper)
    },
    async stop() {
      accept = undefined
      clearInterval(timer)
      await Promise.allSettled([...inFlight, renewing])
    },
  }
}

/** A signed body that is no webhook would come again and again if it were refused. */
function read(body: Uint8Array, now: Date): Read {
  try {
    return readWebhook(jsonOf(body), now)
  } catch (error) {
    if (error instanceof TributaryError && error.code === 'input.invalid') return ignore('not a webhook')
    throw error
  }
}
