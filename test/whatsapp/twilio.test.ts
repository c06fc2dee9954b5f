import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Content } from '../../src/contract/message.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { TwilioMessagingDouble, type MessagingFailure } from '../doubles/twilio/messaging.ts'
import { choices, content, context, Inbox, serve, twilioSettings, type Served } from './harness.ts'

let db: TestDatabase
let double: TwilioMessagingDouble
let inbox: Inbox
let served: Served
let count = 0

const ADA = 'whatsapp:+447700900123'
const ADA_ID = 'whatsapp:GB.13491208655302741918'
const account = 'twilio-14155238886'
const patience = { request: 1000, send: 15_000 }
const sid = () => `SM${String(++count).padStart(32, 'a')}`
const hook = (path = '/twilio') => `${served.url}${path}`
const deliver = (form: URLSearchParams, path?: string) => double.deliver(hook(path), form)
const last = () => inbox.taken.at(-1)!
const send = (words: Content, thread = '447700900123') =>
  served.channel.send({ channel: 'whatsapp', account, thread }, words, `key-${++count}`, context())

async function open(publicUrl?: string, port?: number): Promise<Served> {
  const settings = { ...twilioSettings(double), ...(publicUrl === undefined ? {} : { publicUrl }) }
  return serve({ db, settings, accept: inbox.accept, patience, ...(port === undefined ? {} : { port }) })
}

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())
beforeEach(async () => {
  double = await new TwilioMessagingDouble().start()
  inbox = new Inbox()
  served = await open()
  await db.query('TRUNCATE whatsapp_person, whatsapp_offer, public_file')
})
afterEach(async () => {
  await served.stop()
  await double.stop()
})

describe('the door', () => {
  it('answers a signed message with TwiML that says nothing', async () => {
    const answer = await deliver(double.message(sid(), ADA, { Body: 'Größe 43 & «mehr»?' }))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/xml')
    expect(await answer.text()).toMatch(/<Response ?\/>$/)
    expect(last()).toMatchObject({ kind: 'text', text: 'Größe 43 & «mehr»?', from: { name: 'Ada' } })
  })

  it('takes the address with and without a port, and with a query', async () => {
    const form = double.message(sid(), ADA, { Body: 'x' })
    const withoutPort = hook().replace(/:\d+/, '')
    expect((await double.deliver(hook(), form, { signedUrl: withoutPort })).status).toBe(200)
    expect((await deliver(form, '/twilio?shop=larkmoor')).status).toBe(200)
  })

  it('takes a field that comes twice, as Twilio signs it', async () => {
    const form = double.message(sid(), ADA, { Body: 'x' })
    form.append('Extra', 'b')
    form.append('Extra', 'a')
    expect((await deliver(form)).status).toBe(200)
  })

  it('refuses what others signed, for another address, or nobody', async () => {
    const form = double.message(sid(), ADA, { Body: 'x' })
    const refused = [
      await double.deliver(hook(), form, { token: 'not-the-token' }),
      await double.deliver(hook(), form, { signedUrl: 'https://elsewhere.example/channels/whatsapp/twilio' }),
      await fetch(hook(), { method: 'POST', body: form }),
    ]
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403])
    expect(inbox.taken).toEqual([])
    expect(inbox.ignored).toHaveLength(3)
  })

  it('leaves an SMS and a voice call’s form, with a reason', async () => {
    expect((await deliver(double.message(sid(), '+447700900123', { To: double.number }))).status).toBe(200)
    expect((await deliver(new URLSearchParams({ CallSid: 'CA1', From: '+1' }))).status).toBe(200)
    expect(inbox.ignored.map(({ reason }) => reason)).toEqual(['not by WhatsApp', 'body is not understood'])
  })
})

