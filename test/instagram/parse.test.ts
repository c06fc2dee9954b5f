import { describe, expect, it, test } from 'vitest'
import { parse, parseFile } from '../../channels/instagram/index.ts'

const ACCOUNT = '17841400000000009'
const AT = 1_790_000_000_000

function webhook(what: Record<string, unknown>, entry: Record<string, unknown> = {}) {
  const event = { sender: { id: '5678' }, recipient: { id: ACCOUNT }, timestamp: AT, ...what }
  return { object: 'instagram', entry: [{ id: ACCOUNT, time: AT, messaging: [event], ...entry }] }
}
const ofMessage = (message: Record<string, unknown>) => webhook({ message: { mid: 'mid.1', ...message } })
const one = (raw: unknown) => parse(raw).messages[0]
const reasons = (raw: unknown) => parse(raw).ignored.map(({ reason }) => reason)

test('a text in normal form', () => {
  expect(parse(ofMessage({ text: 'Do you ship to Zürich? 🎿' }))).toEqual({
    messages: [
      {
        channel: 'instagram',
        account: ACCOUNT,
        thread: '5678',
        externalId: 'mid.1',
        kind: 'text',
        from: { id: '5678' },
        at: new Date(AT).toISOString(),
        attachments: [],
        text: 'Do you ship to Zürich? 🎿',
      },
    ],
    ignored: [],
  })
})

test.each([
  ['image', 'https://cdn.example/a', 'image/*'],
  ['image', 'https://cdn.example/a.png?x=1', 'image/png'],
  ['video', 'https://cdn.example/a.mp4', 'video/mp4'],
  ['audio', 'https://cdn.example/a.mp4', 'audio/*'],
  ['file', 'https://cdn.example/a.pdf', 'application/pdf'],
  ['share', 'https://www.instagram.com/p/1', 'text/uri-list'],
  ['__proto__', 'https://cdn.example/a', 'application/octet-stream'],
  ['constructor', 'https://cdn.example/a.toString', 'application/octet-stream'],
  ['ig_reel', 'https://cdn.example/r', 'video/*'],
  ['story_mention', 'https://cdn.example/s', 'image/*'],
  ['fallback', 'My Documents/foo.doc', 'text/uri-list'],
  ['ephemeral', undefined, 'application/octet-stream'],
  ['kind_of_2031', undefined, 'application/octet-stream'],
])('%s at %s is media of type %s', (type, url, contentType) => {
  const message = one(ofMessage({ attachments: [{ type, payload: url ? { url } : {} }] }))
  expect(message?.kind).toBe('media')
  expect(message?.attachments).toEqual([{ contentType, name: type, ...(url ? { url } : {}) }])
})

describe('messages', () => {
  it('keeps the words beside an attachment', () => {
    const attachments = [{ type: 'image', payload: { url: 'https://cdn.example/a' } }]
    expect(one(ofMessage({ text: 'this one?', attachments }))).toMatchObject({
      kind: 'media',
      text: 'this one?',
    })
  })

  it('knows what a message answers: a message or a story', () => {
    expect(one(ofMessage({ text: 'ok', reply_to: { mid: 'mid.0' } }))).toMatchObject({
      kind: 'text',
      replyTo: 'mid.0',
    })
    const story = { id: '17', url: 'https://cdn.example/s.jpg' }
    expect(one(ofMessage({ text: 'in blue?', reply_to: { story } }))).toMatchObject({
      kind: 'text',
      text: 'in blue?',
      replyTo: 'story:17',
      attachments: [{ name: 'story', url: story.url }],
    })
  })

  it('takes quick replies, buttons and ice breakers as choices', () => {
    expect(one(ofMessage({ text: 'Large', quick_reply: { payload: 'size-l' } }))).toMatchObject({
      kind: 'choice',
      text: 'Large',
      choice: 'size-l',
      externalId: 'mid.1',
    })
    const postback = { mid: 'mid.2', title: 'Where is my order?', payload: 'order' }
    expect(one(webhook({ postback }))).toMatchObject({
      kind: 'choice',
      text: 'Where is my order?',
      choice: 'order',
      externalId: 'mid.2',
    })
    expect(one(webhook({ postback: { title: 'Help', payload: 'help' } }))?.externalId).toBe(
      `5678:${AT}:postback`,
    )
  })

  it('keeps reacting and taking back apart', () => {
    const reaction = { mid: 'mid.0', action: 'react', reaction: 'love', emoji: '❤️' }
    expect(one(webhook({ reaction }))).toMatchObject({
      kind: 'reaction',
      externalId: 'mid.0:react',
      replyTo: 'mid.0',
      text: '❤️',
    })
    expect(one(webhook({ reaction: { mid: 'mid.0', action: 'unreact' } }))?.externalId).toBe('mid.0:unreact')
  })

  it('takes the heart for a reaction', () => {
    expect(one(ofMessage({ attachments: [{ type: 'like_heart' }] }))).toMatchObject({
      kind: 'reaction',
      externalId: 'mid.1',
    })
  })

  it('tells what was read, deleted and edited by the message meant', () => {
    expect(one(webhook({ read: { mid: 'ours' } }))).toMatchObject({
      kind: 'status',
      externalId: 'ours:read',
      replyTo: 'ours',
      status: { state: 'read' },
    })
    expect(one(ofMessage({ is_deleted: true }))).toMatchObject({
      kind: 'delete',
      externalId: 'mid.1:deleted',
      replyTo: 'mid.1',
    })
    expect(one(webhook({ message_edit: { mid: 'mid.1', text: 'in red', num_edit: 2 } }))).toMatchObject({
      kind: 'edit',
      externalId: 'mid.1:edit:2',
      replyTo: 'mid.1',
      text: 'in red',
    })
  })

  it('takes what Instagram does not pass on as media', () => {
    expect(one(ofMessage({ is_unsupported: true }))).toMatchObject({
      kind: 'media',
      attachments: [{ name: 'unsupported' }],
    })
  })

  it('keeps the words, and where the shopper came from beside them', () => {
    const referral = { ref: 'summer', source: 'ADS', ads_context_data: { ad_title: 'Summer Sale' } }
    const { messages } = parse(ofMessage({ text: 'Hi', referral }))
    expect(messages.map(({ kind, text }) => [kind, text])).toEqual([
      ['text', 'Hi'],
      ['event', 'referral ADS summer Summer Sale'],
    ])
    expect(one(webhook({ referral: { ref: 'summer', source: 'SHORTLINK' } }))).toMatchObject({
      kind: 'event',
    })
    expect(one(ofMessage({ referral: { product: { id: '12' } } }))?.text).toBe('referral product 12')
  })

  it('takes messages that come as changes', () => {
    const value = {
      sender: { id: '5678' },
      recipient: { id: ACCOUNT },
      timestamp: '1790000000',
      message: { mid: 'mid.3', text: 'Hello' },
    }
    const changes = [{ field: 'messages', value }]
    expect(one({ object: 'instagram', entry: [{ id: ACCOUNT, time: AT, changes }] })).toMatchObject({
      text: 'Hello',
      at: '2026-09-21T14:13:20.000Z',
    })
  })
})

