import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { sharedDir } from '../shared.ts'
import { call, openConversation } from './direct-line.ts'
import { SECRET, serve, type Served } from './harness.ts'

const shared = sharedDir()
const folder = shared ? join(shared, 'payloads/directline') : undefined
const files = folder ? readdirSync(folder) : []

interface Exchange {
  dir: string
  method?: 'GET' | 'POST' | 'OPTIONS'
  url?: string
  headers?: Record<string, string>
  body?: unknown
  status?: number
}

// Recorded requests carry the recording's own connection and tokens, which are replaced.
const REPLACED = new Set(['host', 'connection', 'content-length', 'authorization', 'accept-encoding'])

let db: TestDatabase
let served: Served
beforeAll(async () => {
  db = await openTestDatabase()
  served = await serve(db, { settings: { limits: { conversationBurst: 10_000, addressBurst: 10_000 } } })
})
afterAll(async () => {
  await served.stop()
  await db.close()
})

/** A recorded request, with this server's conversation and token in place of the recording's. */
async function replay(exchange: Exchange, talk: { id: string; token: string }) {
  const headers = Object.fromEntries(
    Object.entries(exchange.headers ?? {}).filter(([name]) => !REPLACED.has(name)),
  )
  const path = exchange.url!.replace('/conversations/c1', `/conversations/${talk.id}`)
  const body = exchange.body === '' || exchange.method === 'GET' ? undefined : exchange.body
  const bearer = exchange.headers?.authorization ? talk.token : undefined
  return call(`${served.url}${path}`, exchange.method!, bearer, body, headers)
}

describe.skipIf(!folder)('recorded traffic', () => {
  it.each(files.filter((file) => file.startsWith('live-wire')))('%s is answered as it was', async (file) => {
    const exchanges = JSON.parse(readFileSync(join(folder!, file), 'utf8')) as Exchange[]
    const talk = await openConversation(served.url, SECRET, 'user1')
    for (const [index, exchange] of exchanges.entries()) {
      if (exchange.dir !== 'C->S' || !exchange.url?.startsWith('/v3/directline')) continue
      const answer = await replay(exchange, talk)
      const recorded = exchanges[index + 1]
      // The conversation is open already: 200 where the recording has 201.
      const expected = exchange.method === 'OPTIONS' ? 204 : 200
      expect({ url: exchange.url, status: answer.status }).toEqual({ url: exchange.url, status: expected })
      const keys = recorded?.dir === 'S->C' && recorded.body ? Object.keys(recorded.body) : []
      expect(Object.keys(answer.body)).toEqual(expect.arrayContaining(keys))
    }
  })

  it.each(files.filter((file) => file.includes('.transcript')))(
    '%s: each activity is taken or refused',
    async (file) => {
      const activities = JSON.parse(readFileSync(join(folder!, file), 'utf8')) as Record<string, unknown>[]
      const talk = await openConversation(served.url, SECRET)
      const statuses = new Set<number>()
      for (const activity of activities.slice(0, 150)) statuses.add((await talk.post(activity)).status)
      expect([...statuses].filter((status) => ![200, 400, 404, 413].includes(status))).toEqual([])
      expect(statuses).toContain(200)
    },
  )

  it.each(files.filter((file) => file.endsWith('.chat')))('%s: each line is taken', async (file) => {
    const lines = readFileSync(join(folder!, file), 'utf8').split(/\r?\n/)
    const talk = await openConversation(served.url, SECRET)
    for (const line of lines.filter((words) => words.trim() !== '')) {
      expect((await talk.post({ text: line })).status).toBe(200)
    }
  })
})
