import { afterAll, beforeAll } from 'vitest'
import type { Accept } from '../../src/contract/channel.ts'
import { channelSuite, type ChannelDriver } from '../contract/channel.suite.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { CALLER, NUMBER, openWorld, PlainEngine, until } from './harness.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())

const MORE = 'Shall I go on?'

async function open(accept: Accept): Promise<ChannelDriver> {
  const engine = new PlainEngine()
  let taken = 0
  engine.accept = async (messages, ignored) => {
    const result = await accept(messages, ignored)
    taken += messages.filter(({ kind }) => kind === 'text').length
    return result
  }
  const world = await openWorld(db, { engine, settings: { mode: 'relay' } })
  const caller = await world.twilio.call(CALLER, NUMBER)
  const heard: string[] = []
  const delivered = new Set<string>()
  const listen = async () => {
    // What was sent is taken by the session, and nothing more comes.
    await until(async () => (await db.query('SELECT FROM voice_say WHERE taken_by IS NULL')).length === 0)
    for (let before = -1; before < heard.length;) {
      before = heard.length
      await new Promise((resolve) => setTimeout(resolve, 150))
      heard.push(...caller.takeHeard(), ...caller.relay!.takeHeard())
    }
  }
  return {
    get channel() {
      return world.channel
    },
    address: { channel: 'voice', account: NUMBER, thread: caller.sid },
    textMessage: (id, text) => ({
      id,
      frame: { type: 'prompt', voicePrompt: text, lang: 'en-US', last: true },
    }),
    others: [
      { frame: { type: 'prompt', voicePrompt: 'how lo', lang: 'en-US', last: false } },
      { frame: { type: 'prompt', voicePrompt: ' ', lang: 'en-US', last: true } },
      {
        frame: { type: 'interrupt', utteranceUntilInterrupt: 'Hello, this', durationUntilInterruptMs: '460' },
      },
      { frame: { type: 'error', description: 'Invalid message received' } },
      { frame: { type: 'info', name: 'agentSpeaking', value: 'on' } },
      { frame: { type: 'typeOfTheYear2031' } },
    ],
    async deliver(payload) {
      const { id, frame } = payload as { id?: string; frame: Record<string, unknown> }
      // The relay repeats nothing: who was not understood says it again, in a new frame.
      if (id !== undefined && delivered.has(id)) return true
      const relay = caller.relay!
      if (relay.state() !== 'open') return false
      const before = taken
      relay.sendRaw(JSON.stringify(frame))
      if (id === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        return relay.state() === 'open'
      }
      const refusals = () =>
        relay.hearing().filter((text) => text.includes('Could you say that again')).length
      const refusedBefore = refusals()
      const refused = () => refusals() > refusedBefore
      await until(() => taken > before || refused() || relay.state() !== 'open')
      if (taken > before) delivered.add(id)
      return taken > before
    },
    async shown() {
      await listen()
      while (heard.at(-1) === MORE) {
        caller.relay!.prompt('go on')
        const before = heard.length
        do await listen()
        while (heard.length === before)
      }
      return [...heard]
    },
    async restart() {
      await listen()
      await world.restart()
      await until(() => caller.state === 'relay' && caller.relay!.state() === 'open')
    },
    close: () => world.close(),
  }
}

channelSuite('voice by ConversationRelay', open)
