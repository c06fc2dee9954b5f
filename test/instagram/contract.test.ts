import { afterAll, beforeAll } from 'vitest'
import type { Accept } from '../../src/contract/channel.ts'
import { channelSuite, type ChannelDriver } from '../contract/channel.suite.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { InstagramDouble } from '../doubles/meta/instagram.ts'
import { serve, type Served } from './harness.ts'

const SHOPPER = '5678'

let db: TestDatabase
let double: InstagramDouble
beforeAll(async () => {
  db = await openTestDatabase()
  double = await new InstagramDouble().start()
})
afterAll(async () => {
  await double.stop()
  await db.close()
})

async function open(accept: Accept): Promise<ChannelDriver> {
  let served: Served = await serve(db, double, accept)
  double.text(SHOPPER, 'hello')
  const message = (what: Record<string, unknown>) =>
    double.event(SHOPPER, { message: { mid: double.mid(), ...what } })
  return {
    get channel() {
      return served.channel
    },
    address: { channel: 'instagram', account: double.account, thread: SHOPPER },
    textMessage: (id, text) => double.text(SHOPPER, text, id),
    others: [
      message({ is_unsupported: true }),
      message({ attachments: [{ type: 'audio', payload: { url: 'https://cdn.example/a.mp4' } }] }),
      message({ attachments: [{ type: 'kind_of_2031', payload: {} }] }),
      message({ is_deleted: true }),
      double.event(SHOPPER, { reaction: { mid: 'm', action: 'react', emoji: '❤' } }),
      double.event(SHOPPER, { read: { mid: 'm' } }),
      double.event(SHOPPER, { pass_thread_control: { new_owner_app_id: '1' } }),
      double.event(SHOPPER, { something_of_2031: {} }),
      double.echo(SHOPPER, 'elsewhere', 'written by a person'),
      { object: 'instagram', entry: [{ id: '0', messaging: [{ message: { mid: 'x', text: 'test' } }] }] },
      { object: 'page', entry: [] },
      ['nothing', 'known'],
    ],
    deliver: async (payload) => (await double.graph.deliver(served.webhook, payload)).status === 200,
    shown: async () =>
      double
        .shopper(SHOPPER)
        .shown.flatMap(({ text, buttons }) => [text, ...buttons.map(({ title }) => title)]),
    async restart() {
      await served.stop()
      served = await serve(db, double, accept)
    },
    close: () => served.stop(),
  }
}

channelSuite('instagram', open, {
  'idempotent send':
    'Instagram takes no idempotency key; what is repeated is held in test/instagram/send.test.ts',
})