test('every time that Meta writes is read', () => {
  const at = (timestamp: unknown) => one(webhook({ timestamp, message: { mid: 'm', text: 'x' } }))?.at
  expect(at(AT)).toBe('2026-09-21T14:13:20.000Z')
  expect(at(AT / 1000)).toBe('2026-09-21T14:13:20.000Z')
  expect(at(String(AT))).toBe('2026-09-21T14:13:20.000Z')
  expect(at('2021-09-08T06:34:04+0000')).toBe('2021-09-08T06:34:04.000Z')
  expect(at('yesterday')).toBe(new Date(AT).toISOString())
})

test('a batch that mixes senders keeps all events, in their order', () => {
  const event = (sender: string, text: string) => ({
    sender: { id: sender },
    recipient: { id: ACCOUNT },
    timestamp: AT,
    message: { mid: `${sender}-${text}`, text },
  })
  const { messages } = parse({
    object: 'instagram',
    entry: [
      { id: ACCOUNT, messaging: [event('1', 'a'), event('2', 'b')] },
      { id: ACCOUNT, messaging: [event('1', 'c')] },
    ],
  })
  expect(messages.map(({ thread, text }) => `${thread}${text}`)).toEqual(['1a', '2b', '1c'])
})

const ofEntry = (entry: Record<string, unknown>) => ({
  object: 'instagram',
  entry: [{ id: ACCOUNT, ...entry }],
})

test.each<[string, unknown]>([
  ['standby', ofEntry({ standby: [{}] })],
  ['thread control', webhook({ take_thread_control: {} })],
  ['thread control', webhook({ request_thread_control: {} })],
  ['change of comments', ofEntry({ changes: [{ field: 'comments' }] })],
  ['change of mentions', ofEntry({ changes: [{ field: 'mentions' }] })],
  ['test of the dashboard', webhook({ message: { mid: 'x', text: 'y' } }, { id: '0' })],
  ['echo', ofMessage({ text: 'Bot response', is_echo: true })],
  ['event of an unknown kind', webhook({})],
  ['message without content', ofMessage({})],
  ['not an event of Instagram', { object: 'page', entry: [] }],
  ['webhook without entries', { object: 'instagram', entry: [] }],
  ['entry without events', ofEntry({})],
  ['without sender', webhook({ sender: {}, message: { mid: 'x', text: 'y' } })],
])('%s is ignored with its reason', (why, raw) => {
  expect(parse(raw).messages).toEqual([])
  expect(reasons(raw)).toEqual([expect.stringContaining(why)])
})

test('an id that could not be stored is not passed on', () => {
  expect(reasons(webhook({ reaction: { mid: 'x'.repeat(2000), action: 'react' } }))).toEqual([
    'reaction without a message',
  ])
  expect(one(ofMessage({ mid: 'a\u0000b', text: 'hello' }))?.externalId).toBe(`5678:${AT}`)
})

test.each(['not json', '[]', '{"messaging_product":"whatsapp"}', '7', ''])('%j is no webhook', (body) => {
  expect(() => parseFile('body.json', new TextEncoder().encode(body))).toThrowError(
    expect.objectContaining({ code: 'input.invalid' }),
  )
})
