import { afterAll, beforeAll } from 'vitest'
import type { Accept } from '../../src/contract/channel.ts'
import { channelSuite, type ChannelDriver } from '../contract/channel.suite.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import type { Activity } from '../../channels/web/activity.ts'
import { openConversation } from './direct-line.ts'
import { EchoEngine, SECRET, serve, type Served } from './harness.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())

async function open(accept: Accept): Promise<ChannelDriver> {
  const engine = new EchoEngine()
  engine.accept = accept
  const settings = { limits: { conversationBurst: 1000 } }
  let served: Served = await serve(db, { engine, settings })
  const talk = await openConversation(served.url, SECRET)
  return {
    get channel() {
      return served.channel
    },
    address: { channel: 'web', account: 'site', thread: talk.id },
    textMessage: (id, text) => ({ type: 'message', text, channelData: { clientActivityID: id } }),
    others: [
      { type: 'typing' },
      { type: 'event', name: 'webchat/join', value: { language: 'en-US' } },
      { type: 'messageReaction', reactionsAdded: [{ type: 'like' }], replyToId: 'x' },
      { type: 'conversationUpdate', membersAdded: [{ id: 'a' }] },
      { type: 'invoke', name: 'signin/verifyState' },
      { type: 'typeOfTheYear2031' },
    ],
    deliver: async (payload) => (await talk.post(payload as Record<string, unknown>)).status === 200,
    async shown() {
      const shown: string[] = []
      for (let watermark = ''; ;) {
        const page = await talk.read(watermark)
        if (page.activities.length === 0) return shown
        watermark = page.watermark
        shown.push(...page.activities.filter(({ from }) => from?.role === 'bot').flatMap(asSeen))
      }
    },
    async restart() {
      await served.stop()
      served = await serve(db, { engine, settings, port: served.port })
    },
    close: () => served.stop(),
  }
}

/** Text, attachments and buttons, as a standard client shows them. */
function asSeen(activity: Activity): string[] {
  const attachments = (activity.attachments ?? []).map(({ content }) => String(content))
  const buttons = (activity.suggestedActions?.actions ?? []).map(({ title }) => title)
  return [activity.text ?? '', ...attachments, ...buttons]
}

channelSuite('web', open)
