import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Inbound } from '../../src/contract/message.ts'
import { cutAt } from '../../channels/voice/relay/playing.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import type { Caller } from '../doubles/twilio/voice.ts'
import { signCall } from '../doubles/twilio/voice-sign.ts'
import { CALLER, HANDOFF, NUMBER, openWorld, quick, RETURNS, text, until, type World } from './harness.ts'

let db: TestDatabase
let world: World
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())
beforeEach(async () => {
  world = await openWorld(db, { settings: { mode: 'relay' } })
})
afterEach(async () => world.close())

const withSettings = async (settings: NonNullable<Parameters<typeof openWorld>[1]>['settings']) => {
  await world.close()
  world = await openWorld(db, { settings: { mode: 'relay', ...settings } })
}
const ring = (from = CALLER) => world.twilio.call(from, NUMBER)

/** Everything that is heard until something holds; by default until anything is. */
async function hears(
  caller: Caller,
  enough: (heard: string[]) => boolean = (heard) => heard.length > 0,
  ms = 10_000,
) {
  const heard: string[] = []
  await until(() => {
    heard.push(...caller.takeHeard(), ...(caller.relay?.takeHeard() ?? []))
    return enough(heard)
  }, ms)
  return heard
}

describe('a call over the relay', () => {
  it('greets by the TwiML, and answers sentence by sentence', async () => {
    const caller = await ring()
    expect(caller.takeHeard()).toEqual([
      'Hello, this is the assistant of Larkmoor. What can I help you with?',
    ])
    world.engine.reply = () => text('It costs €4.95. That is **all**.', { citations: [RETURNS] })
    caller.relay!.prompt('What does it cost?')
    expect(await hears(caller, (heard) => heard.length > 1)).toEqual([
      'According to our page Returns and exchanges: It costs 4 euros 95. That is all.',
      'Shall I send you that page as a text message? Say yes, or press 1.',
    ])
    const tokens = caller.relay!.frames.map(({ frame }) => frame)
    expect(tokens[0]).toEqual({
      type: 'text',
      token: 'According to our page Returns and exchanges: It costs 4 euros 95. ',
      last: false,
      lang: 'en-US',
    })
    expect(tokens.map(({ last }) => last)).toEqual([false, true, false, true])
    expect(world.engine.taken.findLast(({ kind }) => kind === 'text')).toMatchObject({
      thread: caller.sid,
      from: { id: CALLER },
      locale: 'en-US',
      externalId: expect.stringMatching(/^VX\w+:\d+$/),
    })
  })

  it('fills the time while an answer takes long, and gives up in the end', async () => {
    await withSettings({ timing: { ...quick, answerMs: 200 } })
    const caller = await ring()
    caller.takeHeard()
    world.engine.reply = ({ wants }) => (wants ? HANDOFF : undefined)
    caller.relay!.prompt('Are you there?')
    const heard = await hears(caller, (all) => all.join(' ').includes('anything else'))
    expect(heard[0]).toBe('One moment, I am looking that up.')
    expect(heard.slice(-3, -1)).toEqual([
      'I am sorry, this is taking too long.',
      expect.stringContaining('call you back'),
    ])
    expect(world.engine.taken.some(({ wants }) => wants === 'person')).toBe(true)
  })

  it('asks after who says nothing, and ends the call at the third silence', async () => {
    await withSettings({ timing: { ...quick, silenceSeconds: -4 } })
    const caller = await ring()
    const heard = await hears(caller, (all) => all.some((one) => one.includes('end the call now')))
    expect(heard.slice(1, 3)).toEqual([
      'I am still here. What would you like to know?',
      'I cannot hear you. Please ask your question, or press 0 for a colleague.',
    ])
    await until(() => caller.state === 'ended')
    expect(caller.error).toBeUndefined()
  }, 20_000)

  it('puts through on the key 0: end, action, Dial, with a summary', async () => {
    await withSettings({ transferTo: '+442079460099' })
    const caller = await ring()
    caller.relay!.prompt('Where is my parcel?')
    await hears(caller, (all) => all.some((one) => one.startsWith('You said')))
    caller.relay!.dtmf('0')
    await until(() => caller.state === 'ended')
    expect(caller.takeHeard()).toEqual(['I am putting you through to a colleague. Please stay on the line.'])
    expect(world.twilio.whispers).toEqual([
      'A caller from the shop’s assistant. They asked: Where is my parcel?',
    ])
    expect(caller.error).toBeUndefined()
  })

  it('comes back over the relay when nobody takes the transfer', async () => {
    await withSettings({ transferQueue: 'support' })
    world.twilio.queueEnd = 'nobody'
    world.engine.reply = ({ wants }) => (wants ? HANDOFF : text('Here I am.'))
    const caller = await ring()
    caller.relay!.prompt('Operator')
    const heard = await hears(caller, (all) => all.some((one) => one.includes('call you back')))
    expect(heard.join(' ')).toContain('stay on the line')
    await until(() => caller.state === 'relay' && caller.relay!.state() === 'open')
    caller.relay!.prompt('Are you there?')
    expect(await hears(caller)).toEqual(['Here I am.'])
  })

  it('collects a number key by key from who withholds theirs', async () => {
    const caller = await ring('anonymous')
    caller.takeHeard()
    caller.relay!.dtmf('0')
    expect((await hears(caller))[0]).toContain('key in the number')
    for (const digit of '02079460123#') caller.relay!.dtmf(digit)
    expect((await hears(caller))[0]).toContain('I have noted')
    const wish = world.engine.taken.find(({ wants }) => wants === 'person')
    expect(wish?.text).toContain('02079460123')
  })

  it('changes its language by a frame, and follows the one that is heard', async () => {
    const caller = await ring()
    caller.takeHeard()
    caller.relay!.prompt('German, please')
    expect((await hears(caller))[0]).toContain('sprechen wir Deutsch')
    expect(caller.relay!.frames.map(({ frame }) => frame)[0]).toEqual({
      type: 'language',
      ttsLanguage: 'de-DE',
      transcriptionLanguage: 'de-DE',
    })
    world.engine.reply = () => text('Das kostet 4,95 €.')
    caller.relay!.prompt('Was kostet das?', { lang: 'de-DE' })
    expect(await hears(caller)).toEqual(['Das kostet 4 Euro 95.'])
    world.engine.reply = () => text('Ça coûte 4,95 €.')
    caller.relay!.prompt('Combien ?', { lang: 'fr-FR' })
    expect(await hears(caller)).toEqual(['Ça coûte 4 euros 95.'])
  })

  it('says what an agent writes, at once', async () => {
    const caller = await ring()
    caller.takeHeard()
    const address = { channel: 'voice', account: NUMBER, thread: caller.sid }
    const context = { author: 'human', lastInboundAt: new Date().toISOString() } as const
    await world.channel.send(address, text('This is Ada.'), 'relay-agent', context)
    expect(await hears(caller)).toEqual(['This is Ada.'])
    expect(world.twilio.rest.requests).toEqual([])
  })
})

