import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import express from 'express'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Receipt } from '../../src/contract/channel.ts'
import type { Content } from '../../src/contract/message.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { InstagramDouble } from '../doubles/meta/instagram.ts'
import { testFiles } from '../public-files.ts'
import { content, context, serve, Taken, type Served } from './harness.ts'

let db: TestDatabase
let double: InstagramDouble
let served: Served
let taken: Taken
let shopper = ''
let count = 0
const key = () => `key-${++count}`
const long = (marks: number) =>
  content(Array.from({ length: marks }, (_, n) => `Mark ${n}: ${'word '.repeat(150)}.`).join('\n\n'))

beforeAll(async () => {
  db = await openTestDatabase()
  double = await new InstagramDouble().start()
  taken = new Taken()
  served = await serve(db, double, taken.accept)
})
afterAll(async () => {
  await served.stop()
  await double.stop()
  await db.close()
})
beforeEach(() => {
  shopper = String(9000 + ++count)
  double.text(shopper, 'hello')
  double.graph.fail()
  taken.messages = []
  taken.ignored = []
})

const address = () => ({ channel: 'instagram', account: double.account, thread: shopper })
const send = (words: Content, given = key(), hoursAgo = 0, author: 'bot' | 'human' = 'bot') =>
  served.channel.send(address(), words, given, context(double, hoursAgo, author))
const shown = () => double.shopper(shopper).shown
const deliver = (payload: unknown) => double.graph.deliver(served.webhook, payload)

describe('a send in parts', () => {
  it('tells all ids', async () => {
    const receipt = await send(long(3))
    expect(receipt).toEqual({
      outcome: 'sent',
      externalId: shown().at(-1)!.mid,
      parts: shown().map(({ mid }) => mid),
    })
    expect(shown()).toHaveLength(3)
  })

  it('goes on behind the parts that arrived, when it is repeated', async () => {
    const given = key()
    double.onShown = () => {
      double.onShown = undefined
      double.graph.fail('rate_limited')
    }
    expect(await send(long(3), given)).toMatchObject({
      outcome: 'refused',
      permanent: false,
      reason: expect.stringContaining('after 1 of 3 parts'),
    })
    expect(shown()).toHaveLength(1)
    expect(await send(long(3), given)).toMatchObject({
      outcome: 'sent',
      parts: [expect.anything(), expect.anything(), expect.anything()],
    })
    expect(shown().map(({ text }) => text.slice(0, 6))).toEqual(['Mark 0', 'Mark 1', 'Mark 2'])
  })
})

describe('the same key again', () => {
  it('is not sent twice, and gets the same receipt', async () => {
    const first = await send(content('once'), 'again')
    expect(await send(content('once'), 'again')).toEqual(first)
    expect(shown()).toHaveLength(1)
  })

  it('is not sent while nobody knows of the first', async () => {
    double.graph.fail('takes_then_drops')
    expect(await send(content('perhaps'), 'perhaps')).toMatchObject({ outcome: 'unknown' })
    expect(await send(content('perhaps'), 'perhaps')).toMatchObject({ outcome: 'unknown' })
    expect(shown()).toHaveLength(1)
  })

  it('is sent when the first surely did not leave', async () => {
    double.graph.fail('rate_limited')
    expect(await send(content('later'), 'later')).toMatchObject({ outcome: 'refused', permanent: false })
    expect(await send(content('later'), 'later')).toMatchObject({ outcome: 'sent' })
    expect(shown()).toHaveLength(1)
  })
})

