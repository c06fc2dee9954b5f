import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/database/index.ts'
import { openSignals } from '../../src/database/signals.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { silent } from '../engine/log.ts'
import { CALLER, NUMBER, openWorld, PlainEngine, quick, serve, text, until } from './harness.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())

/** A second process: a pool of its own on PostgreSQL; on the embedded database another channel on the same one. */
async function second() {
  if (!db.url) return { database: db, close: async () => {} }
  const database = await openDatabase({ url: db.url, poolSize: 3 })
  return { database, close: () => database.close() }
}

/** One process serves the call, the other has the engine's answer. */
async function twoProcesses(mode: 'gather' | 'relay', withSignals: boolean) {
  const other = await second()
  const signals = withSignals ? await openSignals(db, silent) : undefined
  const signalsB = withSignals && db.url ? await openSignals(other.database, silent) : signals
  // With signals nobody looks in between: what is heard in time was told.
  const timing = { ...quick, answerMs: 5000, lookMs: withSignals ? 60_000 : 50 }
  const engine = new PlainEngine()
  const world = await openWorld(db, { engine, settings: { mode, timing }, ...(signals ? { signals } : {}) })
  const elsewhere = await serve(other.database, {
    twilio: world.twilio,
    apiUrl: 'http://127.0.0.1:9',
    settings: { mode, timing },
    ...(signalsB ? { signals: signalsB } : {}),
  })
  engine.channel = elsewhere.channel
  return {
    world,
    engine,
    elsewhere,
    async close() {
      await world.close()
      await elsewhere.stop()
      await signals?.close()
      if (signalsB !== signals) await signalsB?.close()
      await other.close()
    },
  }
}

describe('the webhook is here, the answer comes from there', () => {
  it.each([true, false])('by Gather; with signals: %s', async (withSignals) => {
    const { world, close } = await twoProcesses('gather', withSignals)
    const caller = await world.twilio.call(CALLER, NUMBER)
    caller.takeHeard()
    expect(await caller.say('Who answers?')).toEqual(['You said Who answers?.'])
    await close()
  })

  it('over the relay, with signals', async () => {
    const { world, close } = await twoProcesses('relay', true)
    const caller = await world.twilio.call(CALLER, NUMBER)
    caller.relay!.prompt('Who answers?')
    await until(() => caller.relay!.hearing().length > 0)
    expect(caller.relay!.takeHeard()).toEqual(['You said Who answers?.'])
    await close()
  })

  it('over the relay, without signals', async () => {
    const { world, close } = await twoProcesses('relay', false)
    const caller = await world.twilio.call(CALLER, NUMBER)
    caller.relay!.prompt('Who answers?')
    await until(() => caller.relay!.hearing().length > 0)
    expect(caller.relay!.takeHeard()).toEqual(['You said Who answers?.'])
    await close()
  })

  it('and is said by one of them, when both serve the call', async () => {
    const { world, elsewhere, engine, close } = await twoProcesses('gather', true)
    const caller = await world.twilio.call(CALLER, NUMBER)
    engine.reply = () => undefined
    const asked = caller.say('Once?')
    await until(() => engine.asked.length === 1)
    const address = { channel: 'voice', account: NUMBER, thread: caller.sid }
    const context = { author: 'bot', lastInboundAt: new Date().toISOString() } as const
    const receipts = await Promise.all(
      [world.channel, elsewhere.channel].map((channel) =>
        channel.send(address, text('Only once.'), 'one-key', context),
      ),
    )
    expect(receipts[1]).toEqual(receipts[0])
    const heard = [...(await asked), ...(await caller.keepSilent())]
    expect(heard.filter((line) => line === 'Only once.')).toHaveLength(1)
    await close()
  })
})
