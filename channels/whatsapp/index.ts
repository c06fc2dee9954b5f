import type {
  Accept,
  AcceptResult,
  Channel,
  ChannelLimits,
  Receipt,
  SendContext,
  WebhookRequest,
  WebhookResponse,
} from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Address, Content, Ignored } from '../../src/contract/message.ts'
import type { Outgoing } from '../../src/contract/outgoing.ts'
import { confirm, createCloud } from './cloud/index.ts'
import { hearCloud } from './cloud/parse.ts'
import { serveFile } from './files.ts'
import type { Heard, HeardAll } from './heard.ts'
import * as limits from './limits.ts'
import { personOf, recognise } from './offers.ts'
import { readJson } from './parse.ts'
import { createPeople } from './people.ts'
import { forget, prune } from './retention.ts'
import { sendAll } from './send.ts'
import { patience as usual, type Patience, type WebSettings, type WhatsAppSettings } from './settings.ts'
import type { Transport } from './transport.ts'
import { createTwilio } from './twilio/index.ts'
import { hearTwilio } from './twilio/parse.ts'
import { signedByTwilio } from './twilio/verify.ts'
import { signedByMeta } from './verify.ts'
import { createWeb } from './web/index.ts'
import { MAIN } from './web/parse.ts'
import type { OpenWeb } from './web/port.ts'
import { showInTerminal } from './web/qr.ts'
import type { SessionTimes } from './web/session.ts'
import { answerStates, readStates, type WebSessionState } from './web/states.ts'
import { openThread } from './web/thread.ts'

export { parse, parseFile } from './parse.ts'
export { render } from './render.ts'
export type { WhatsAppSettings } from './settings.ts'
export { stateToken } from './web/states.ts'
export type { WebSessionState } from './web/states.ts'

export interface WhatsAppOptions {
  db: Database
  settings: WhatsAppSettings
  clock: () => Date
  log: Log
  outgoing: Outgoing
  patience?: Patience
  /** Opens a session of WhatsApp Web; by default a browser in a thread of its own. */
  openWeb?: OpenWeb
  /** Shows a code to be scanned. Default: in the terminal. */
  showQr?: (qr: string) => void
  webTimes?: SessionTimes
}

export interface WhatsAppChannel extends Channel {
  /** The sessions of WhatsApp Web, whichever process has them. */
  states(): Promise<WebSessionState[]>
}

