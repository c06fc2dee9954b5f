import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { signCall } from '../doubles/twilio/voice-sign.ts'
import { CALLER, HANDOFF, NUMBER, openWorld, quick, RETURNS, text, until, type World } from './harness.ts'

let db: TestDatabase
let world: World
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(async () => db.close())
beforeEach(async () => {
  world = await openWorld(db)
})
afterEach(async () => world.close())

const withSettings = async (settings: NonNullable<Parameters<typeof openWorld>[1]>['settings']) => {
  await world.close()
  world = await openWorld(db, { settings: settings ?? {} })
}
const ring = (from = CALLER) => world.twilio.call(from, NUMBER)

describe('a question and its answer', () => {
  it('greets, listens, answers and listens again', async () => {
    const caller = await ring()
    expect(caller.takeHeard()).toEqual([
      'Hello, this is the assistant of Larkmoor. What can I help you with?',
    ])
    world.engine.reply = () =>
      text('It costs **€4.95**. See https://shop.example/x.', { citations: [RETURNS] })
    expect(await caller.say('What does it cost?')).toEqual([
      'According to our page Returns and exchanges: It costs 4 euros 95. See our website.',
      'Shall I send you that page as a text message? Say yes, or press 1.',
    ])
    expect(caller.state).toBe('gathering')
    expect(world.engine.asked).toEqual(['What does it cost?'])
    expect(world.engine.taken.at(0)).toMatchObject({
      kind: 'event',
      thread: caller.sid,
      from: { id: CALLER },
    })
    await until(() => world.engine.statuses.includes('delivered'))
  })

  it('answers its webhooks in time while the engine takes its time, and says so', async () => {
    await withSettings({ timing: { ...quick, answerMs: 200 } })
    const caller = await ring()
    caller.takeHeard()
    world.engine.delay = 400
    expect(await caller.say('Something slow?')).toEqual([
      'One moment, I am looking that up.',
      'You said Something slow?.',
    ])
    expect(Math.max(...caller.waits)).toBeLessThan(1000)
  })

  it('gives up on an engine that never answers, and arranges a call-back', async () => {
    await withSettings({ timing: { ...quick, answerMs: 200 } })
    const caller = await ring()
    caller.takeHeard()
    world.engine.reply = ({ wants }) => (wants ? HANDOFF : undefined)
    const heard = await caller.say('Are you there?')
    expect(heard.slice(0, 2)).toEqual([
      'One moment, I am looking that up.',
      'I am still looking. One more moment, please.',
    ])
    expect(heard.slice(-3)).toEqual([
      'I am sorry, this is taking too long.',
      expect.stringContaining('call you back on the number that you are calling from'),
      'Is there anything else that I can help you with?',
    ])
    const wish = world.engine.taken.find(({ wants }) => wants === 'person')
    expect(wish).toMatchObject({ kind: 'event', text: `The caller waits for a call-back on ${CALLER}.` })
    // The engine's own promise is not said on top.
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await caller.keepSilent()).join()).not.toContain('colleague, who will')
  })

  it('says a late answer at the next silence', async () => {
    const caller = await ring()
    caller.takeHeard()
    await world.channel.send(
      { channel: 'voice', account: NUMBER, thread: caller.sid },
      text('I looked it up myself.'),
      'agent-1',
      { author: 'human', lastInboundAt: new Date().toISOString() },
    )
    expect(await caller.keepSilent()).toEqual(['I looked it up myself.'])
  })

  it('brings a call that only listens to what an agent wrote', async () => {
    const caller = await ring()
    caller.takeHeard()
    await db.query('UPDATE voice_call SET idle_from = now() WHERE call_sid = $1', [caller.sid])
    const send = (key: string) =>
      world.channel.send(
        { channel: 'voice', account: NUMBER, thread: caller.sid },
        text(`Words of ${key}.`),
        key,
        { author: 'human', lastInboundAt: new Date().toISOString() },
      )
    expect(await send('agent-2')).toMatchObject({ outcome: 'sent' })
    await until(() => caller.state === 'gathering' && caller.heard.length > 0)
    expect(caller.takeHeard()).toEqual(['Words of agent-2.'])
    // The first is still being spoken: nobody is cut short.
    await send('agent-3')
    expect(world.twilio.rest.requests).toHaveLength(1)
    expect(await caller.keepSilent()).toEqual(['Words of agent-3.'])
  })
})

