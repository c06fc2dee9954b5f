import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BotSettings } from '../../channels/web/index.ts'
import { guardedFetch } from '../../src/outgoing.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { BotFrameworkDouble } from '../doubles/botframework/index.ts'
import { call, until } from './direct-line.ts'
import { serve, text, type Served } from './harness.ts'

let db: TestDatabase
let double: BotFrameworkDouble
let served: Served
let count = 0

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())
beforeEach(async () => {
  double = await new BotFrameworkDouble().start()
  served = await serve(db, { settings: { bot: settings() } })
})
afterEach(async () => {
  await served.stop()
  await double.stop()
})

function settings(): BotSettings {
  return {
    appId: double.appId,
    appPassword: double.appPassword,
    openIdMetadataUrl: `${double.url}/v1/.well-known/openidconfiguration`,
    loginUrl: `${double.url}/login`,
    outgoing: guardedFetch([double.host]),
  }
}

function activity(more: Record<string, unknown> = {}): Record<string, unknown> {
  count++
  return {
    type: 'message',
    id: `activity-${count}`,
    channelId: 'msteams',
    serviceUrl: double.url,
    timestamp: '2026-11-20T10:00:00.000Z',
    conversation: { id: `conversation-${count}`, tenantId: 'tenant' },
    from: { id: 'user-1', name: 'Sam' },
    recipient: { id: 'bot-1', name: 'Help' },
    text: 'hello',
    locale: 'en-GB',
    ...more,
  }
}

const post = async (body: unknown, token?: string, to = served) =>
  (await call(`${to.url}/api/messages`, 'POST', token, body)).status

describe('an activity from a Bot Framework channel', () => {
  it('is taken in when its token is good, and answered later through the connector', async () => {
    const message = activity()
    expect(await post(message, await double.channelToken())).toBe(200)
    await until(() => double.delivered.some((sent) => sent.activity.type === 'message'))
    expect(served.engine.taken[0]).toMatchObject({
      channel: 'web',
      account: 'botframework',
      kind: 'text',
      text: 'hello',
      from: { id: 'user-1', name: 'Sam' },
      locale: 'en-GB',
    })
    const answer = double.delivered.find((sent) => sent.activity.type === 'message')!
    expect(answer.conversation).toBe((message.conversation as { id: string }).id)
    expect(answer.replyTo).toBe(message.id)
    expect(answer.activity).toMatchObject({
      text: 'echo: hello',
      from: { id: 'bot-1' },
      recipient: { id: 'user-1' },
      conversation: { tenantId: 'tenant' },
    })
    expect(double.delivered.some((sent) => sent.activity.type === 'typing')).toBe(true)
  })

  it('that comes again is the same message', async () => {
    const message = activity()
    const token = await double.channelToken()
    expect([await post(message, token), await post(message, token)]).toEqual([200, 200])
    expect(served.engine.taken).toHaveLength(1)
  })

  it('is refused with 401 without a good token', async () => {
    const message = activity()
    const bad = [
      undefined,
      'nonsense',
      'a.b.c',
      await double.forgedToken(),
      await double.channelToken({ audience: 'another-bot' }),
      await double.channelToken({ issuer: 'https://evil.example' }),
      await double.channelToken({ serviceUrl: 'https://elsewhere.example' }),
      await double.channelToken({ seconds: -3600 }),
    ]
    const statuses = []
    for (const token of bad) statuses.push(await post(message, token))
    expect(statuses).toEqual(bad.map(() => 401))
    expect(served.engine.taken).toEqual([])
  })

  it.each([
    ['no object', '[]'],
    ['no JSON', '{'],
    ['without type', { type: undefined }],
    ['with a type that is a number', { type: 5 }],
    ['without conversation', { conversation: undefined }],
    ['whose conversation is a text', { conversation: 'c' }],
    ['without sender', { from: undefined }],
    ['without channel', { channelId: undefined }],
    ['without service URL', { serviceUrl: undefined }],
    ['whose service URL is none', { serviceUrl: 'file:///etc/passwd' }],
    ['whose id is an object', { id: {} }],
    ['whose text is a list', { text: ['x'] }],
  ])('that is malformed (%s) is refused with 400', async (_, change) => {
    const body = typeof change === 'string' ? change : activity(change)
    expect(await post(body, await double.channelToken())).toBe(400)
    expect(await post(activity(), await double.channelToken())).toBe(200)
  })

  it.each(['conversationUpdate', 'typing', 'event', 'messageReaction', 'typeOfTheYear2031'])(
    'of type %s is answered',
    async (type) => {
      expect(await post(activity({ type }), await double.channelToken())).toBe(200)
    },
  )

  it('is not acknowledged when it could not be taken in', async () => {
    const message = activity()
    const token = await double.channelToken()
    served.engine.failing = true
    expect(await post(message, token)).toBe(503)
    served.engine.failing = false
    expect(await post(message, token)).toBe(200)
    expect(served.engine.taken).toHaveLength(1)
  })
})

