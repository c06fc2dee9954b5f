import { createHash } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import type { Accept } from '../../src/contract/channel.ts'
import { channelSuite, type ChannelDriver } from '../contract/channel.suite.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { TwilioMessagingDouble } from '../doubles/twilio/messaging.ts'
import { serve, twilioSettings } from './harness.ts'

const SHOPPER = 'whatsapp:+447700900123'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())

/** Twilio's ids have a form. */
const sid = (id: string) => `SM${createHash('md5').update(id).digest('hex')}`

async function open(accept: Accept): Promise<ChannelDriver> {
  const double = await new TwilioMessagingDouble().start()
  const settings = twilioSettings(double)
  let served = await serve({ db, settings, accept })
  const other = (id: string, more: Record<string, string>) => double.message(sid(id), SHOPPER, more)
  return {
    get channel() {
      return served.channel
    },
    address: { channel: 'whatsapp', account: 'twilio-14155238886', thread: '447700900123' },
    textMessage: (id, text) => double.message(sid(id), SHOPPER, { Body: text }),
    others: [
      double.status(sid('out'), SHOPPER, 'delivered'),
      double.status(sid('out'), SHOPPER, 'queued'),
      double.status(sid('out'), SHOPPER, 'failed', { ErrorCode: '63016' }),
      other('photo', {
        NumMedia: '1',
        MediaContentType0: 'image/jpeg',
        MediaUrl0: 'https://api.twilio.com/x',
      }),
      other('place', { Latitude: '54.5', Longitude: '-3.1' }),
      other('nothing', { MessageType: 'hologram' }),
      double.message(sid('sms'), '+447700900123', { To: double.number, Body: 'by SMS' }),
    ],
    deliver: async (payload) => (await double.deliver(`${served.url}/twilio`, payload as URLSearchParams)).ok,
    shown: async () => double.shownTo(SHOPPER),
    async restart() {
      await served.stop()
      served = await serve({ db, settings, accept, port: served.port })
    },
    async close() {
      await served.stop()
      await double.stop()
    },
  }
}

channelSuite('whatsapp, Twilio', open, { 'idempotent send': 'Twilio takes no idempotency key' })
