import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseFile } from '../../channels/whatsapp/index.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { WhatsAppCloudDouble } from '../doubles/meta/whatsapp.ts'
import { sharedDir } from '../shared.ts'
import { cloudSettings, Inbox, serve, type Served } from './harness.ts'

const shared = sharedDir()
const payloads = shared === undefined ? undefined : join(shared, 'payloads')

function filesOf(folder: string, wanted: RegExp): { name: string; path: string }[] {
  if (payloads === undefined) return []
  const dir = join(payloads, folder)
  return readdirSync(dir)
    .filter((name) => wanted.test(name))
    .map((name) => ({ name, path: join(dir, name) }))
}

const cloud = filesOf('whatsapp-cloud', /\.json$/)

describe.skipIf(payloads === undefined)(
  'recorded webhooks (skipped where the shared data are absent)',
  () => {
    let db: TestDatabase
    let double: WhatsAppCloudDouble
    let served: Served
    let inbox: Inbox
    beforeAll(async () => {
      db = await openTestDatabase()
      double = await new WhatsAppCloudDouble().start()
      inbox = new Inbox()
      served = await serve({ db, settings: cloudSettings(double), accept: inbox.accept })
    })
    afterAll(async () => {
      await served.stop()
      await double.stop()
      await db.close()
    })

    it('are there', () => expect(cloud.length).toBeGreaterThan(50))

    it.each(cloud)('$name gives messages or a reason', ({ name, path }) => {
      const { messages, ignored } = parseFile(name, readFileSync(path))
      expect(messages.length + ignored.length).toBeGreaterThan(0)
      for (const message of messages)
        expect(message).toMatchObject({ channel: 'whatsapp', account: /^cloud-\d+$/ })
      for (const { reason } of ignored) expect(reason).toMatch(/^[\w :’]+$/)
    })

    it.each(cloud)('$name, signed again for this server, is taken', async ({ path }) => {
      const before = inbox.handed + inbox.ignored.length
      const own = readFileSync(path, 'utf8').replaceAll(
        /"phone_number_id": *"\d+"/g,
        `"phone_number_id": "${double.phoneNumberId}"`,
      )
      const response = await double.deliver(`${served.url}/cloud`, JSON.parse(own))
      expect(response.status).toBe(200)
      expect(inbox.handed + inbox.ignored.length).toBeGreaterThan(before)
    })
  },
)

it('what is not of WhatsApp is refused with a stable code', () => {
  for (const bytes of [
    Buffer.from('hello'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('{"object":"page"}'),
    Buffer.alloc(0),
  ])
    expect(() => parseFile('x.json', bytes)).toThrow(TributaryError)
})