describe('what a form says', () => {
  it.each([
    [
      'a photo',
      {
        NumMedia: '2',
        MediaUrl0: 'https://x.test/a',
        MediaContentType0: 'image/jpeg',
        MediaUrl1: 'dog.jpg',
        Body: 'torn',
      },
      {
        kind: 'media',
        text: 'torn',
        attachments: [
          { contentType: 'image/jpeg', url: 'https://x.test/a' },
          { contentType: 'application/octet-stream' },
        ],
      },
    ],
    [
      'a place',
      { Latitude: '54.5', Longitude: '-3.1', Label: 'Larkmoor' },
      { kind: 'media', attachments: [{ contentType: 'application/geo+json', name: 'Larkmoor' }] },
    ],
    [
      'a button',
      { Body: 'Confirm', ButtonText: 'Confirm', ButtonPayload: 'yes' },
      { kind: 'choice', choice: 'yes', text: 'Confirm' },
    ],
    [
      'a button without payload',
      { Body: 'Confirm', ButtonText: 'Confirm' },
      { kind: 'choice', choice: 'Confirm' },
    ],
    [
      'a reply to one of ours',
      { Body: 'this', OriginalRepliedMessageSid: 'SMx' },
      { kind: 'text', replyTo: 'SMx' },
    ],
    [
      'nothing that is known',
      {},
      { kind: 'media', attachments: [{ contentType: 'application/octet-stream' }] },
    ],
    ['more media than there are', { NumMedia: '99999999' }, { kind: 'media' }],
  ])('brings %s into normal form', async (_name, more, expected) => {
    expect(
      (await deliver(double.message(sid(), ADA, more as unknown as Record<string, string>))).status,
    ).toBe(200)
    expect(last()).toMatchObject({
      ...expected,
      thread: '447700900123',
      proofs: [{ kind: 'phone', value: '+447700900123' }],
    })
  })

  it('keeps a person who is named by an id in the thread of their number', async () => {
    await deliver(double.message(sid(), ADA, { Body: 'by number' }))
    await deliver(double.message(sid(), ADA, { Body: 'by both', ExternalUserId: ADA_ID }))
    await deliver(double.message(sid(), ADA_ID, { Body: 'by id', ExternalUserId: ADA_ID }))
    await deliver(
      double.message(sid(), ADA, { Body: 'with an id that is none', ExternalUserId: 'whatsapp:foo_bar' }),
    )
    expect(new Set(inbox.taken.map(({ thread }) => thread))).toEqual(new Set(['447700900123']))
    await deliver(double.message(sid(), 'whatsapp:US.1234', { Body: 'somebody else' }))
    expect(last()).toMatchObject({ thread: 'US.1234' })
    expect(last().proofs).toBeUndefined()
    await send(content('hello'), 'US.1234')
    expect(double.sent.at(-1)!.form.get('To')).toBe('whatsapp:US.1234')
  })

  it('tells how far a message came, and why it failed', async () => {
    for (const state of ['queued', 'sent', 'delivered', 'read'])
      await deliver(double.status('SMout', ADA, state), '/twilio/status')
    await deliver(double.status('SMout', ADA, 'undelivered', { ErrorCode: '63018' }), '/twilio/status')
    expect(inbox.taken.map(({ externalId }) => externalId)).toEqual(
      ['sent', 'delivered', 'read', 'failed'].map((state) => `SMout:${state}`),
    )
    expect(last()).toMatchObject({
      replyTo: 'SMout',
      status: { state: 'failed', reason: '63018: too many messages at a time' },
    })
    expect(inbox.ignored).toEqual([{ reason: 'status: queued' }])
  })
})