describe('what callers do', () => {
  it('asks again when it did not understand, and gets a person after the third time', async () => {
    await withSettings({ transferTo: '+442079460099' })
    const caller = await ring()
    caller.takeHeard()
    expect(await caller.say('mumble', 0.2)).toEqual([expect.stringContaining('Could you say it again')])
    expect(await caller.say('mumble', 0.2)).toEqual([expect.stringContaining('press 0 for a colleague')])
    expect(await caller.say('mumble', 0.2)).toEqual([expect.stringContaining('putting you through')])
    expect(world.engine.asked).toEqual([])
    expect(world.engine.ignored).toEqual(Array(3).fill('speech that was not understood'))
    expect(caller.state).toBe('ended')
  })

  it('takes a confidence of exactly zero as none given', async () => {
    const caller = await ring()
    caller.takeHeard()
    expect(await caller.say('Do you deliver?', 0)).toEqual(['You said Do you deliver?.'])
  })

  it('bears silence twice, and ends the call at the third', async () => {
    const caller = await ring()
    caller.takeHeard()
    expect(await caller.keepSilent()).toEqual(['I am still here. What would you like to know?'])
    expect(await caller.keepSilent()).toEqual([expect.stringContaining('I cannot hear you')])
    expect(await caller.keepSilent()).toEqual([expect.stringContaining('end the call now')])
    expect(caller.state).toBe('ended')
    expect(caller.error).toBeUndefined()
  })

  it.each([
    ['the key 0', (caller: { press: (digits: string) => Promise<string[]> }) => caller.press('0')],
    ['the word', (caller: { say: (text: string) => Promise<string[]> }) => caller.say('Operator, please.')],
  ])('puts through at once on %s, with a summary for the colleague', async (_how, ask) => {
    await withSettings({ transferTo: '+442079460099' })
    const caller = await ring()
    await caller.say('Can I return <b>sale</b> items?')
    caller.takeHeard()
    expect(await ask(caller)).toEqual(['I am putting you through to a colleague. Please stay on the line.'])
    expect(world.twilio.whispers).toEqual([
      'A caller from the shop’s assistant. They asked: Can I return <b>sale</b> items?',
    ])
    expect(world.engine.taken.some(({ text }) => text === 'The transfer ended: completed.')).toBe(true)
    expect(world.engine.taken.some(({ wants }) => wants)).toBe(false)
  })

  it('offers a call-back when nobody takes the transfer', async () => {
    await withSettings({ transferTo: 'sip:desk@shop.example' })
    world.twilio.colleague = 'no-answer'
    world.engine.reply = () => HANDOFF
    const caller = await ring()
    caller.takeHeard()
    const heard = await caller.press('0')
    expect(heard[1]).toContain('call you back')
    expect(world.engine.taken.filter(({ wants }) => wants === 'person')).toHaveLength(1)
    expect(caller.state).toBe('gathering')
  })

  it('waits in the queue for a colleague, who hears the summary', async () => {
    await withSettings({ transferQueue: 'support' })
    const caller = await ring()
    expect((await caller.say('I want to speak to a person')).at(-1)).toContain('stay on the line')
    expect(caller.state).toBe('ended')
    expect(world.twilio.whispers).toHaveLength(1)
  })

  it.each(['nobody', 'error'] as const)('leaves a queue that leads nowhere: %s', async (end) => {
    await withSettings({ transferQueue: 'support' })
    world.twilio.queueEnd = end
    const caller = await ring()
    caller.takeHeard()
    const heard = await caller.say('I want to speak to a person')
    expect(heard.at(-2)).toContain('call you back')
    expect(caller.state).toBe('gathering')
  })

  it('puts nobody through when nobody is there', async () => {
    await withSettings({ transferTo: '+442079460099', staffed: () => false })
    const caller = await ring()
    caller.takeHeard()
    expect((await caller.press('0'))[0]).toContain('call you back')
  })

  it('asks who withholds their number where to call back', async () => {
    const caller = await ring('anonymous')
    caller.takeHeard()
    expect(await caller.press('0')).toEqual([expect.stringContaining('key in the number')])
    expect(await caller.press('02079460123')).toEqual([
      expect.stringContaining('I have noted'),
      expect.stringContaining('anything else'),
    ])
    expect(world.engine.taken.at(-1)).toMatchObject({
      from: { id: `anonymous:${caller.sid}` },
      wants: 'person',
      text: expect.stringContaining('02079460123'),
    })
  })

  it('keeps two anonymous callers apart', async () => {
    const [one, other] = [await ring('+266696687'), await ring('')]
    await one.say('Hello?')
    await other.say('Hello?')
    const ids = new Set(world.engine.taken.map(({ from }) => from.id))
    expect(ids).toEqual(new Set([`anonymous:${one.sid}`, `anonymous:${other.sid}`]))
  })

  it('goes on, repeats, declines and says goodbye', async () => {
    const caller = await ring()
    caller.takeHeard()
    const sentence = (n: number) =>
      `Sentence number ${n} is long enough to count as one of the three that are said.`
    world.engine.reply = () => text([1, 2, 3, 4, 5].map(sentence).join(' '))
    expect(await caller.say('Tell me all')).toEqual([[1, 2, 3].map(sentence).join(' '), 'Shall I go on?'])
    expect(await caller.say('Say that again')).toEqual([[1, 2, 3].map(sentence).join(' ')])
    expect(await caller.say('Go on')).toEqual([[4, 5].map(sentence).join(' ')])
    expect(await caller.say('Goodbye')).toEqual(['Thank you for calling. Goodbye.'])
    expect(caller.state).toBe('ended')
    expect(world.engine.asked).toEqual(['Tell me all'])
  })

  it('takes a choice by key, by number and by name', async () => {
    const choices = [
      { title: 'Sale items', value: 'returns (Sale items)' },
      { title: 'Gift cards', value: 'returns (Gift cards)' },
    ]
    for (const pick of ['press', 'number', 'name'] as const) {
      const caller = await ring()
      caller.takeHeard()
      world.engine.reply = ({ kind }) =>
        kind === 'text' ? text('Which of these?', { choices }) : text('Fine.')
      expect(await caller.say('returns?')).toEqual([
        'Which of these? For Sale items, press 1. For Gift cards, press 2.',
      ])
      if (pick === 'press') await caller.press('2')
      else await caller.say(pick === 'number' ? 'The second one.' : 'Gift cards')
      expect(world.engine.taken.findLast(({ kind }) => kind === 'choice')).toMatchObject({
        text: 'Gift cards',
        choice: 'returns (Gift cards)',
        thread: caller.sid,
      })
    }
  })

  it('changes its language when asked to', async () => {
    const caller = await ring()
    caller.takeHeard()
    expect(await caller.say('Sprechen Sie Deutsch?')).toEqual([
      expect.stringContaining('sprechen wir Deutsch'),
    ])
    expect(caller.languages.at(-1)).toBe('de-DE')
    world.engine.reply = () => text('Das kostet 4,95 €.')
    expect(await caller.say('Was kostet das?')).toEqual(['Das kostet 4 Euro 95.'])
    expect(world.engine.taken.findLast(({ kind }) => kind === 'text')).toMatchObject({ locale: 'de-DE' })
  })
})

