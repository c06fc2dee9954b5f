import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Accept } from '../../src/contract/channel.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { metaJson, WhatsAppCloudDouble } from '../doubles/meta/whatsapp.ts'
import {
  choices,
  cloudSettings,
  content,
  context,
  Inbox,
  serve,
  VERIFY_TOKEN,
  type Served,
} from './harness.ts'

let db: TestDatabase
let double: WhatsAppCloudDouble
let inbox: Inbox
let served: Served
let account: string
let count = 0

const ADA = '447700900123'
const ADA_ID = 'GB.13491208655302741918'
const fresh = () => `wamid.in${++count}`
const hook = () => `${served.url}/cloud`
const deliver = (payload: unknown) => double.deliver(hook(), payload)
const last = () => inbox.taken.at(-1)!

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())
beforeEach(async () => {
  double = await new WhatsAppCloudDouble().start()
  inbox = new Inbox()
  served = await serve({ db, settings: cloudSettings(double), accept: inbox.accept })
  account = `cloud-${double.phoneNumberId}`
  await db.query('TRUNCATE whatsapp_person, whatsapp_offer, whatsapp_progress')
})
afterEach(async () => {
  await served.stop()
  await double.stop()
})

describe('the door', () => {
  it('repeats the challenge to Meta alone', async () => {
    const ask = (token: string, mode = 'subscribe') =>
      fetch(`${hook()}?hub.mode=${mode}&hub.verify_token=${token}&hub.challenge=1158201444`)
    const answer = await ask(VERIFY_TOKEN)
    expect([answer.status, await answer.text()]).toEqual([200, '1158201444'])
    expect((await ask('guess')).status).toBe(403)
    expect((await ask(VERIFY_TOKEN, 'unsubscribe')).status).toBe(403)
  })

  it('takes what Meta signed, escapes and all, and nothing that others did', async () => {
    const payload = double.text(fresh(), ADA, 'Größe 43 – «bitte» 🥾?')
    expect((await deliver(payload)).status).toBe(200)
    expect(last().text).toBe('Größe 43 – «bitte» 🥾?')
    expect((await double.deliver(hook(), payload, { secret: 'not-the-secret' })).status).toBe(403)
    const unsigned = await fetch(hook(), { method: 'POST', body: new Uint8Array(metaJson(payload)) })
    expect(unsigned.status).toBe(403)
    expect(inbox.taken).toHaveLength(1)
    expect(inbox.ignored.map(({ reason }) => reason)).toEqual(
      Array(2).fill('signature of Meta does not hold'),
    )
  })

  it('refuses bytes that were changed after they were signed, even to the same JSON', async () => {
    const body = metaJson(double.text(fresh(), ADA, 'é'))
    const { metaSignature } = await import('../doubles/meta/sign.ts')
    const changed = Buffer.from(body.toString().replace('\\u00e9', '\\u00E9'))
    const response = await fetch(hook(), {
      method: 'POST',
      headers: { 'x-hub-signature-256': metaSignature(double.appSecret, body) },
      body: new Uint8Array(changed),
    })
    expect(response.status).toBe(403)
  })

  it('takes the others of a webhook in which one message can never be stored', async () => {
    const spoilt = 'wamid.\ud800'
    const accept: Accept = async (messages, ignored) => {
      if (messages.some(({ externalId }) => !externalId.isWellFormed()))
        throw new TributaryError('message.invalid', 'It holds half a character.')
      return inbox.accept(messages, ignored)
    }
    await served.stop()
    served = await serve({ db, settings: cloudSettings(double), accept })
    const message = (id: string) => ({
      from: ADA,
      id,
      timestamp: String(Math.floor(Date.now() / 1000)),
      type: 'text',
      text: { body: 'hello' },
    })
    const ids = [fresh(), spoilt, fresh()]
    expect((await deliver(double.webhook({ messages: ids.map(message) }))).status).toBe(200)
    expect(inbox.taken.map(({ externalId }) => externalId)).toEqual([ids[0], ids[2]])
    expect(inbox.ignored).toEqual([{ reason: 'message that cannot be stored' }])
  })

  it('takes signed words that are no webhook, and counts them', async () => {
    for (const payload of ['text', null, [], {}, { object: 'page', entry: [] }])
      expect((await deliver(payload)).status).toBe(200)
    expect(inbox.ignored).toHaveLength(5)
    expect(new Set(inbox.ignored.map(({ reason }) => reason))).toEqual(new Set(['body is not understood']))
  })

  it('leaves what is for another number of the business', async () => {
    const payload = JSON.stringify(double.text(fresh(), ADA, 'hello')).replaceAll(double.phoneNumberId, '999')
    expect((await deliver(JSON.parse(payload))).status).toBe(200)
    expect(inbox.taken).toEqual([])
    expect(inbox.ignored).toEqual([{ reason: 'for a number that is not set up here' }])
  })
})