describe('an interruption', () => {
  const interrupted = async (utterance: string) => {
    const caller = await ring()
    caller.takeHeard()
    world.engine.reply = () => text('Sale items can be returned. Within 14 days. Unworn, of course.')
    caller.relay!.prompt('Can I return it?')
    await hears(caller)
    caller.relay!.interrupt(utterance)
    const news = (): Inbound | undefined =>
      world.engine.taken.find(({ status }) => status?.heard !== undefined)
    await until(() => news() !== undefined)
    return { caller, status: news()! }
  }

  it('tells what was really heard', async () => {
    const { status } = await interrupted('Sale items can be returned. Within 14')
    expect(status).toMatchObject({
      kind: 'status',
      replyTo: expect.stringMatching(/^say-\d+$/),
      status: { state: 'delivered', heard: 'Sale items can be returned. Within 14' },
    })
  })

  it('is not the end of the answer for who wants to hear the rest', async () => {
    const { caller } = await interrupted('Sale items')
    caller.relay!.prompt('go on')
    expect(await hears(caller)).toEqual(['Sale items can be returned. Within 14 days. Unworn, of course.'])
  })

  // On a busy machine what waits may be taken, and said, before the interruption has come.
  it('drops what waited to be said', { retry: 3 }, async () => {
    const caller = await ring()
    caller.relay!.prompt('Hello?')
    await hears(caller, (all) => all.some((one) => one.startsWith('You said')))
    await db.query(
      `INSERT INTO voice_say (key, call_sid, content) VALUES ($2, $1, '{"text":"Old.","citations":[],"choices":[]}')`,
      [caller.sid, randomUUID()],
    )
    caller.relay!.interrupt('You said')
    await until(() => world.engine.taken.some(({ status }) => status?.heard === ''))
    world.engine.reply = () => text('New.')
    caller.relay!.prompt('Something else')
    expect(await hears(caller)).toEqual(['New.'])
  })

  it.each([
    ['Life is a', { 1: 'Life is a', 2: '' }, 3],
    ['Life is a complex set.', { 1: 'Life is a complex set.', 2: '' }, 2],
    ['life is a complex set. It goes on. And', { 2: 'And' }, 1],
    ['And on, again', {}, 0],
    ['', { 1: '', 2: '' }, 3],
    ['nothing of the kind', { 1: '', 2: '' }, 3],
  ])('after “%s” leaves what was heard', (utterance, heard, left) => {
    const pieces = [
      { say: 1, text: 'Life is a complex set.' },
      { say: 1, text: 'It goes on.' },
      { say: 2, text: 'And on, again!' },
    ]
    const cut = cutAt(pieces, utterance)
    expect(Object.fromEntries(cut.heard)).toEqual(heard)
    expect(cut.left).toHaveLength(left)
  })
})

