import { afterAll, beforeAll } from 'vitest'
import type { Accept } from '../../src/contract/channel.ts'
import { channelSuite, type ChannelDriver } from '../contract/channel.suite.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { signCall } from '../doubles/twilio/voice-sign.ts'
import { CALLER, NUMBER, openWorld, PlainEngine } from './harness.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())

const NOT_TAKEN = 'Sorry, something went wrong on our side'

/** A webhook of a call: the path, its fields, and the token that Twilio repeats when it delivers again. */
interface Hook {
  path: string
  fields: Record<string, string>
  token: string
}

async function open(accept: Accept): Promise<ChannelDriver> {
  const engine = new PlainEngine()
  engine.accept = accept
  const world = await openWorld(db, { engine, settings: { timing: { answerMs: 0, pollMs: 0, lookMs: 50 } } })
  const caller = await world.twilio.call(CALLER, NUMBER)
  const heard: string[] = []
  return {
    get channel() {
      return world.channel
    },
    address: { channel: 'voice', account: NUMBER, thread: caller.sid },
    textMessage: (id, text): Hook => ({
      path: `gather?misheard=0&step=${id}`,
      fields: { SpeechResult: text, Confidence: '0.91' },
      token: id,
    }),
    others: [
      { path: 'status', fields: { CallStatus: 'ringing' }, token: 'other-1' },
      { path: 'status', fields: { CallStatus: 'in-progress' }, token: 'other-2' },
      {
        path: 'gather?step=o',
        fields: { UnstableSpeechResult: 'how long', Stability: '0.5' },
        token: 'other-3',
      },
      { path: 'typeOfTheYear2031', fields: { Novelty: '1' }, token: 'other-4' },
      { path: 'incoming', fields: { MessageSid: 'SM1', Body: 'a text message' }, token: 'other-5' },
    ],
    async deliver(payload) {
      const { path, fields, token } = payload as Hook
      const url = `${world.url}/channels/voice/${path}`
      const all = { CallSid: caller.sid, From: CALLER, To: NUMBER, ...fields }
      const request = () =>
        fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'i-twilio-idempotency-token': token,
            'x-twilio-signature': signCall(world.twilio.authToken, url, all),
          },
          body: new URLSearchParams(all),
        })
      // Twilio tries again once when the connection fails.
      const response = await request().catch(request)
      // A caller is told in words: an error would end the call.
      return response.ok && !(await response.text()).includes(NOT_TAKEN)
    },
    /** The call is brought to what is to be said; the caller lets the assistant go on until it has said all. */
    async shown() {
      await caller.settled()
      heard.push(...(await caller.keepSilent()))
      while (heard.at(-1) === 'Shall I go on?') heard.push(...(await caller.say('go on')))
      return [...heard]
    },
    restart: () => world.restart(),
    close: () => world.close(),
  }
}

channelSuite('voice by Gather', open)
