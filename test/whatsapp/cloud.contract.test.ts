import { afterAll, beforeAll } from 'vitest'
import type { Accept } from '../../src/contract/channel.ts'
import { channelSuite, type ChannelDriver } from '../contract/channel.suite.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { WhatsAppCloudDouble } from '../doubles/meta/whatsapp.ts'
import { cloudSettings, serve } from './harness.ts'

const SHOPPER = '447700900123'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())

async function open(accept: Accept): Promise<ChannelDriver> {
  const double = await new WhatsAppCloudDouble().start()
  const settings = cloudSettings(double)
  let served = await serve({ db, settings, accept })
  const other = (parts: Record<string, unknown>) =>
    double.message(`wamid.other${Math.random()}`, SHOPPER, parts)
  return {
    get channel() {
      return served.channel
    },
    address: { channel: 'whatsapp', account: `cloud-${double.phoneNumberId}`, thread: SHOPPER },
    textMessage: (id, text) => double.text(`wamid.${id}`, SHOPPER, text),
    others: [
      double.webhook({
        statuses: [{ id: 'wamid.x', status: 'read', timestamp: '1', recipient_id: SHOPPER }],
      }),
      other({ type: 'sticker', sticker: { mime_type: 'image/webp', id: '1' } }),
      other({ type: 'reaction', reaction: { message_id: 'wamid.x' } }),
      other({ type: 'hologram', hologram: { id: '1' } }),
      other({ type: 'text', text: { body: 'in a group' }, group_id: 'g' }),
      double.webhook({ errors: [{ code: 131_000, title: 'Something went wrong' }] }),
      { object: 'whatsapp_business_account', entry: [] },
      { object: 'a_thing_of_2031', entry: [] },
    ],
    deliver: async (payload) => (await double.deliver(`${served.url}/cloud`, payload)).ok,
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

channelSuite('whatsapp, Cloud API', open, { 'idempotent send': 'Meta takes no idempotency key' })
