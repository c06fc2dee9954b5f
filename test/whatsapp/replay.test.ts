import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseFile } from '../../channels/whatsapp/index.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { WhatsAppCloudDouble } from '../doubles/meta/whatsapp.ts'
import { TwilioMessagingDouble } from '../doubles/twilio/messaging.ts'
import { sharedDir } from '../shared.ts'
import { cloudSettings, Inbox, serve, twilioSettings, type Served } from './harness.ts'

const shared = sharedDir()

function filesOf(folder: string, wanted: RegExp): { name: string; path: string }[] {
  if (shared === undefined) return []
  const dir = join(shared, 'payloads', folder)
  return readdirSync(dir)
    .filter((name) => wanted.test(name))
    .map((name) => ({ name, path: join(dir, name) }))
}

const cloud = filesOf('whatsapp-cloud', /\.json$/)
const web = filesOf('whatsapp-web', /\.json$/)
const twilio = filesOf('twilio', /^(messaging|whatsapp).*\.form\.txt$/)

describe.skipIf(shared === undefined)('recorded webhooks (skipped where the shared data are absent)', () => {
  let db: TestDatabase
  let meta: WhatsAppCloudDouble
  let messaging: TwilioMessagingDouble
  let served: Served
  let inbox: Inbox
  const counted = () => inbox.handed + inbox.ignored.length

  beforeAll(async () => {
    db = await openTestDatabase()
    meta = await new WhatsAppCloudDouble().start()
    messaging = await new TwilioMessagingDouble().start()
    inbox = new Inbox()
    const settings = { ...cloudSettings(meta), ...twilioSettings(messaging) }
    served = await serve({ db, settings, accept: inbox.accept })
  })
  afterAll(async () => {
    await served.stop()
    await meta.stop()
    await messaging.stop()
    await db.close()
  })

  it('are there', () => {
    expect(cloud.length).toBeGreaterThan(50)
    expect(twilio.length).toBeGreaterThan(10)
    expect(web.length).toBeGreaterThan(0)
  })

  it.each([...cloud, ...twilio, ...web])('$name gives messages or a reason', ({ name, path }) => {
    const { messages, ignored } = parseFile(name, readFileSync(path))
    expect(messages.length + ignored.length).toBeGreaterThan(0)
    for (const message of messages)
      expect(message).toMatchObject({
        channel: 'whatsapp',
        account: expect.stringMatching(/^(cloud|twilio|web)-./),
      })
    for (const { reason } of ignored) expect(reason).toMatch(/^[\w :’]+$/)
  })

  it.each(cloud)('$name, signed again for this server, is taken', async ({ path }) => {
    const before = counted()
    const own = readFileSync(path, 'utf8').replaceAll(
      /"phone_number_id": *"\d+"/g,
      `"phone_number_id": "${meta.phoneNumberId}"`,
    )
    expect((await meta.deliver(`${served.url}/cloud`, JSON.parse(own))).status).toBe(200)
    expect(counted()).toBeGreaterThan(before)
  })

  it.each(twilio)('$name, signed again, is taken', async ({ path }) => {
    const before = counted()
    const form = new URLSearchParams(readFileSync(path, 'utf8').trim())
    expect((await messaging.deliver(`${served.url}/twilio`, form)).status).toBe(200)
    expect(counted()).toBeGreaterThan(before)
  })
})

it('what is not of WhatsApp is refused with a stable code', () => {
  const others = ['hello', '{"object":"page"}', '{', '', 'CallSid=CA1&From=%2B1', '[]', 'null']
  for (const bytes of [...others.map((text) => Buffer.from(text)), Buffer.from([0xff, 0xfe])])
    expect(() => parseFile('x.json', bytes)).toThrow(TributaryError)
})