describe('a handoff of the engine', () => {
  it('becomes a transfer, after what is answered all the same', async () => {
    await withSettings({ transferTo: '+442079460099' })
    world.engine.reply = () => ({ ...HANDOFF, handoff: { answered: 'Delivery takes 3–5 days.' } })
    const caller = await ring()
    caller.takeHeard()
    expect(await caller.say('Delivery, and the moon?')).toEqual([
      'Delivery takes 3 to 5 days.',
      'I am putting you through to a colleague. Please stay on the line.',
    ])
    expect(world.engine.taken.some(({ wants }) => wants)).toBe(false)
  })

  it('becomes a call-back without anybody to put through to, and does not hand off twice', async () => {
    world.engine.reply = () => HANDOFF
    const caller = await ring()
    caller.takeHeard()
    const heard = await caller.say('What about the moon?')
    expect(heard[0]).toContain('call you back')
    expect(heard.join()).not.toContain('get back to you here')
    expect(world.engine.taken.some(({ wants }) => wants)).toBe(false)
    expect(world.engine.taken.at(-1)?.text).toContain('waits for a call-back')
  })
})

describe('the page as a message', () => {
  const offer = async () => {
    const caller = await ring()
    caller.takeHeard()
    world.engine.reply = () => text('Within 14 days.', { citations: [RETURNS] })
    await caller.say('How long?')
    return caller
  }

  it('is sent when the caller wants it, once', async () => {
    const caller = await offer()
    expect((await caller.say('Yes.'))[0]).toBe('I have sent it to your number.')
    expect(world.twilio.rest.messages).toEqual([
      { to: CALLER, from: NUMBER, body: 'Returns and exchanges: https://shop.example/help/returns' },
    ])
    const again = await caller.redeliver()
    expect(again.body).toContain('I have sent it')
    expect(world.twilio.rest.messages).toHaveLength(1)
  })

  it.each([
    [{ status: 400, body: '{"code":21610}' }, 'could not send', 0],
    [{ status: 429 }, 'could not send', 0],
    [{ status: 500, body: '<html>' }, 'tried to send', 0],
    [{ status: 200, body: 'OK' }, 'tried to send', 0],
    [{ drop: 'before' }, 'tried to send', 0],
    [{ drop: 'after' }, 'tried to send', 1],
    [{ hang: true }, 'tried to send', 0],
  ] as const)('is told honestly when Twilio fails with %o', async (fault, told, reached) => {
    const caller = await offer()
    world.twilio.rest.faults = [fault]
    expect((await caller.press('1'))[0]).toContain(told)
    expect(world.twilio.rest.messages).toHaveLength(reached)
    // Told again, not tried again.
    expect((await caller.redeliver()).body).toContain(told)
    expect(world.twilio.rest.requests).toHaveLength(1)
  })

  it('is told honestly when Twilio cannot be reached at all', async () => {
    const caller = await offer()
    await world.twilio.rest.close()
    expect((await caller.press('1'))[0]).toContain('could not send')
    await world.twilio.rest.listen()
  })

  it('is not offered to who withholds their number', async () => {
    const caller = await ring('anonymous')
    caller.takeHeard()
    world.engine.reply = () => text('Within 14 days.', { citations: [RETURNS] })
    expect(await caller.say('How long?')).toEqual([
      'According to our page Returns and exchanges: Within 14 days.',
    ])
  })
})

