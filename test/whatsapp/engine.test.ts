import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWhatsAppChannel } from '../../channels/whatsapp/index.ts'
import type { Outgoing } from '../../src/contract/outgoing.ts'
import { createEngine, type Engine } from '../../src/engine/index.ts'
import { createQueue } from '../../src/queue/index.ts'
import { createHttpServer, type HttpServer } from '../../src/server.ts'
import { webhookRoutes } from '../../src/server/webhooks.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { WhatsAppCloudDouble } from '../doubles/meta/whatsapp.ts'
import { EchoAnswerer } from '../engine/double.ts'
import { silent } from '../engine/log.ts'
import { testFiles } from '../public-files.ts'
import { cloudSettings, KEY } from './harness.ts'

const ADA = '447700900123'

let db: TestDatabase
let double: WhatsAppCloudDouble
let engine: Engine
let http: HttpServer
let hook: string

beforeAll(async () => {
  db = await openTestDatabase()
  double = await new WhatsAppCloudDouble().start()
  const channel = createWhatsAppChannel({
    db,
    settings: { key: KEY, ...cloudSettings(double) },
    clock: () => new Date(),
    log: silent,
    outgoing: fetch as Outgoing,
    files: testFiles(db).files,
  })
  engine = createEngine({
    db,
    queue: createQueue({ endpoint: db.endpoint }, silent),
    channels: [channel],
    answerer: new EchoAnswerer(),
    citable: async () => true,
    log: silent,
  })
  await engine.start()
  http = createHttpServer({
    routers: [webhookRoutes({ prefix: '/channels', hooked: [channel], log: silent })],
    ready: async () => ({ ready: true, problems: [] }),
    trustProxy: 0,
    log: silent,
  })
  const { url } = await http.listen(0, '127.0.0.1')
  hook = `${url}/channels/whatsapp/cloud`
})
afterAll(async () => {
  await http.close(1)
  await engine.stop()
  await double.stop()
  await db.close()
})

const outbox = () =>
  db.query<{ state: string; external: string | null }>(
    'SELECT state, external_id AS external FROM outbox ORDER BY sequence',
  )

it('a question is answered once however often Meta sends it, and what becomes of the answer is told to the engine', async () => {
  const question = double.text('wamid.question', ADA, 'Can I return boots?', 'GB.1234')
  for (let n = 0; n < 3; n++) expect((await double.deliver(hook, question)).status).toBe(200)
  await expect.poll(() => double.sent.length, { timeout: 20_000 }).toBe(1)
  expect(double.shownTo(ADA)[0]).toContain('Can I return boots?')
  const [sent] = double.sent
  await expect.poll(async () => (await outbox())[0]?.state, { timeout: 20_000 }).toBe('sent')
  const status = (state: string) => ({
    id: sent!.id,
    status: state,
    timestamp: '1772998034',
    recipient_id: ADA,
  })
  // Out of order, as they may come.
  await double.deliver(hook, double.webhook({ statuses: [status('delivered')] }))
  await double.deliver(hook, double.webhook({ statuses: [status('sent')] }))
  expect(await db.query('SELECT delivery FROM outbox')).toEqual([{ delivery: 'delivered' }])
  expect((await outbox())[0]?.external).toBe(sent!.id)
  expect(await db.query('SELECT thread FROM conversation')).toEqual([{ thread: 'GB.1234' }])
})

it('an answer that got lost behind the taking is shown as unknown, and not sent again', async () => {
  const before = double.sent.length
  double.fail('takes_then_drops')
  await double.deliver(hook, double.text('wamid.second', '447700900456', 'And sandals?'))
  await expect.poll(async () => (await outbox()).at(-1)?.state, { timeout: 20_000 }).toBe('unknown')
  expect(double.sent).toHaveLength(before + 1)
})