describe('receipts tell the truth', () => {
  it.each(['error500', 'garbage', 'hangs', 'drops', 'takes_then_500', 'takes_then_garbage'] as const)(
    '%s: nobody knows',
    async (failure) => {
      double.graph.fail(failure)
      expect(await send(content('hm'))).toMatchObject({ outcome: 'unknown' })
    },
  )

  it('waits as long as Instagram asks', async () => {
    double.graph.fail('rate_limited')
    expect(await send(content('hm'))).toMatchObject({
      outcome: 'refused',
      permanent: false,
      retryAfterSeconds: 60,
    })
  })

  it('says when a shopper cannot be reached', async () => {
    double.shopper(shopper).blocked = true
    expect(await send(content('hm'))).toEqual<Receipt>({
      outcome: 'refused',
      permanent: true,
      reason: 'the shopper cannot be reached (551/1545041)',
    })
    shopper = '404'
    expect(await send(content('hm'))).toMatchObject({ outcome: 'refused', permanent: true })
  })

  it('says when the token is not accepted, and tries again with the new one', async () => {
    const good = double.graph.token
    double.graph.token = 'another'
    const receipt = await send(content('hm'))
    expect(receipt).toMatchObject({ outcome: 'refused', permanent: false })
    expect(JSON.stringify(receipt)).not.toContain(good)
    double.graph.token = good
    expect(await send(content('hm'))).toMatchObject({ outcome: 'sent' })
  })

  it('knows that nothing left when nothing could be connected to', async () => {
    const away = new InstagramDouble()
    await away.start()
    const dead = await serve(db, away, taken.accept)
    await away.stop()
    const receipt = await dead.channel.send(address(), content('hm'), key(), context(double))
    await dead.stop()
    expect(receipt).toMatchObject({ outcome: 'refused', permanent: false })
  })

  it('refuses files, since nothing can carry them', async () => {
    const files = [{ name: 'label.pdf', contentType: 'application/pdf', data: 'aGVsbG8=' }]
    const receipt = await send(content('Your label', { files }), key(), 0, 'human')
    expect(receipt).toMatchObject({ outcome: 'refused', permanent: true })
    expect(shown()).toHaveLength(0)
  })
})

describe('the window', () => {
  it.each([
    ['bot', 1, 'RESPONSE'],
    ['human', 1, 'RESPONSE'],
    ['human', 25, 'MESSAGE_TAG HUMAN_AGENT'],
    ['human', 167, 'MESSAGE_TAG HUMAN_AGENT'],
  ] as const)('%s after %d hours: %s', async (author, hours, declared) => {
    double.shopper(shopper).lastInbound = double.now - hours * 3_600_000
    expect(await send(content('hello'), key(), hours, author)).toMatchObject({ outcome: 'sent' })
    expect(shown().at(-1)!.declared).toBe(declared)
  })

  it.each([
    ['bot', 24.1],
    ['bot', 100],
    ['human', 169],
  ] as const)('%s after %d hours: not at all', async (author, hours) => {
    const calls = double.graph.calls.length
    expect(await send(content('hello'), key(), hours, author)).toMatchObject({
      outcome: 'refused',
      permanent: true,
      reason: 'outside the reply window',
    })
    expect(double.graph.calls).toHaveLength(calls)
  })

  it('takes Instagram’s word when its clock says otherwise', async () => {
    double.shopper(shopper).lastInbound = double.now - 25 * 3_600_000
    expect(await send(content('hello'))).toMatchObject({
      outcome: 'refused',
      permanent: true,
      reason: 'outside the reply window (10/2534022)',
    })
  })
})

describe('what comes back', () => {
  it('knows its own echoes, also when they are faster than the answer', async () => {
    const receipt = await send(content('from the bot'))
    await deliver(double.echo(shopper, shown()[0]!.mid, 'from the bot'))
    double.graph.fail('takes_then_hangs')
    const sending = send(content('slow **one**'))
    await expect.poll(() => shown().length).toBe(2)
    const [, slow] = shown()
    await deliver(double.echo(shopper, slow!.mid, slow!.text))
    expect(receipt).toMatchObject({ outcome: 'sent' })
    // The echo is as good as the answer that never came.
    expect(await sending).toEqual({ outcome: 'sent', externalId: slow!.mid })
    expect(taken.messages).toEqual([])
    expect(taken.ignored.map(({ reason }) => reason)).toEqual([
      'echo of a sent message',
      'echo of a sent message',
    ])
  })

  it('reports what a person wrote in the app', async () => {
    await deliver(double.echo(shopper, 'by-hand', 'I will look into it'))
    expect(taken.messages).toMatchObject([
      {
        kind: 'event',
        thread: shopper,
        from: { id: double.account },
        externalId: 'by-hand',
        text: 'written in the Instagram app: I will look into it',
      },
    ])
  })

  const list = Array.from({ length: 14 }, (_, n) => ({
    title: `Size number ${n + 36}`,
    value: `size-${n + 36}`,
  }))

  it('understands the number of a choice', async () => {
    await send(content('Which size?', { choices: list }))
    await deliver(double.text(shopper, ' 2. '))
    await deliver(double.text(shopper, '15'))
    await deliver(double.text(shopper, 'two of them'))
    expect(taken.messages.map(({ kind, text, choice }) => [kind, text, choice])).toEqual([
      ['choice', 'Size number 37', 'size-37'],
      ['text', '15', undefined],
      ['text', 'two of them', undefined],
    ])
  })

  it('takes a number for a number once something else was asked', async () => {
    await send(content('Which size?', { choices: list }))
    await send(content('How many?'))
    await deliver(double.text(shopper, '2'))
    expect(taken.messages).toMatchObject([{ kind: 'text', text: '2' }])
  })

  it('gives the button’s value back', async () => {
    await send(content('Which?', { choices: [{ title: 'Blue', value: 'colour-blue' }] }))
    const [button] = shown()[0]!.buttons
    const message = { mid: double.mid(), text: button!.title, quick_reply: { payload: button!.payload } }
    await deliver(double.event(shopper, { message }))
    expect(taken.messages).toMatchObject([{ kind: 'choice', choice: 'colour-blue', text: 'Blue' }])
  })
})