describe('what is in a webhook', () => {
  it('reads every message of every change of every entry', async () => {
    const one = double.text(fresh(), ADA, 'one') as { entry: unknown[] }
    const two = double.text(fresh(), '447700900456', 'two') as { entry: { changes: unknown[] }[] }
    const three = double.text(fresh(), ADA, 'three') as { entry: { changes: unknown[] }[] }
    two.entry[0]!.changes.push(...three.entry[0]!.changes)
    await deliver({ ...one, entry: [...one.entry, ...two.entry] })
    expect(inbox.taken.map(({ text, thread }) => [thread, text])).toEqual([
      [ADA, 'one'],
      ['447700900456', 'two'],
      [ADA, 'three'],
    ])
  })

  it.each([
    [
      'a caption',
      { type: 'image', image: { mime_type: 'image/jpeg', id: '1', caption: 'torn' } },
      { kind: 'media', text: 'torn', attachments: [{ contentType: 'image/jpeg' }] },
    ],
    [
      'a voice message',
      { type: 'audio', audio: { mime_type: 'audio/ogg; codecs=opus', id: '1', voice: true } },
      { kind: 'media', attachments: [{ contentType: 'audio/ogg; codecs=opus', name: 'voice message' }] },
    ],
    [
      'a reaction',
      { type: 'reaction', reaction: { message_id: 'wamid.o', emoji: '👍' } },
      { kind: 'reaction', text: '👍', replyTo: 'wamid.o' },
    ],
    [
      'a reaction taken back',
      { type: 'reaction', reaction: { message_id: 'wamid.o' } },
      { kind: 'reaction', text: '', replyTo: 'wamid.o' },
    ],
    [
      'a location',
      { type: 'location', location: { latitude: 54.5, longitude: -3.1, name: 'Larkmoor' } },
      {
        kind: 'media',
        attachments: [
          {
            contentType: 'application/geo+json',
            name: 'Larkmoor',
            url: 'https://maps.google.com/?q=54.5,-3.1',
          },
        ],
      },
    ],
    [
      'a contact',
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Bo' } }] },
      { kind: 'media', attachments: [{ contentType: 'text/vcard', name: 'Bo' }] },
    ],
    [
      'an order',
      {
        type: 'order',
        order: { text: 'quick please', product_items: [{ product_retailer_id: 'TENT-2', quantity: 2 }] },
      },
      { kind: 'media', text: 'quick please', attachments: [{ name: 'order: 2 × TENT-2' }] },
    ],
    [
      'a button',
      {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: 'a', title: 'A' } },
        context: { id: 'wamid.o' },
      },
      { kind: 'choice', choice: 'a', text: 'A', replyTo: 'wamid.o' },
    ],
    [
      'a row',
      {
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: 'b', title: 'B', description: 'd' } },
      },
      { kind: 'choice', choice: 'b', text: 'B' },
    ],
    [
      'a template’s button',
      { type: 'button', button: { payload: 'p', text: 'P' } },
      { kind: 'choice', choice: 'p', text: 'P' },
    ],
    [
      'a form',
      {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: { name: 'flow', response_json: '{"flow_token":"x","shoe_size":"43"}' },
        },
      },
      { kind: 'media', text: 'shoe size: 43' },
    ],
    [
      'an edit',
      {
        type: 'edit',
        edit: { original_message_id: 'wamid.o', message: { type: 'text', text: { body: 'new' } } },
      },
      { kind: 'edit', text: 'new', replyTo: 'wamid.o' },
    ],
    [
      'an unsent message',
      { type: 'revoke', revoke: { original_message_id: 'wamid.o' } },
      { kind: 'delete', replyTo: 'wamid.o' },
    ],
    [
      'a notice',
      { type: 'system', system: { type: 'customer_identity_changed', body: 'changed' } },
      { kind: 'event', text: 'changed' },
    ],
    [
      'a poll or the like',
      { type: 'unsupported', errors: [{ code: 131_051 }] },
      { kind: 'media', attachments: [{ contentType: 'application/octet-stream' }] },
    ],
    [
      'a type of 2031',
      { type: 'hologram', hologram: {} },
      { kind: 'media', attachments: [{ name: 'hologram message' }] },
    ],
    ['a type like a property of objects', { type: 'constructor' }, { kind: 'media' }],
    ['a text without text', { type: 'text' }, { kind: 'media' }],
  ])('brings %s into normal form', async (_name, parts, expected) => {
    expect((await deliver(double.message(fresh(), ADA, parts))).status).toBe(200)
    expect(last()).toMatchObject({
      ...expected,
      thread: ADA,
      from: { id: ADA, name: 'Ada' },
      proofs: [{ kind: 'phone', value: `+${ADA}` }],
    })
  })

  it('leaves groups, and says so', async () => {
    await deliver(double.message(fresh(), ADA, { type: 'text', text: { body: 'all?' }, group_id: 'g1' }))
    expect(inbox.taken).toEqual([])
    expect(inbox.ignored).toEqual([{ reason: 'group message' }])
  })

  it('tells how far a message came, and why it failed', async () => {
    const status = (state: string, more = {}) => ({
      id: 'wamid.out',
      status: state,
      timestamp: '1772998034',
      recipient_id: ADA,
      ...more,
    })
    const errors = [
      { code: 131_049, title: 'Not delivered', error_data: { details: 'To keep people engaged' } },
    ]
    await deliver(
      double.webhook({
        statuses: [
          status('delivered'),
          status('sent'),
          status('played'),
          status('failed', { errors }),
          status('deleted'),
        ],
      }),
    )
    expect(
      inbox.taken.map(({ externalId, status: told, replyTo }) => [externalId, told?.state, replyTo]),
    ).toEqual([
      ['wamid.out:delivered', 'delivered', 'wamid.out'],
      ['wamid.out:sent', 'sent', 'wamid.out'],
      ['wamid.out:read', 'read', 'wamid.out'],
      ['wamid.out:failed', 'failed', 'wamid.out'],
    ])
    expect(last().status?.reason).toBe('131049: To keep people engaged')
    expect(inbox.ignored).toEqual([{ reason: 'status: deleted' }])
    expect(await db.query('SELECT FROM whatsapp_person')).toEqual([])
  })
})