describe('when the keys cannot be had', () => {
  it('the sender is asked to come again', async () => {
    const lost = { ...settings(), openIdMetadataUrl: 'http://127.0.0.1:9/openid' }
    const alone = await serve(db, { settings: { bot: lost } })
    expect(await post(activity(), await double.channelToken(), alone)).toBe(503)
    await alone.stop()
  })
})

describe('a reply through the connector', () => {
  async function converse(more: Record<string, unknown> = {}, token?: string) {
    served.engine.echo = false
    expect(await post(activity(more), token ?? (await double.channelToken()))).toBe(200)
    const { account, thread } = served.engine.taken.at(-1)!
    return { channel: 'web', account, thread }
  }

  it('is made once for a key, also after a restart', async () => {
    const address = await converse()
    const first = await served.channel.send(address, text('only once'), 'key-1')
    await served.stop()
    served = await serve(db, { settings: { bot: settings() } })
    expect(await served.channel.send(address, text('only once'), 'key-1')).toEqual(first)
    expect(double.delivered).toHaveLength(1)
    await served.channel.send(address, text('another'), 'key-2')
    await served.channel.send(address, text('a third'), 'key-3')
    expect(double.delivered).toHaveLength(3)
    expect(double.logins).toBe(2)
  })

  it('whose outcome nobody knows is not made again', async () => {
    const address = await converse()
    for (const [failure, key] of [
      [0, 'cut'],
      [502, 'failed'],
    ] as const) {
      double.failures = [failure]
      expect(await served.channel.send(address, text('perhaps'), key)).toMatchObject({ outcome: 'unknown' })
      expect(await served.channel.send(address, text('perhaps'), key)).toMatchObject({ outcome: 'unknown' })
    }
    expect(double.delivered).toEqual([])
  })

  it('that was refused can be made again', async () => {
    const address = await converse()
    double.failures = [429, 403]
    expect(await served.channel.send(address, text('x'), 'key-r')).toMatchObject({
      outcome: 'refused',
      permanent: false,
    })
    expect(await served.channel.send(address, text('x'), 'key-r')).toMatchObject({
      outcome: 'refused',
      permanent: true,
    })
    expect(await served.channel.send(address, text('x'), 'key-r')).toMatchObject({ outcome: 'sent' })
  })

  it.each([
    'http://169.254.169.254',
    'http://127.0.0.1:9',
    'https://10.0.0.8/x',
    'https://[::1]/',
    'https://localhost:8443/',
  ])('never goes to the private address %s', async (serviceUrl) => {
    const address = await converse({ serviceUrl }, await double.channelToken({ serviceUrl }))
    expect(await served.channel.send(address, text('x'), `key-${serviceUrl}`)).toMatchObject({
      outcome: 'refused',
      permanent: true,
    })
  })
})

describe('the switch', () => {
  it('is off by default', async () => {
    const plain = await serve(db)
    expect(await post(activity(), undefined, plain)).toBe(404)
    await plain.stop()
  })

  it('to loopback takes unsigned activities from this machine, and replies only there', async () => {
    const local = await serve(db, { settings: { bot: { loopback: true } } })
    local.engine.echo = false
    const emulator = { channelId: 'emulator', serviceUrl: double.url }
    expect(await post(activity(emulator), undefined, local)).toBe(200)
    expect(local.engine.taken).toHaveLength(1)
    expect(await post(activity({ ...emulator, serviceUrl: 'https://evil.example' }), undefined, local)).toBe(
      400,
    )
    const from = async (headers: Record<string, string>) =>
      (await call(`${local.url}/api/messages`, 'POST', undefined, activity(emulator), headers)).status
    expect(await from({ 'x-forwarded-for': '203.0.113.9' })).toBe(403)
    expect(await from({ 'content-type': 'text/plain' })).toBe(400)
    await local.stop()
  })
})
