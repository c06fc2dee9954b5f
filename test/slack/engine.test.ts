import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSlackDesk, readRules } from '../../src/desk/slack/index.ts'
import { createEngine, type Engine } from '../../src/engine/index.ts'
import { createQueue } from '../../src/queue/index.ts'
import { webhookRoutes } from '../../src/server/webhooks.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { SlackDouble, type Person } from '../doubles/slack/index.ts'
import { read } from '../doubles/slack/person.ts'
import { EchoAnswerer, inbound, TestChannel } from '../engine/double.ts'
import { silent } from '../engine/log.ts'
import { DESK, until } from './bench.ts'

let db: TestDatabase
let slack: SlackDouble
let engine: Engine
let channel: TestChannel
let answerer: EchoAnswerer
let server: Server
let ada: Person

beforeAll(async () => {
  db = await openTestDatabase()
  slack = await new SlackDouble().start()
  ada = slack.person('Ada', [DESK])
  const desk = await createSlackDesk({
    db,
    botToken: slack.botToken,
    signingSecret: slack.signingSecret,
    apiUrl: slack.apiUrl,
    rules: readRules([], DESK),
    mention: 'none',
    outgoing: fetch,
    count: async () => {},
    clock: () => new Date(),
    log: silent,
    paceMs: 5,
  })
  const app = express()
  app.use(webhookRoutes({ prefix: '/desk', hooked: [desk], log: silent }))
  server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  slack.requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/desk/slack/events`
  channel = new TestChannel()
  answerer = new EchoAnswerer()
  engine = createEngine({
    db,
    queue: createQueue({ endpoint: db.endpoint }, silent),
    channels: [channel],
    answerer,
    citable: async () => true,
    desk,
    log: silent,
  })
  await engine.start()
})
afterAll(async () => {
  await engine.stop()
  await new Promise((resolve) => server.close(resolve))
  await slack.stop()
  await db.close()
})

const messages = () => slack.workspace.channel(DESK).messages
const shown = (text: string) =>
  until(() => messages().find((message) => read(message).includes(text)), 15_000)

test('a question that the bot hands off, to the desk and back, with the real engine', async () => {
  answerer.shape = () => ({
    outcome: 'handoff',
    content: { text: 'A colleague will answer you.', citations: [], choices: [] },
    citations: [],
  })
  await engine.accept([inbound('Can I return an opened mattress?')])
  const root = await shown('New handoff')
  const place = { channel: DESK, thread: root.ts }
  await until(() => channel.texts.includes('A colleague will answer you.'))

  await ada.clicks('Claim', place)
  await shown('*Claimed* by *Ada*')
  await engine.accept([inbound('Are you there?')])
  await shown('Are you there?')
  await ada.writes('He asks again, what do we say?', place)
  const written = await ada.writes('@bot send Yes, within *100 nights*.', place)
  await until(() => channel.texts.includes('Yes, within **100 nights**.'))
  await until(() => written.reactions.some(({ name }) => name === 'heavy_check_mark'))
  await shown(':heavy_check_mark: sent')

  answerer.shape = () => ({})
  await ada.clicks('Back to the bot', place)
  await shown('Back with the bot')
  await engine.accept([inbound('Thank you')])
  await until(() => channel.texts.at(-1) === 're: Thank you', 15_000)
  expect(channel.texts).toEqual([
    'A colleague will answer you.',
    'Yes, within **100 nights**.',
    're: Thank you',
  ])
  const order = messages().map(read)
  expect(order.findIndex((text) => text.includes('Are you there?'))).toBeLessThan(
    order.findIndex((text) => text.includes('Ada → shopper')),
  )

  await engine.erase({ channel: 'test', account: 'shop', id: 'shopper-1' })
  await until(() => !JSON.stringify(messages()).includes('opened mattress'), 15_000)
  expect(messages().filter(({ user }) => user === 'U0BOT')).toHaveLength(1)
})
