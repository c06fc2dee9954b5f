import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createReferences } from '../../channels/web/bot/references.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { call, openConversation } from './direct-line.ts'
import { SECRET, serve, type Served } from './harness.ts'

let db: TestDatabase
let served: Served
beforeAll(async () => {
  db = await openTestDatabase()
  served = await serve(db)
  served.engine.echo = false
})
afterAll(async () => {
  await served.stop()
  await db.close()
})

const rows = async (table: string) => (await db.query(`SELECT 1 FROM ${table}`)).length

describe('what the web channel keeps', () => {
  it('goes when it is old', async () => {
    const old = await openConversation(served.url, SECRET, 'dl_old')
    const fresh = await openConversation(served.url, SECRET, 'dl_fresh')
    for (const talk of [old, fresh]) await talk.post({ text: 'hello' })
    await db.query(`UPDATE web_conversation SET active_at = now() - interval '91 days' WHERE id = $1`, [
      old.id,
    ])
    expect(await served.channel.prune!(new Date(Date.now() - 90 * 86_400_000))).toBe(1)
    expect((await call(`${old.base}/conversations/${old.id}/activities`, 'GET', old.token)).status).toBe(404)
    expect((await fresh.read()).activities).toHaveLength(1)
  })

  it('of a shopper goes at once, and nobody else’s', async () => {
    const mine = await openConversation(served.url, SECRET, 'dl_mine')
    const theirs = await openConversation(served.url, SECRET, 'dl_theirs')
    for (const talk of [mine, theirs]) await talk.post({ text: 'private words' })
    await served.channel.forget!('site', 'dl_mine')
    const left = await db.query('SELECT 1 FROM web_activity WHERE conversation_id = $1', [mine.id])
    expect(left).toEqual([])
    expect((await theirs.read()).activities).toHaveLength(1)
  })

  it('of Bot Framework conversations goes with its shopper', async () => {
    const references = createReferences(db)
    for (const id of ['a', 'b']) {
      const reference = {
        channelId: 'x',
        serviceUrl: 'https://x.example',
        conversation: { id },
        bot: { id: 'bot' },
      }
      await references.save(`x/${id}`, { ...reference, user: { id } })
      await references.claim(`key-${id}`, `x/${id}`)
    }
    await served.channel.forget!('botframework', 'a')
    expect(await references.find('x/a')).toBeUndefined()
    expect(await references.find('x/b')).toBeDefined()
    expect(await rows('web_bot_send')).toBe(1)
  })
})
