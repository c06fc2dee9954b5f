import { createWhatsAppChannel, type WhatsAppSettings } from '../../channels/whatsapp/index.ts'
import type { Patience } from '../../channels/whatsapp/settings.ts'
import type { Accept, AcceptResult, Channel, SendContext } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Content, Ignored, Inbound } from '../../src/contract/message.ts'
import type { Outgoing } from '../../src/contract/outgoing.ts'
import { createHttpServer } from '../../src/server.ts'
import { webhookRoutes } from '../../src/server/webhooks.ts'
import type { WhatsAppCloudDouble } from '../doubles/meta/whatsapp.ts'
import type { TwilioMessagingDouble } from '../doubles/twilio/messaging.ts'
import { silent } from '../engine/log.ts'
import { testFiles } from '../public-files.ts'

export const KEY = new Uint8Array(32).fill(9)
export const VERIFY_TOKEN = 'words-for-meta'

/** What was handed to the engine. */
export class Inbox {
  taken: Inbound[] = []
  ignored: Ignored[] = []
  /** Messages that were handed on, known ones too. */
  handed = 0
  private seen = new Set<string>()
  accept: Accept = async (messages, ignored = []): Promise<AcceptResult> => {
    this.ignored.push(...ignored)
    this.handed += messages.length
    const result: AcceptResult = { stored: [], duplicates: [] }
    for (const message of messages) {
      const id = `${message.account} ${message.externalId}`
      result[this.seen.has(id) ? 'duplicates' : 'stored'].push(message.externalId)
      if (!this.seen.has(id)) this.taken.push(message)
      this.seen.add(id)
    }
    return result
  }
}

export interface Served {
  channel: Channel
  url: string
  port: number
  stop(): Promise<void>
}

export interface ServeOptions {
  db: Database
  settings: Partial<WhatsAppSettings>
  accept: Accept
  port?: number
  patience?: Patience
  clock?: () => Date
}

/** The channel behind the server's own webhook routes, started. */
export async function serve({
  db,
  settings,
  accept,
  port = 0,
  patience,
  clock,
}: ServeOptions): Promise<Served> {
  const { files, routes } = testFiles(db, settings.publicUrl, clock)
  const channel = createWhatsAppChannel({
    db,
    settings: { key: KEY, ...settings },
    clock: clock ?? (() => new Date()),
    log: silent,
    outgoing: fetch as Outgoing,
    files,
    ...(patience ? { patience } : {}),
  })
  const http = createHttpServer({
    routers: [webhookRoutes({ prefix: '/channels', hooked: [channel], log: silent }), routes],
    ready: async () => ({ ready: true, problems: [] }),
    trustProxy: 0,
    log: silent,
  })
  const bound = await http.listen(port, '127.0.0.1')
  await channel.start(accept)
  return {
    channel,
    url: `${bound.url}/channels/whatsapp`,
    port: bound.port,
    async stop() {
      await channel.stop()
      await http.close(1)
    },
  }
}

export function cloudSettings(double: WhatsAppCloudDouble): Partial<WhatsAppSettings> {
  const { phoneNumberId, token, appSecret, url, version } = double
  return { cloud: { phoneNumberId, token, appSecret, verifyToken: VERIFY_TOKEN, url, version } }
}

export function twilioSettings({
  number,
  accountSid,
  authToken,
  url,
}: TwilioMessagingDouble): Partial<WhatsAppSettings> {
  return { twilio: { from: number, accountSid, authToken, url } }
}

export const content = (text: string, more: Partial<Content> = {}): Content => ({
  text,
  citations: [],
  choices: [],
  ...more,
})

/** The bot's answer to somebody who has just written. */
export const context = (): SendContext => ({ author: 'bot', lastInboundAt: new Date().toISOString() })

export const choices = (count: number, title = 'Choice') =>
  Array.from({ length: count }, (_, n) => ({ title: `${title} ${n + 1}`, value: `value-${n + 1}` }))