it('shows that the message was seen and that the bot types', async () => {
  await served.channel.typing!(address())
  expect(double.shopper(shopper).actions).toEqual(['mark_seen', 'typing_on'])
})

it('keeps nothing of a shopper who is forgotten, nor of long ago', async () => {
  const rows = async () =>
    (await db.query('SELECT 1 AS one FROM instagram_send WHERE thread = $1', [shopper])).length
  await send(content('hello'))
  expect(await rows()).toBe(1)
  await served.channel.forget!(double.account, shopper)
  expect(await rows()).toBe(0)
  await send(content('hello'))
  expect(await served.channel.prune!(new Date(Date.now() - 60_000))).toBe(0)
  expect(await served.channel.prune!(new Date(Date.now() + 60_000))).toBeGreaterThan(0)
  expect(await rows()).toBe(0)
})

describe('what is no text', () => {
  const file = (name: string, contentType: string, bytes = 'bytes of a file') => ({
    name,
    contentType,
    data: Buffer.from(bytes).toString('base64'),
  })

  it('a file needs an address from which Instagram can fetch it', async () => {
    const files = [file('label.pdf', 'application/pdf')]
    expect(await send(content('Your label', { files }))).toMatchObject({
      outcome: 'refused',
      permanent: true,
      reason: expect.stringContaining('PUBLIC_URL'),
    })
    expect(shown()).toEqual([])
  })

  describe('with a public address', () => {
    let open: Server
    let publicUrl = ''
    let other: Served
    beforeAll(async () => {
      open = express().use(testFiles(db).routes).listen(0, '127.0.0.1')
      await once(open, 'listening')
      publicUrl = `http://127.0.0.1:${(open.address() as AddressInfo).port}`
      other = await serve(db, double, taken.accept, {}, publicUrl)
    })
    afterAll(async () => {
      await other.stop()
      open.closeAllConnections()
      await promisify(open.close.bind(open))()
    })
    const show = (words: Content) => other.channel.send(address(), words, key(), context(double, 0, 'human'))

    it('files are fetched and shown behind the text', async () => {
      const files = [file('label.pdf', 'application/pdf'), file('coat.png', 'image/png', 'picture')]
      expect(await show(content('Your label', { files }))).toMatchObject({ outcome: 'sent' })
      expect(shown().map(({ text, file: got }) => text || `${got?.type} ${got?.bytes.toString()}`)).toEqual([
        'Your label',
        'file bytes of a file',
        'image picture',
      ])
    })

    it('what Instagram shows none of is refused before anything leaves', async () => {
      const files = [file('coat.png', 'image/png'), file('list.xlsx', 'application/vnd.ms-excel')]
      expect(await show(content('Both', { files }))).toMatchObject({
        outcome: 'refused',
        permanent: true,
        reason: expect.stringContaining('list.xlsx'),
      })
      expect(await show(content('', { files: [file('empty.png', 'image/png', '')] }))).toMatchObject({
        reason: 'empty.png is empty',
      })
      expect(shown()).toEqual([])
    })

    it('cards are a carousel', async () => {
      const card = { title: 'Coat', subtitle: '€ 249', url: 'https://shop.example/coat', action: 'Look' }
      expect(await show(content('These fit.', { cards: [card, { ...card, title: 'Hat' }] }))).toMatchObject({
        outcome: 'sent',
      })
      expect(shown()[1]!.cards).toMatchObject([{ title: 'Coat', subtitle: '€ 249' }, { title: 'Hat' }])
    })
  })
})