describe('webhooks', () => {
  it('that are delivered again do no harm and say the same', async () => {
    const caller = await ring()
    caller.takeHeard()
    await caller.say('What does it cost?')
    const again = await caller.redeliver()
    expect(again).toMatchObject({
      status: 200,
      body: expect.stringContaining('You said What does it cost?.'),
    })
    expect(world.engine.asked).toEqual(['What does it cost?'])
  })

  it('that are forged are refused, counted, and leave nothing', async () => {
    const url = `${world.url}/channels/voice/gather?step=1`
    const fields = { CallSid: 'CAforged', From: CALLER, To: NUMBER, SpeechResult: 'let me in' }
    const signed = (signature: string | undefined, body = fields) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(signature === undefined ? {} : { 'x-twilio-signature': signature }),
        },
        body: new URLSearchParams(body),
      })
    const right = signCall(world.twilio.authToken, url, fields)
    const answers = [
      await signed(undefined),
      await signed('nonsense'),
      await signed(signCall('another token', url, fields)),
      await signed(right, { ...fields, SpeechResult: 'something else' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect(world.engine.taken).toEqual([])
    expect(world.engine.ignored).toEqual(Array(4).fill('a signature that is not Twilio’s'))
    expect(await db.query(`SELECT FROM voice_call WHERE call_sid = 'CAforged'`)).toEqual([])
    expect((await signed(right)).status).toBe(200)
  })

  it.each([
    ['a name with NUL', 'incoming', { CallerName: 'A\0da', From: 'sip:a\0@x.example' }],
    ['a call that has no id that can be kept', 'incoming', { CallSid: '通话'.repeat(500) }],
    ['an address that JavaScript knows', 'toString', {}],
    ['another such', '__proto__', {}],
    ['the end of a call that never began', 'status', { CallSid: 'CAnever', CallStatus: 'completed' }],
  ])('with %s are answered, and harm nothing', async (_, step, more) => {
    const url = `${world.url}/channels/voice/${step}`
    const fields = { CallSid: `CA${step}`, From: CALLER, To: NUMBER, CallStatus: 'ringing', ...more }
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'x-twilio-signature': signCall(world.twilio.authToken, url, fields) },
      body: new URLSearchParams(fields),
    })
    expect(response.status).toBeLessThan(300)
    expect(world.engine.taken.length + world.engine.ignored.length).toBe(1)
  })

  it('may be signed over the address with its port, or without', async () => {
    const publicUrl = 'https://voice.shop.example'
    const { isSigned } = await import('../../channels/voice/verify.ts')
    const fields = { CallSid: 'CA1' }
    const request = (signedUrl: string) => ({
      method: 'POST',
      path: '/incoming',
      url: `${publicUrl}/channels/voice/incoming?a=1`,
      query: { a: '1' },
      headers: { 'x-twilio-signature': signCall('secret', signedUrl, fields) },
      body: Buffer.from(new URLSearchParams(fields).toString()),
    })
    expect(isSigned('secret', request(`${publicUrl}/channels/voice/incoming?a=1`))).toBe(true)
    expect(isSigned('secret', request(`${publicUrl}:443/channels/voice/incoming?a=1`))).toBe(true)
    expect(isSigned('secret', request(`${publicUrl}:444/channels/voice/incoming?a=1`))).toBe(false)
  })

  it('of what cannot be taken in are answered in words, and the caller may say it again', async () => {
    const caller = await ring()
    caller.takeHeard()
    world.engine.failing = true
    expect(await caller.say('Do not lose me')).toEqual([expect.stringContaining('Could you say that again')])
    world.engine.failing = false
    expect(await caller.say('Do not lose me')).toEqual(['You said Do not lose me.'])
  })

  it('keep the caller on the line while the database is away', async () => {
    const caller = await ring()
    caller.takeHeard()
    await db.query('ALTER TABLE voice_call RENAME TO voice_call_away')
    try {
      expect(await caller.say('Hello?')).toEqual([expect.stringContaining('Could you say that again')])
    } finally {
      await db.query('ALTER TABLE voice_call_away RENAME TO voice_call')
    }
    expect(await caller.say('Hello?')).toEqual(['You said Hello?.'])
  })
})