describe('people', () => {
  it('stay in their thread when WhatsApp begins to name them by an id, and when it leaves the number out', async () => {
    await deliver(double.text(fresh(), ADA, 'by number'))
    await deliver(double.text(fresh(), ADA, 'by both', ADA_ID))
    await deliver(double.text(fresh(), undefined, 'by id', ADA_ID))
    expect(inbox.taken.map(({ thread, from }) => [thread, from.id])).toEqual(
      [ADA, ADA, ADA].map((id) => [id, id]),
    )
    expect(last().proofs).toBeUndefined()
    await deliver(
      double.webhook({
        statuses: [{ id: 'wamid.o', status: 'read', timestamp: '1', recipient_user_id: ADA_ID }],
      }),
    )
    expect(last().thread).toBe(ADA)
  })

  it('are keyed on the id from the start, and written to by it until their number is known', async () => {
    await deliver(double.text(fresh(), undefined, 'hello', ADA_ID))
    expect(last()).toMatchObject({ thread: ADA_ID, from: { id: ADA_ID } })
    const address = { channel: 'whatsapp', account, thread: ADA_ID }
    await served.channel.send(address, content('hi'), 'k1', context())
    expect(double.sent.at(-1)!.body).toMatchObject({ recipient: ADA_ID })
    expect(double.sent.at(-1)!.body.to).toBeUndefined()
    await deliver(double.text(fresh(), ADA, 'now with my number', ADA_ID))
    expect(last().thread).toBe(ADA_ID)
    await served.channel.send(address, content('hi'), 'k2', context())
    expect(double.sent.at(-1)!.body).toMatchObject({ to: ADA })
  })

  it('are told apart within one webhook too, when a number goes from one to another', async () => {
    const say = (user?: string) => ({
      from: ADA,
      ...(user === undefined ? {} : { from_user_id: user }),
      id: fresh(),
      timestamp: String(Math.floor(Date.now() / 1000)),
      type: 'text',
      text: { body: 'hello' },
    })
    await deliver(double.webhook({ messages: [say(ADA_ID), say(ADA_ID), say('GB.222'), say()] }))
    expect(inbox.taken.map(({ thread }) => thread)).toEqual([ADA_ID, ADA_ID, 'GB.222', 'GB.222'])
  })

  it('who get a number that was somebody else’s do not get the conversation with it', async () => {
    await deliver(double.text(fresh(), ADA, 'mine', ADA_ID))
    await deliver(double.text(fresh(), ADA, 'mine now', 'GB.222'))
    expect(inbox.taken.map(({ thread }) => thread)).toEqual([ADA_ID, 'GB.222'])
    const receipt = await served.channel.send(
      { channel: 'whatsapp', account, thread: ADA_ID },
      content('x'),
      'k',
      context(),
    )
    expect(receipt.outcome).toBe('sent')
    expect(double.sent.at(-1)!.body).toMatchObject({ recipient: ADA_ID })
  })

  it('keep their thread under a new number, also when the news of it comes twice', async () => {
    await deliver(double.text(fresh(), ADA, 'before'))
    const news = double.message(fresh(), ADA, {
      type: 'system',
      system: { type: 'user_changed_number', wa_id: '447700900999', body: 'changed' },
    })
    await deliver(news)
    await deliver(news)
    await deliver(double.text(fresh(), '447700900999', 'after'))
    expect(inbox.taken.map(({ thread }) => thread)).toEqual([ADA, ADA, ADA])
    await served.channel.send({ channel: 'whatsapp', account, thread: ADA }, content('x'), 'k', context())
    expect(double.sent.at(-1)!.body).toMatchObject({ to: '447700900999' })
    await deliver(double.text(fresh(), ADA, 'I have this number now'))
    expect(last().thread).toBe(`${ADA}~2`)
  })

  it('are met once by two webhooks at the same time', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        deliver(double.text(fresh(), n % 2 ? ADA : undefined, 'at once', ADA_ID)),
      ),
    )
    expect(inbox.taken.map(({ thread }) => thread)).toEqual(Array(8).fill(ADA_ID))
    expect(await db.query('SELECT number, scoped_id FROM whatsapp_person')).toEqual([
      { number: ADA, scoped_id: ADA_ID },
    ])
  })

  it('are forgotten and pruned', async () => {
    await deliver(double.text(fresh(), ADA, 'hello'))
    await served.channel.send(
      { channel: 'whatsapp', account, thread: ADA },
      content('Which?', { choices: choices(2) }),
      'k',
      context(),
    )
    await served.channel.forget!(account, ADA)
    expect(
      await db.query('SELECT thread FROM whatsapp_person UNION SELECT thread FROM whatsapp_offer'),
    ).toEqual([])
    await deliver(double.text(fresh(), ADA, 'again'))
    expect(await served.channel.prune!(new Date(Date.now() - 60_000))).toBe(0)
    expect(await served.channel.prune!(new Date(Date.now() + 60_000))).toBe(1)
  })
})

describe('choices that were numbered', () => {
  const address = () => ({ channel: 'whatsapp', account, thread: ADA })
  const offer = (n: number) =>
    served.channel.send(address(), content('Which one?', { choices: choices(n) }), `k${++count}`, context())
  const say = (text: string) => deliver(double.text(fresh(), ADA, text))

  it.each([
    ['2', 'value-2'],
    [' 11. ', 'value-11'],
    ['(3)', 'value-3'],
    ['4️⃣', 'value-4'],
    ['choice  5', 'value-5'],
  ])('are picked by %s', async (typed, value) => {
    await offer(12)
    expect(double.shownTo(ADA).at(-1)).toContain('12. Choice 12')
    await say(typed)
    expect(last()).toMatchObject({ kind: 'choice', choice: value, text: `Choice ${value.slice(6)}` })
  })

  it('are not picked by anything else, nor once another message stands below them', async () => {
    await offer(12)
    for (const text of ['13', '0', '2 pairs of boots', 'no']) {
      await say(text)
      expect(last()).toMatchObject({ kind: 'text', text })
    }
    await served.channel.send(address(), content('Anything else?'), 'k', context())
    await say('2')
    expect(last()).toMatchObject({ kind: 'text', text: '2' })
  })
})
