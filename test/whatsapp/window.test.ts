import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWhatsAppChannel, readTemplates } from '../../channels/whatsapp/index.ts'
import type { Outgoing } from '../../src/contract/outgoing.ts'
import { createSlackDesk, readRules } from '../../src/desk/slack/index.ts'
import { createEngine, type Engine } from '../../src/engine/index.ts'
import { createQueue } from '../../src/queue/index.ts'
import { webhookRoutes } from '../../src/server/webhooks.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { WhatsAppCloudDouble } from '../doubles/meta/whatsapp.ts'
import { SlackDouble, type Person } from '../doubles/slack/index.ts'
import { read } from '../doubles/slack/person.ts'
import { TwilioMessagingDouble } from '../doubles/twilio/messaging.ts'
import { EchoAnswerer, inbound } from '../engine/double.ts'
import { silent } from '../engine/log.ts'
import { testFiles } from '../public-files.ts'
import { DESK, until } from '../slack/bench.ts'
import { cloudSettings, content, KEY, twilioSettings } from './harness.ts'

const ADA = '447700900123'

let db: TestDatabase
let cloud: WhatsAppCloudDouble
let twilio: TwilioMessagingDouble
let slack: SlackDouble
let engine: Engine
let server: Server
let agent: Person

/** The server's parts with the doubles around them: a shopper on WhatsApp, and people in Slack. */
beforeAll(async () => {
  db = await openTestDatabase()
  cloud = await new WhatsAppCloudDouble().start()
  twilio = await new TwilioMessagingDouble().start()
  slack = await new SlackDouble().start()
  agent = slack.person('Bea', [DESK])
  const sid = [...twilio.templates.keys()][0]!
  const whatsapp = createWhatsAppChannel({
    db,
    settings: {
      key: KEY,
      ...cloudSettings(cloud),
      ...twilioSettings(twilio),
      templates: readTemplates(`order_update:en_US:Hello {{1}}, order {{2}} is here.; ${sid}:en`),
    },
    clock: () => new Date(),
    log: silent,
    outgoing: fetch as Outgoing,
    files: testFiles(db).files,
  })
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
  const answerer = new EchoAnswerer()
  answerer.shape = () => ({ outcome: 'handoff', content: content('A colleague will reply.') })
  engine = createEngine({
    db,
    queue: createQueue({ endpoint: db.endpoint }, silent),
    channels: [whatsapp],
    answerer,
    citable: async () => true,
    settings: { sweepEvery: 1 },
    desk,
    log: silent,
  })
  await engine.start()
})
afterAll(async () => {
  await engine.stop()
  await new Promise((resolve) => server.close(resolve))
  await Promise.all([slack.stop(), cloud.stop(), twilio.stop()])
  await db.close()
})

const messages = () => slack.workspace.channel(DESK).messages
const shown = (text: string) => until(() => messages().find((message) => read(message).includes(text)))

const sent = () => ({
  cloud: cloud.sent.map(({ body }) => body.template ?? (body.text as { body: string }).body),
  twilio: twilio.sent.map(({ form }) => form.get('ContentVariables') ?? form.get('Body')),
})

/** A handoff of this account that Bea has; where its thread is. */
async function handedOff(
  way: 'cloud' | 'twilio',
  account: string,
  question: string,
): Promise<{ channel: string; thread: string }> {
  const at = new Date().toISOString()
  await engine.accept([
    inbound(question, { channel: 'whatsapp', account, thread: ADA, from: { id: ADA }, at }),
  ])
  const root = await shown(question)
  const place = { channel: DESK, thread: root.ts }
  // Else the claim would hold it back.
  await until(() => sent()[way].length === 1)
  await agent.clicks('Claim', place)
  await until(() => read(slack.workspace.message(DESK, root.ts)!).includes('*Claimed*'))
  return place
}

async function closes(account: string): Promise<void> {
  await db.query(`UPDATE conversation SET last_inbound_at = now() - interval '25 hours' WHERE account = $1`, [
    account,
  ])
}

test.each([
  {
    way: 'cloud' as const,
    refusal: '131047',
    filled: { parameter_1: 'Ada', parameter_2: 'T-1' } as Record<string, string>,
    preview: 'Hello Ada, order T-1 is here.',
    takes: expect.objectContaining({ name: 'order_update', language: { code: 'en_US' } }) as unknown,
  },
  {
    way: 'twilio' as const,
    refusal: '63016',
    filled: { parameters: 'Ada\nT-1' } as Record<string, string>,
    preview: ': Ada, T-1]',
    takes: '{"1":"Ada","2":"T-1"}',
  },
])(
  '$way: what a closed window refuses is told at the desk, and a template goes through it',
  { timeout: 60_000 },
  async ({ way, refusal, filled, preview, takes }) => {
    const account = way === 'cloud' ? `cloud-${cloud.phoneNumberId}` : `twilio-${twilio.number.slice(1)}`
    const place = await handedOff(way, account, `Is my order here, ${way}?`)
    cloud.closed.add(ADA)
    twilio.closed.add(`whatsapp:+${ADA}`)
    const inThread = (text: string) =>
      until(
        () =>
          messages().find((message) => message.thread_ts === place.thread && read(message).includes(text)),
        20_000,
      )
    // The provider's clock may be ahead of ours.
    await agent.writes('@bot send It is here.', place)
    await inThread(refusal)
    expect(sent()[way]).toEqual(['A colleague will reply.'])

    await closes(account)
    const note = await inThread('From now on, what may still be sent is a template')
    await agent.clicks('Send a template', place, undefined, note.ts)
    await until(() => agent.fields.length > 0)
    await agent.fills(filled)
    expect(agent.reads).toContain(preview)
    expect(sent()[way]).toHaveLength(1)
    await agent.fills({})
    await until(() => sent()[way].length === 2)
    expect(sent()[way][1]).toEqual(takes)
    const copy = await inThread(preview)
    await until(() => read(slack.workspace.message(DESK, copy.ts)!).includes(':heavy_check_mark: sent'))
    cloud.closed.clear()
    twilio.closed.clear()
    slack.workspace.views = []
  },
)