/** WhatsApp, by each of the ways that its settings turn on. */
export function createWhatsAppChannel(options: WhatsAppOptions): WhatsAppChannel {
  const { db, settings, clock, log, outgoing, patience = usual } = options
  const files = { db, key: settings.key, clock }
  const people = createPeople(db)
  const inFlight = new Set<Promise<unknown>>()
  let accept: Accept | undefined
  const transports = new Map<string, Transport>()
  const add = (transport: Transport) => transports.set(transport.account, transport)
  if (settings.cloud) add(createCloud(settings.cloud, log, { outgoing, patience }))
  if (settings.twilio) {
    const ownUrl = settings.publicUrl && {
      ownUrl: `${settings.publicUrl.replace(/\/$/, '')}/channels/whatsapp`,
    }
    add(createTwilio(settings.twilio, { outgoing, patience, log, files, ...ownUrl }))
  }
  if (settings.web) add(openWeb(settings.web))

  function openWeb(web: WebSettings): Transport {
    const { folder, browser, clientId = MAIN } = web
    const inThread: OpenWeb = (tell) =>
      openThread({ folder, clientId, ...(browser === undefined ? {} : { browser }) }, tell)
    const { openWeb: open = inThread, showQr = showInTerminal, webTimes: times } = options
    return createWeb(web, { db, clock, log, patience, open, showQr, ...(times ? { times } : {}) })
  }

  /** Hands on what was heard, each in its person's thread, and resolves when it is committed. */
  async function takeIn(heard: readonly Heard[], ignored: readonly Ignored[]): Promise<AcceptResult> {
    if (!accept) throw new Error('the channel is not started')
    const work = store(accept, heard, ignored)
    inFlight.add(work)
    try {
      return await work
    } finally {
      inFlight.delete(work)
    }
  }

  async function store(
    take: Accept,
    heard: readonly Heard[],
    ignored: readonly Ignored[],
  ): Promise<AcceptResult> {
    const ours = heard.filter(({ message }) => transports.has(message.account))
    const foreign = heard.length - ours.length
    const others = Array.from({ length: foreign }, () => ({ reason: 'for a number that is not set up here' }))
    const known: Heard[] = []
    for (const account of new Set(ours.map(({ message }) => message.account))) {
      const of = ours.filter(({ message }) => message.account === account)
      known.push(...(await recognise(db, account, await people.settle(account, of))))
    }
    return take(
      known.map(({ message }) => message),
      [...ignored, ...others],
    )
  }

  /** A webhook whose sender could not be proven: counted, nothing stored. */
  async function refuse(reason: string): Promise<WebhookResponse> {
    log.warn({ channel: 'whatsapp', reason }, 'webhook refused')
    await accept?.([], [{ reason }])
    return { status: 403 }
  }

  async function cloudHook(request: WebhookRequest): Promise<WebhookResponse> {
    if (!settings.cloud) return { status: 404 }
    if (request.method === 'GET') return confirm(settings.cloud.verifyToken, request)
    if (request.method !== 'POST') return { status: 405 }
    if (!signedByMeta(settings.cloud.appSecret, request.body, request.headers['x-hub-signature-256']))
      return refuse('signature of Meta does not hold')
    const { heard, ignored } = understand(() => hearCloud(readJson(request.body)))
    await takeIn(heard, ignored)
    return { status: 200 }
  }

  async function twilioHook(request: WebhookRequest): Promise<WebhookResponse> {
    if (!settings.twilio) return { status: 404 }
    if (request.method !== 'POST') return { status: 405 }
    const form = new URLSearchParams(new TextDecoder().decode(request.body))
    if (!(await signedByTwilio(settings.twilio.authToken, request, form)))
      return refuse('signature of Twilio does not hold')
    // A repeated call has the I-Twilio-Idempotency-Token of the first; the message's own id tells as much, and more calls apart.
    const { heard, ignored } = understand(() => hearTwilio(form, clock().toISOString()))
    await takeIn(heard, ignored)
    return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: NOTHING_TO_SAY }
  }

  return {
    name: 'whatsapp',
    get limits() {
      return narrowest([...transports.values()])
    },
    // None of the providers keeps a message with a known key from being sent twice.
    idempotentSend: false,
    webhookBytes: limits.WEBHOOK_BYTES,
    async handle(request) {
      const { path, method } = request
      if (path === '/cloud') return cloudHook(request)
      if (path === '/twilio' || path === '/twilio/status') return twilioHook(request)
      if (path === '/web/state' && settings.web) return answerStates(db, settings.key, request)
      if (path.startsWith('/media/') && (method === 'GET' || method === 'HEAD')) return serveFile(files, path)
      return { status: 404 }
    },
    async start(take) {
      accept = take
      for (const transport of transports.values())
        await transport.start?.((_account, heard, ignored) => takeIn(heard, ignored))
    },
    states: () => readStates(db),
    async send(address: Address, content: Content, key: string, context: SendContext): Promise<Receipt> {
      const transport = transports.get(address.account)
      if (!transport)
        return { outcome: 'refused', reason: `${address.account} is not set up here`, permanent: true }
      return sendAll({ db, patience }, transport, address, content, key, context)
    },
    async typing({ account, thread }, replyTo) {
      const transport = transports.get(account)
      if (!transport?.typing) return
      await transport.typing({ thread, person: await personOf(db, account, thread) }, replyTo)
    },
    prune: (before) => prune(db, before),
    forget: (account, shopper) => forget(db, account, shopper),
    async stop() {
      for (const transport of transports.values()) await transport.stop?.()
      accept = undefined
      await Promise.allSettled(inFlight)
    },
  }
}

/** TwiML without a verb: what there is to say is sent on its own, when it is known. */
const NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

/** A signed body that is not understood is taken and counted: the provider would only send it again. */
function understand(hear: () => HeardAll): HeardAll {
  try {
    return hear()
  } catch (error) {
    if (error instanceof TributaryError && error.code === 'input.invalid')
      return { heard: [], ignored: [{ reason: 'body is not understood' }] }
    throw error
  }
}

/** Of several ways the narrowest limits hold, since a channel has one set of them. */
function narrowest(transports: readonly Transport[]): ChannelLimits {
  const all = transports.map(({ limits: own }) => own)
  const window = all.flatMap(({ replyWindowHours }) => replyWindowHours ?? [])
  return {
    textLength: Math.min(...all.map(({ textLength }) => textLength)),
    textUnit: 'characters',
    choices: Math.min(...all.map(({ choices }) => choices)),
    ...(window.length === 0 ? {} : { replyWindowHours: Math.min(...window) }),
    templates: all.some(({ templates }) => templates),
  }
}
