import type { Channel, ChannelLimits } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { PublicFiles } from '../../src/contract/files.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Outgoing } from '../../src/contract/outgoing.ts'
import { createCloud } from './cloud/index.ts'
import { cloudHook, twilioHook } from './hooks.ts'
import { createIntake } from './intake.ts'
import { WEBHOOK_BYTES } from './limits.ts'
import { serveMedia } from './media.ts'
import { personOf } from './offers.ts'
import { forget, prune } from './retention.ts'
import { sendAll } from './send.ts'
import { patience as usual, type Patience, type WebSettings, type WhatsAppSettings } from './settings.ts'
import { templatesOf } from './templates.ts'
import type { Transport } from './transport.ts'
import { createTwilio } from './twilio/index.ts'
import { createWeb } from './web/index.ts'
import { MAIN } from './web/parse.ts'
import type { OpenWeb } from './web/port.ts'
import { showInTerminal } from './web/qr.ts'
import type { SessionTimes } from './web/session.ts'
import { answerStates, readStates, type WebSessionState } from './web/states.ts'
import { openThread } from './web/thread.ts'

export { parse, parseFile } from './parse.ts'
export { render } from './render.ts'
export { readTemplates } from './templates.ts'
export type { WhatsAppSettings } from './settings.ts'
export { stateToken } from './web/states.ts'
export type { WebSessionState } from './web/states.ts'

export interface WhatsAppOptions {
  db: Database
  settings: WhatsAppSettings
  clock: () => Date
  log: Log
  outgoing: Outgoing
  files: PublicFiles
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
  const { db, settings, clock, log, files, patience = usual } = options
  const { key, publicUrl } = settings
  const ownUrl = publicUrl === undefined ? undefined : `${publicUrl.replace(/\/$/, '')}/channels/whatsapp`
  const transports = openTransports(options, ownUrl)
  const intake = createIntake({ db, links: { key, clock }, ownUrl, accounts: transports })
  const hooks = { take: intake.take, clock, log }

  return {
    name: 'whatsapp',
    limits: narrowest([...transports.values()]),
    limitsOf: (account) => transports.get(account)?.limits ?? narrowest([...transports.values()]),
    // None of the providers keeps a message with a known key from being sent twice.
    idempotentSend: false,
    webhookBytes: WEBHOOK_BYTES,
    templates: (account) => templatesOf(account, settings.templates ?? []),
    async handle(request) {
      const { path, method } = request
      const looks = method === 'GET' || method === 'HEAD'
      if (path === '/cloud') return cloudHook(hooks, settings.cloud, request)
      if (path === '/twilio' || path === '/twilio/status') return twilioHook(hooks, settings.twilio, request)
      if (path === '/web/state' && settings.web) return answerStates(db, key, request)
      if (path.startsWith('/media/in/') && looks) return serveMedia({ key, clock }, transports, path)
      return { status: 404 }
    },
    async start(accept) {
      intake.start(accept)
      for (const transport of transports.values()) await transport.start?.(intake.take)
    },
    states: () => readStates(db),
    async send(address, content, sendKey, context) {
      const transport = transports.get(address.account)
      if (transport) return sendAll({ db, patience }, transport, address, content, sendKey, context)
      return { outcome: 'refused', reason: `${address.account} is not set up here`, permanent: true }
    },
    async typing({ account, thread }, replyTo) {
      await transports.get(account)?.typing?.(() => personOf(db, account, thread), replyTo)
    },
    prune: (before) => prune(db, before),
    async forget(account, shopper) {
      await files.forget('whatsapp', account, shopper)
      await forget(db, account, shopper)
    },
    async stop() {
      for (const transport of transports.values()) await transport.stop?.()
      await intake.stop()
    },
  }
}

/** Every way that the settings turn on, by its account. */
function openTransports(options: WhatsAppOptions, ownUrl: string | undefined): Map<string, Transport> {
  const { settings, log, outgoing, files, patience = usual } = options
  const { cloud, twilio, web } = settings
  const parts = { outgoing, patience, log }
  const opened = [
    cloud && createCloud(cloud, parts),
    twilio && createTwilio(twilio, { ...parts, files, ...(ownUrl === undefined ? {} : { ownUrl }) }),
    web && openWeb(options, web, patience),
  ].filter((transport) => transport !== undefined)
  return new Map(opened.map((transport) => [transport.account, transport]))
}

function openWeb(options: WhatsAppOptions, web: WebSettings, patience: Patience): Transport {
  const { db, clock, log, showQr = showInTerminal, webTimes: times } = options
  const { folder, browser, clientId = MAIN } = web
  const inThread: OpenWeb = (tell) =>
    openThread({ folder, clientId, ...(browser === undefined ? {} : { browser }) }, tell)
  const { openWeb: open = inThread } = options
  return createWeb(web, { db, clock, log, patience, open, showQr, ...(times ? { times } : {}) })
}

/** Of several ways the narrowest limits hold, since a channel has one set of them. */
function narrowest(transports: readonly Transport[]): ChannelLimits {
  const all = transports.map(({ limits }) => limits)
  const window = all.flatMap(({ replyWindowHours }) => replyWindowHours ?? [])
  return {
    textLength: Math.min(...all.map(({ textLength }) => textLength)),
    textUnit: 'characters',
    choices: Math.min(...all.map(({ choices }) => choices)),
    ...(window.length === 0 ? {} : { replyWindowHours: Math.min(...window) }),
    templates: all.some(({ templates }) => templates),
  }
}
