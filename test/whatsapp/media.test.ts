import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { WhatsAppCloudDouble } from '../doubles/meta/whatsapp.ts'
import { TwilioMessagingDouble } from '../doubles/twilio/messaging.ts'
import { cloudSettings, Inbox, serve, twilioSettings, type Served } from './harness.ts'

let db: TestDatabase
let meta: WhatsAppCloudDouble
let messaging: TwilioMessagingDouble
let inbox: Inbox
let served: Served
let now = new Date()

beforeAll(async () => {
  db = await openTestDatabase()
  meta = await new WhatsAppCloudDouble().start()
  messaging = await new TwilioMessagingDouble().start()
  inbox = new Inbox()
  const settings = { ...cloudSettings(meta), ...twilioSettings(messaging) }
  const first = await serve({ db, settings, accept: inbox.accept })
  await first.stop()
  const publicUrl = `http://127.0.0.1:${first.port}`
  const clock = () => now
  served = await serve({
    db,
    settings: { ...settings, publicUrl },
    accept: inbox.accept,
    port: first.port,
    clock,
  })
})
afterAll(async () => {
  await served.stop()
  await meta.stop()
  await messaging.stop()
  await db.close()
})

const linkOf = () => inbox.taken.at(-1)!.attachments[0]!.url!

it('people at the desk can look at a photo that came by the Cloud API, and nobody else can', async () => {
  meta.received.set('65463453', { type: 'image/jpeg', bytes: 'bytes of a photo' })
  const image = { type: 'image', image: { mime_type: 'image/jpeg', id: '65463453', caption: 'torn' } }
  await meta.deliver(`${served.url}/cloud`, meta.message('wamid.photo', '447700900123', image))
  const link = linkOf()
  expect(link).toMatch(/\/media\/in\//)
  expect(link).not.toContain(meta.token)
  const answer = await fetch(link)
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'image/jpeg',
    'bytes of a photo',
  ])
  expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  const changed = [
    link.slice(0, -2) + 'xx',
    link.replace(/in\/./, 'in/A'),
    link.replace(/\/\d{13}\//, '/9999999999999/'),
  ]
  for (const forged of changed) expect((await fetch(forged)).status).toBe(404)
  meta.received.clear()
  expect((await fetch(link)).status).toBe(404)
})

it('and at one that came by Twilio, whose sign-in goes to Twilio alone', async () => {
  const photo = { NumMedia: '1', MediaContentType0: 'image/jpeg' }
  const kept = `${messaging.url}/2010-04-01/Accounts/${messaging.accountSid}/Messages/MM1/Media/ME1`
  const form = messaging.message('SMphoto', 'whatsapp:+447700900123', { ...photo, MediaUrl0: kept })
  await messaging.deliver(`${served.url}/twilio`, form)
  const answer = await fetch(linkOf())
  expect([answer.status, await answer.text()]).toEqual([200, 'bytes of a photo'])
  const elsewhere = messaging.message('SMelse', 'whatsapp:+447700900123', {
    ...photo,
    MediaUrl0: `${meta.url}/x`,
  })
  await messaging.deliver(`${served.url}/twilio`, elsewhere)
  const calls = meta.calls.length
  expect((await fetch(linkOf())).status).toBe(404)
  expect(meta.calls).toHaveLength(calls)
})

it('for thirty days', async () => {
  meta.received.set('1', { type: 'text/html', bytes: '<script>alert(1)</script>' })
  const file = { type: 'document', document: { mime_type: 'text/html', id: '1', filename: 'x.html' } }
  await meta.deliver(`${served.url}/cloud`, meta.message('wamid.file', '447700900123', file))
  expect((await fetch(linkOf())).headers.get('content-disposition')).toBe('attachment')
  now = new Date(Date.now() + 31 * 24 * 3_600_000)
  expect((await fetch(linkOf())).status).toBe(404)
})
