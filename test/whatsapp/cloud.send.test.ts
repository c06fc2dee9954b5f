import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Content } from '../../src/contract/message.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import type { GraphFailure } from '../doubles/meta/graph.ts'
import { WhatsAppCloudDouble } from '../doubles/meta/whatsapp.ts'
import { choices, cloudSettings, content, context, Inbox, serve, type Served } from './harness.ts'

let db: TestDatabase
let double: WhatsAppCloudDouble
let served: Served
let count = 0

const ADA = '447700900123'
// The pair rate's six seconds have to fit in twice, one failure in once.
const patience = { request: 1000, send: 15_000 }
const send = (words: Content, key = `key-${++count}`) =>
  served.channel.send(
    { channel: 'whatsapp', account: `cloud-${double.phoneNumberId}`, thread: ADA },
    words,
    key,
    context(),
  )

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())
beforeEach(async () => {
  double = await new WhatsAppCloudDouble().start()
  served = await serve({ db, settings: cloudSettings(double), accept: new Inbox().accept, patience })
})
afterEach(async () => {
  await served.stop()
  await double.stop()
})

describe('a send that fails', () => {
  it.each<[GraphFailure, string, number]>([
    ['error500', 'unknown', 0],
    ['garbage', 'unknown', 0],
    ['hangs', 'unknown', 0],
    ['drops', 'unknown', 0],
    ['takes_then_500', 'unknown', 1],
    ['takes_then_garbage', 'unknown', 1],
    ['takes_then_hangs', 'unknown', 1],
    ['takes_then_drops', 'unknown', 1],
    ['rate_limited', 'refused', 0],
  ])('by %s is told as %s, and not repeated', async (failure, outcome, reached) => {
    double.fail(failure)
    expect(await send(content('hello'))).toMatchObject({ outcome })
    expect(double.sent).toHaveLength(reached)
    expect(double.calls.length).toBeLessThanOrEqual(1)
  })

  it.each([
    [131_047, { outcome: 'refused', permanent: true, reason: expect.stringContaining('24 hours') }],
    [130_429, { outcome: 'refused', permanent: false, retryAfterSeconds: 2 }],
    [131_056, { outcome: 'refused', permanent: false, retryAfterSeconds: 6 }],
    [131_026, { outcome: 'refused', permanent: true }],
    [131_049, { outcome: 'refused', permanent: true }],
    [368, { outcome: 'refused', permanent: true, reason: expect.stringContaining('blocked') }],
    [100, { outcome: 'refused', permanent: true }],
    [132_015, { outcome: 'refused', permanent: true }],
    [999_999, { outcome: 'refused', permanent: true, reason: expect.stringContaining('999999') }],
  ])('with Meta’s code %i is told truthfully', async (code, receipt) => {
    double.codes = [code]
    expect(await send(content('hello'))).toMatchObject(receipt)
    expect(double.sent).toEqual([])
  })

  it('for an expired token says so, without the token', async () => {
    const old = double.token
    double.token = 'a-newer-one'
    const receipt = await send(content('hello'))
    expect(receipt).toMatchObject({ outcome: 'refused', permanent: true })
    expect(JSON.stringify(receipt)).toContain('expired')
    expect(JSON.stringify(receipt)).not.toContain(old)
  })

  it('because nobody listens had no effect, and may be tried again', async () => {
    await double.stop()
    expect(await send(content('hello'))).toMatchObject({ outcome: 'refused', permanent: false })
    await double.start()
  })

  it('for a closed window or a stranger is refused, and a template goes through the window', async () => {
    double.closed.add(ADA)
    expect(await send(content('hello'))).toMatchObject({ outcome: 'refused', permanent: true })
    const template = { name: 'order_update', language: 'en-US', parameters: ['Ada', 'T-1'] }
    expect(await send(content('Hello Ada, your order T-1', { template }))).toMatchObject({ outcome: 'sent' })
    expect(double.sent.at(-1)!.body).toMatchObject({
      template: { name: 'order_update', language: { code: 'en_US' } },
    })
    expect(await send(content('x', { template: { ...template, parameters: [] } }))).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('132000'),
    })
    double.strangers.add(ADA)
    expect(await send(content('x', { template }))).toMatchObject({ outcome: 'refused', permanent: true })
  })
})

