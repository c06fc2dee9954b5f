import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/database/index.ts'
import { openSignals } from '../../src/database/signals.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { silent } from '../engine/log.ts'
import { call, Listener, openConversation, until } from './direct-line.ts'
import { EchoEngine, SECRET, serve, text } from './harness.ts'

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

const quiet = () => Object.assign(new EchoEngine(), { echo: false })

describe('two processes on one database', () => {
  it('reach each other’s sockets within a second, without any signal', async () => {
    const other = await second()
    const [a, b] = [await serve(db, { engine: quiet() }), await serve(other.database, { engine: quiet() })]
    const talk = await openConversation(a.url, SECRET)
    const listener = new Listener(talk.streamUrl.replace(`:${a.port}`, `:${b.port}`))
    await until(() => listener.socket.readyState === WebSocket.OPEN)
    const start = performance.now()
    await a.channel.send({ channel: 'web', account: 'site', thread: talk.id }, text('from a'), 'key')
    await until(() => listener.texts.includes('from a'))
    expect(performance.now() - start).toBeLessThan(1500)

    const answer = await call(
      `${a.url}/v3/directline/conversations/${talk.id}?watermark=1`,
      'GET',
      talk.token,
    )
    const newer = new Listener(String(answer.body.streamUrl))
    expect(await listener.closed).toBe(4409)
    newer.socket.close()
    await Promise.all([a.stop(), b.stop()])
    await other.close()
  })

  it('reach them at once with signals, typing too', async () => {
    const other = await second()
    const signals = await openSignals(db, silent)
    const signalsB = db.url ? await openSignals(other.database, silent) : signals
    const settings = { limits: { pollMs: 60_000 } }
    const a = await serve(db, { engine: quiet(), signals, settings })
    const b = await serve(other.database, { engine: quiet(), signals: signalsB, settings })
    const talk = await openConversation(a.url, SECRET)
    const listener = new Listener(talk.streamUrl.replace(`:${a.port}`, `:${b.port}`))
    await until(() => listener.socket.readyState === WebSocket.OPEN)
    const address = { channel: 'web', account: 'site', thread: talk.id }
    await until(async () => {
      await a.channel.typing(address)
      return listener.activities.some(({ type }) => type === 'typing')
    })
    const start = performance.now()
    await a.channel.send(address, text('at once'), 'key')
    await until(() => listener.texts.includes('at once'))
    expect(performance.now() - start).toBeLessThan(500)
    listener.socket.close()
    await Promise.all([a.stop(), b.stop()])
    await signals.close()
    if (signalsB !== signals) await signalsB.close()
    await other.close()
  })

  it('number the activities of one conversation without a gap in sight', async () => {
    const other = await second()
    const [a, b] = [await serve(db, { engine: quiet() }), await serve(other.database, { engine: quiet() })]
    const talk = await openConversation(a.url, SECRET)
    const address = { channel: 'web', account: 'site', thread: talk.id }
    const seen: string[] = []
    let watermark = ''
    let sending = true
    const reader = (async () => {
      for (;;) {
        const last = !sending
        const page = await talk.read(watermark)
        watermark = page.watermark
        seen.push(...page.activities.map((activity) => activity.text ?? ''))
        if (last && page.activities.length === 0) return
      }
    })()
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 ? a : b).channel.send(address, text(`n${n}`), `key-${n}`)),
    )
    sending = false
    await reader
    expect(seen.toSorted()).toEqual(Array.from({ length: 40 }, (_, n) => `n${n}`).toSorted())
    await Promise.all([a.stop(), b.stop()])
    await other.close()
  })
})