describe('a send', () => {
  it.each<[MessagingFailure, string, number]>([
    ['error500', 'unknown', 0],
    ['garbage', 'unknown', 0],
    ['hangs', 'unknown', 0],
    ['drops', 'unknown', 0],
    ['takes_then_500', 'unknown', 1],
    ['takes_then_garbage', 'unknown', 1],
    ['takes_then_hangs', 'unknown', 1],
    ['takes_then_drops', 'unknown', 1],
    ['rate_limited', 'refused', 0],
  ])('that fails by %s is told as %s, and not repeated', async (failure, outcome, reached) => {
    double.fail(failure)
    expect(await send(content('hello'))).toMatchObject({ outcome })
    expect(double.sent).toHaveLength(reached)
  })

  it.each([
    [63_016, { permanent: true, reason: expect.stringContaining('24 hours') }],
    [63_018, { permanent: false, retryAfterSeconds: 6 }],
    [20_429, { permanent: false, retryAfterSeconds: 5 }],
    [63_003, { permanent: true }],
    [99_999, { permanent: true, reason: expect.stringContaining('99999') }],
  ])('refused with %i is told truthfully', async (code, receipt) => {
    double.codes = [code]
    expect(await send(content('hello'))).toMatchObject({ outcome: 'refused', ...receipt })
  })

  it('with a wrong token says so, without it', async () => {
    const old = double.authToken
    double.authToken = 'another'
    const receipt = await send(content('hello'))
    expect(receipt).toMatchObject({ outcome: 'refused', permanent: true })
    expect(JSON.stringify(receipt)).not.toContain(old)
  })

  it('through a closed window needs a template, by its id and its numbered variables', async () => {
    double.closed.add(ADA)
    expect(await send(content('hello'))).toMatchObject({ outcome: 'refused', permanent: true })
    const name = [...double.templates.keys()][0]!
    const template = { name, language: 'en', parameters: ['Ada', 'T-1'] }
    expect(await send(content('Hello', { template }))).toMatchObject({ outcome: 'sent' })
    expect(JSON.parse(double.sent.at(-1)!.form.get('ContentVariables') ?? '')).toEqual({ 1: 'Ada', 2: 'T-1' })
    const unknown = { ...template, name: 'HXunknown' }
    expect(await send(content('Hello', { template: unknown }))).toMatchObject({
      outcome: 'refused',
      permanent: true,
    })
  })

  it('numbers choices, and understands the number', async () => {
    await send(content('Which?', { choices: choices(2) }))
    expect(double.shownTo(ADA).at(-1)).toBe('Which?\n\n1. Choice 1\n2. Choice 2')
    await deliver(double.message(sid(), ADA, { Body: '2' }))
    expect(last()).toMatchObject({ kind: 'choice', choice: 'value-2', text: 'Choice 2' })
  })

  it('shows typing for the message that is answered', async () => {
    const question = sid()
    await served.channel.typing!({ channel: 'whatsapp', account, thread: '447700900123' }, question)
    expect(double.typed).toEqual([question])
  })
})

describe('an agent’s file', () => {
  const files = [
    {
      name: 'Rücksende label.pdf',
      contentType: 'application/pdf',
      data: Buffer.from('%PDF').toString('base64'),
    },
  ]

  it('is refused with the reason where Twilio could not fetch it', async () => {
    expect(await send(content('', { files }))).toMatchObject({
      outcome: 'refused',
      permanent: true,
      reason: expect.stringContaining('PUBLIC_URL'),
    })
  })

  it('is fetched from a signed address that soon leads nowhere, and status is asked for', async () => {
    const { port } = served
    await served.stop()
    served = await open(`http://127.0.0.1:${port}`, port)
    expect(await send(content('Here', { files }))).toMatchObject({ outcome: 'sent' })
    const [{ form, media }] = double.sent as [(typeof double.sent)[0]]
    expect(media).toEqual({ status: 200, type: 'application/pdf', bytes: Buffer.from('%PDF') })
    expect(form.get('StatusCallback')).toBe(`${served.url}/twilio/status`)
    const url = form.get('MediaUrl')!
    const [, id, expires] = /files\/([\w-]+)\/(\d+)\//.exec(url)!
    const later = url.replace(expires!, String(Number(expires) + 1))
    const other = url.replace(id!, 'A'.repeat(22))
    const forged = [later, other, url.replace('/files/', '/files/../')]
    for (const address of forged) expect((await fetch(address)).status).toBe(404)
    await served.channel.forget!(account, '447700900123')
    expect((await fetch(url)).status).toBe(404)
  })
})