describe('a socket', () => {
  it('that breaks is opened again, twice; then the call goes on by Gather', async () => {
    const caller = await ring()
    caller.takeHeard()
    for (const round of [1, 2]) {
      caller.relay!.drop()
      const [heard] = await hears(caller)
      expect(heard).toContain('Sorry, we were cut off.')
      await until(() => caller.state === 'relay' && caller.relay!.state() === 'open')
      caller.relay!.prompt(`Question ${round}`)
      expect(await hears(caller)).toEqual([`You said Question ${round}.`])
    }
    caller.relay!.drop()
    expect((await hears(caller))[0]).toContain('cut off')
    await until(() => caller.state === 'gathering')
    expect(await caller.say('Still there?')).toEqual(['You said Still there?.'])
  })

  it('that breaks while an answer is made loses nothing', async () => {
    const caller = await ring()
    caller.takeHeard()
    world.engine.delay = 150
    caller.relay!.prompt('Slowly?')
    await until(() => world.engine.asked.length === 1)
    caller.relay!.drop()
    expect(await hears(caller, (all) => all.some((one) => one.startsWith('You said')))).toEqual([
      'Sorry, we were cut off.',
      'You said Slowly?.',
    ])
    expect(world.engine.asked).toEqual(['Slowly?'])
  })

  it('bears bad frames, and closes after ten in a row', async () => {
    const caller = await ring()
    caller.takeHeard()
    const bad = [
      '{',
      '"text"',
      '{"type":"future"}',
      '[]',
      '',
      '{"type":"prompt"}',
      '{"type":"dtmf","digit":"xx"}',
      '7',
      'null',
    ]
    for (const frame of bad) caller.relay!.sendRaw(frame)
    caller.relay!.prompt('Still there?')
    expect(await hears(caller)).toEqual(['You said Still there?.'])
    for (const frame of [...bad, '{}']) caller.relay!.sendRaw(frame)
    await until(() => world.engine.ignored.some((reason) => reason === 'a socket that broke (64105)'))
    expect(world.engine.ignored.filter((reason) => reason === 'a frame that is not known')).toHaveLength(19)
  })

  it('stays with its call, and with a language that can be spoken', async () => {
    const caller = await ring()
    caller.takeHeard()
    const setup = { sessionId: 'VXother', callSid: 'CAother', from: '+447700900999', to: NUMBER }
    caller.relay!.sendRaw(JSON.stringify({ type: 'setup', ...setup }))
    caller.relay!.prompt('Whose call?', { lang: 'constructor' })
    expect(await hears(caller)).toEqual(['You said Whose call?.'])
    expect(world.engine.taken.at(-1)).toMatchObject({ thread: caller.sid, from: { id: CALLER } })
    expect(world.engine.ignored).toContain('a second setup')
    expect(await db.query(`SELECT FROM voice_call WHERE call_sid = 'CAother'`)).toEqual([])
  })

  it('needs Twilio’s signature, over the wss or the https form of its address', async () => {
    const url = `${world.url.replace('http', 'ws')}/channels/voice/relay`
    const status = (signature: string | undefined) =>
      new Promise<number>((resolve) => {
        const headers = signature === undefined ? {} : { 'x-twilio-signature': signature }
        const socket = new WebSocket(url, { headers })
        socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
        socket.on('open', () => {
          socket.terminate()
          resolve(101)
        })
        socket.on('error', () => undefined)
      })
    const sign = (address: string, token = world.twilio.authToken) => signCall(token, address, {})
    expect(await status(undefined)).toBe(403)
    expect(await status(sign(url, 'another token'))).toBe(403)
    expect(await status(sign(`${url}?x=1`))).toBe(403)
    expect(await status(sign(url))).toBe(101)
    expect(await status(sign(url.replace('ws:', 'wss:')))).toBe(101)
    expect(await status(sign(url.replace('ws:', 'https:')))).toBe(101)
    expect(
      world.engine.ignored.filter((reason) => reason === 'a signature that is not Twilio’s'),
    ).toHaveLength(3)
  })

  it('behind a proxy is signed over the public address', async () => {
    const publicUrl = 'https://chat.shop.example'
    await withSettings({ publicUrl })
    const headers = {
      'x-twilio-signature': signCall(
        world.twilio.authToken,
        'wss://chat.shop.example/channels/voice/relay',
        {},
      ),
    }
    const socket = new WebSocket(`${world.url.replace('http', 'ws')}/channels/voice/relay`, { headers })
    const opened = await new Promise((resolve) => {
      socket.on('open', () => resolve(true))
      socket.on('error', () => resolve(false))
    })
    expect(opened).toBe(true)
    socket.terminate()
  })
})