describe('the end of a call', () => {
  it('tells what was never said, and turns a person’s later words into a text message', async () => {
    const caller = await ring()
    const address = { channel: 'voice', account: NUMBER, thread: caller.sid }
    const context = { lastInboundAt: new Date().toISOString() }
    await world.channel.send(address, text('Unheard.'), 'late-1', { author: 'bot', ...context })
    await caller.hangUp()
    await until(() => world.engine.statuses.includes('failed'))
    expect(
      world.engine.taken.some(({ text }) => text === 'The call ended after 42 seconds: completed.'),
    ).toBe(true)
    expect(
      await world.channel.send(address, text('Too late.'), 'late-2', { author: 'bot', ...context }),
    ).toEqual({
      outcome: 'refused',
      reason: 'the call has ended',
      permanent: true,
    })
    const sends = ['late-3', 'late-3'].map((key) =>
      world.channel.send(address, text('It is on its **way**.'), key, { author: 'human', ...context }),
    )
    // Whichever comes second may meet the first on its way, and then does not know how that ends.
    const [first, second] = (await Promise.all(sends)).toSorted((a, b) => a.outcome.localeCompare(b.outcome))
    expect(first).toMatchObject({ outcome: 'sent' })
    expect([first, expect.objectContaining({ outcome: 'unknown' })]).toContainEqual(second)
    expect(world.twilio.rest.messages.map(({ body }) => body)).toEqual(['It is on its way.'])
  })

  it('is forgotten with its shopper, and pruned with age', async () => {
    const [mine, other] = [await ring('+15550000001'), await ring('anonymous')]
    await world.channel.forget!(NUMBER, '+15550000001')
    await world.channel.forget!(NUMBER, `anonymous:${other.sid}`)
    const left = await db.query('SELECT FROM voice_call WHERE call_sid = ANY($1::text[])', [
      [mine.sid, other.sid],
    ])
    expect(left).toEqual([])
    await ring('+15550000002')
    expect(await world.channel.prune!(new Date(Date.now() + 1000))).toBeGreaterThan(0)
    expect(await db.query('SELECT FROM voice_call')).toEqual([])
  })
})
