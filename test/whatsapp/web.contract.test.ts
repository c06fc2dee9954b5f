import { afterAll, beforeAll } from 'vitest'
import type { Accept } from '../../src/contract/channel.ts'
import { channelSuite, type ChannelDriver } from '../contract/channel.suite.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { WhatsAppPageDouble, type PageMessage } from '../doubles/whatsapp-web/page.ts'
import { serveWeb } from './web.harness.ts'

const CHAT = '447700900123@c.us'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())

/** WhatsApp Web is never told that a message was taken; here it counts as told when it was stored, or failed to be. */
async function open(accept: Accept): Promise<ChannelDriver> {
  // By the message's id; what is let go by has none.
  const waiting = new Map<string | undefined, (taken: boolean) => void>()
  const watched: Accept = async (messages, ignored) => {
    const tell = waiting.get(messages[0]?.externalId)
    try {
      const result = await accept(messages, ignored)
      tell?.(true)
      return result
    } catch (error) {
      tell?.(false)
      throw error
    }
  }
  const page = new WhatsAppPageDouble()
  let served = await serveWeb(db, page, watched)
  await page.link()
  await served.ready()
  const other = (id: string, more: Record<string, unknown>, chat = CHAT) => page.message(id, chat, more)
  return {
    get channel() {
      return served.channel
    },
    address: { channel: 'whatsapp', account: 'web-main', thread: '447700900123' },
    textMessage: (id, text) => page.message(id, CHAT, { body: text }),
    others: [
      other('sticker', { type: 'sticker', directPath: '/x', mimetype: 'image/webp' }),
      other('call', { type: 'call_log' }),
      other('hologram', { type: 'hologram' }),
      other('group', { body: 'all?' }, '120363400488851144@g.us'),
      other('news', { body: 'news' }, '120363400488851144@newsletter'),
      other('story', { body: 'look' }, 'status@broadcast'),
      other('own', { body: 'from the telephone', fromMe: true }),
    ],
    deliver: async (payload) => {
      const message = payload as PageMessage
      const taken = new Promise<boolean>((resolve) => {
        for (const id of [message.id._serialized, undefined]) waiting.set(id, resolve)
        setTimeout(() => resolve(false), 1500)
      })
      page.add(message)
      return taken
    },
    shown: async () => page.sent.filter(({ chat }) => chat === CHAT).map(({ text }) => text),
    async restart() {
      await served.stop()
      served = await serveWeb(db, page, watched)
      await page.link()
      await served.ready()
    },
    close: () => served.stop(),
  }
}

channelSuite('whatsapp, WhatsApp Web', open, { 'idempotent send': 'WhatsApp Web takes no idempotency key' })