describe('an answer that comes in pieces', () => {
  const piece = (n: number, more: object = {}) =>
    text(`Sentence ${n} is long enough to count among those that are said at once, as it were.`, {
      citations: [RETURNS],
      ...more,
    })
  const open = async () => {
    const caller = await ring()
    caller.takeHeard()
    world.engine.reply = () => undefined
    caller.relay!.prompt('How?')
    await until(() => world.engine.asked.length === 1)
    const address = { channel: 'voice', account: NUMBER, thread: caller.sid }
    const context = { author: 'bot', lastInboundAt: new Date().toISOString() } as const
    const send = (key: string, content: ReturnType<typeof text>) =>
      world.channel.send(address, content, `${caller.sid}-${key}`, context)
    return { caller, send }
  }

  it('is spoken as it comes, its page named once, and asked about at its end', async () => {
    expect(world.channel.streams).toBe(true)
    const { caller, send } = await open()
    await send('1', piece(1, { continues: true }))
    expect(await hears(caller)).toEqual([
      'According to our page Returns and exchanges: Sentence 1 is long enough to count among those that are said at once, as it were.',
    ])
    await send('2', piece(2, { continues: true }))
    expect(await hears(caller)).toEqual([expect.stringMatching(/^Sentence 2/)])
    await send('3', piece(3))
    expect(await hears(caller, (heard) => heard.length > 1)).toEqual([
      expect.stringMatching(/^Sentence 3/),
      expect.stringContaining('text message'),
    ])
  })

  it('stops after three sentences until the caller wants more', async () => {
    const { caller, send } = await open()
    for (const n of [1, 2, 3, 4]) await send(String(n), piece(n, { continues: true }))
    await send('5', piece(5))
    const heard = await hears(caller, (all) => all.includes('Shall I go on?'))
    expect(heard).toHaveLength(4)
    caller.relay!.prompt('yes')
    expect((await hears(caller))[0]).toMatch(/^Sentence 4/)
  })

  it('that a person has to finish is followed by the transfer, and not said twice', async () => {
    await withSettings({ transferTo: '+442079460099' })
    const { caller, send } = await open()
    await send('1', piece(1, { continues: true }))
    await hears(caller)
    await send('2', HANDOFF)
    await until(() => caller.state === 'ended')
    expect(caller.takeHeard()).toEqual(['I am putting you through to a colleague. Please stay on the line.'])
  })
})