describe('a message in parts', () => {
  const long = content(Array.from({ length: 900 }, (_, n) => `line ${n} of many`).join('\n'))

  it('names all its parts', async () => {
    const receipt = await send(long)
    expect(receipt).toMatchObject({ outcome: 'sent', externalId: double.sent[0]!.id })
    expect(receipt).toHaveProperty(
      'parts',
      double.sent.map(({ id }) => id),
    )
    expect(double.sent.length).toBeGreaterThan(3)
  })

  it('waits where WhatsApp wants it slower', async () => {
    double.codes = [0, 131_056]
    expect(await send(long)).toMatchObject({ outcome: 'sent' })
    expect(new Set(double.shownTo(ADA)).size).toBe(double.sent.length)
  })

  it('goes on behind the parts that were taken when it has to be put off', async () => {
    double.codes = [0, 0, 4]
    const first = await send(long, 'in-parts')
    expect(first).toMatchObject({ outcome: 'refused', permanent: false, retryAfterSeconds: 60 })
    expect(double.sent).toHaveLength(2)
    const second = await send(long, 'in-parts')
    expect(second).toHaveProperty(
      'parts',
      double.sent.map(({ id }) => id),
    )
    expect(new Set(double.shownTo(ADA)).size).toBe(double.sent.length)
    expect(await db.query('SELECT FROM whatsapp_progress')).toEqual([])
  })

  it('is unknown when one of them is', async () => {
    double.codes = [0]
    double.fail('takes_then_drops')
    expect(await send(long)).toMatchObject({ outcome: 'unknown' })
  })
})

describe('what is shown', () => {
  it('has buttons for few choices, a list for more, numbers for too many or too long', async () => {
    await send(content('Which?', { choices: choices(3) }))
    await send(content('Which?', { choices: choices(10) }))
    await send(content('Which?', { choices: choices(11) }))
    await send(content('Which?', { choices: choices(2, 'A choice with a very long title') }))
    const types = double.sent.map(({ body }) => (body.interactive as { type: string } | undefined)?.type)
    expect(types).toEqual(['button', 'list', undefined, undefined])
    expect(double.shownTo(ADA).at(-1)).toBe(
      'Which?\n\n1. A choice with a very long title 1\n2. A choice with a very long title 2',
    )
  })

  it('marks the shopper’s message as read and shows typing in one call', async () => {
    const address = { channel: 'whatsapp', account: `cloud-${double.phoneNumberId}`, thread: ADA }
    await served.channel.typing!(address, 'wamid.question')
    await served.channel.typing!(address)
    expect(double.read).toEqual([
      {
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: 'wamid.question',
        typing_indicator: { type: 'text' },
      },
    ])
  })

  it('brings an agent’s files, with the words under the first', async () => {
    const file = (name: string, contentType: string) => ({
      name,
      contentType,
      data: Buffer.from(`bytes of ${name}`).toString('base64'),
    })
    const files = [
      file('label.pdf', 'application/pdf'),
      file('box.png', 'image/png'),
      file('hi.ogg', 'audio/ogg'),
    ]
    expect(await send(content('Your *label*', { files }))).toMatchObject({ outcome: 'sent' })
    expect(double.sent.map(({ body }) => body.type)).toEqual(['document', 'image', 'audio'])
    expect(double.sent[0]!.body.document).toMatchObject({ filename: 'label.pdf', caption: 'Your _label_' })
    const [first] = double.uploads.values()
    expect(first).toMatchObject({ name: 'label.pdf', bytes: Buffer.from('bytes of label.pdf') })
  })

  it('refuses a file that WhatsApp does not take, and may try again one whose upload got lost', async () => {
    const files = [{ name: 'x.exe', contentType: 'application/x-msdownload', data: 'AAAA' }]
    expect(await send(content('', { files }))).toMatchObject({ outcome: 'refused', permanent: true })
    double.fail('takes_then_drops')
    const good = [{ name: 'x.txt', contentType: 'text/plain', data: 'AAAA' }]
    expect(await send(content('', { files: good }))).toMatchObject({ outcome: 'refused', permanent: false })
    expect(double.sent).toEqual([])
  })
})

it('is refused for an account that is not set up, and for nothing', async () => {
  const elsewhere = { channel: 'whatsapp', account: 'cloud-1', thread: ADA }
  expect(await served.channel.send(elsewhere, content('x'), 'k', context())).toMatchObject({
    permanent: true,
  })
  expect(await send(content('  '))).toMatchObject({ outcome: 'refused', permanent: true })
})
