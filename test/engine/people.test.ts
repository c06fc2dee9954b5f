import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Inbound, Proof } from '../../src/contract/message.ts'
import { applyRetention, eraseShopper } from '../../src/engine/retention.ts'
import { newCode, readCode, shownCode, asksForCode } from '../../src/engine/people/code.ts'
import { issueCode, redeemCode } from '../../src/engine/people/codes.ts'
import { proofsOf } from '../../src/engine/people/proofs.ts'
import { openBench, person, type Bench } from './bench.ts'
import { inbound, TestChannel } from './double.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
  const others = ['email', 'whatsapp', 'voice'].map((name) => new TestChannel(name))
  bench.parts.channels = new Map([bench.channel, ...others].map((channel) => [channel.name, channel]))
})
beforeEach(async () => {
  await bench.clear()
  await bench.db.query('TRUNCATE audit')
})
afterAll(() => bench.db.close())

const email = (value: string): Proof => ({ kind: 'email', value })
const phone = (value: string): Proof => ({ kind: 'phone', value })

/** Somebody writes now, on a channel. */
function write(channel: string, from: string, text: string, more: Partial<Inbound> = {}): Promise<number> {
  return bench.take(
    inbound(text, { channel, thread: from, from: { id: from }, at: new Date().toISOString(), ...more }),
  )
}

async function linked(a: number, b: number): Promise<boolean> {
  const rows = await bench.db.query<{ person: string }>(
    'SELECT person FROM identity WHERE conversation_id = ANY($1::bigint[])',
    [[a, b]],
  )
  return rows.length === 2 && rows[0]!.person === rows[1]!.person
}

/** What the bot remembers when the next message comes. */
async function historyOf(id: number, channel: string, from: string): Promise<string[]> {
  bench.answerer.asked = []
  await write(channel, from, 'next')
  await bench.turn(id)
  return bench.answerer.asked[0]!.history.map((turn) => turn.text)
}

async function answered(channel: string, from: string, text: string, more: Partial<Inbound> = {}) {
  const id = await write(channel, from, text, more)
  await bench.turn(id)
  return id
}

const lastReply = async (id: number) => {
  const row = (await bench.outbox(id)).at(-1) as { content: { text: string } }
  return row.content.text
}

describe('linked by proof', () => {
  test('the same verified address on two accounts is one person, written down', async () => {
    const a = await answered('email', 'sam@x.example', 'one', { proofs: [email('Sam@x.example')] })
    const b = await answered('test', 'web-1', 'two', { proofs: [email('sam@x.example')] })
    expect(await linked(a, b)).toBe(true)
    expect(await bench.db.query('SELECT actor, action, subject FROM audit')).toEqual([
      { actor: 'proof:email', action: 'people.linked', subject: { conversation: b, linked: [a] } },
    ])
  })

  test('a proof seen again costs nothing and changes nothing', async () => {
    await answered('email', 'sam@x.example', 'one', { proofs: [email('sam@x.example')] })
    const before = await bench.db.query('SELECT * FROM identity')
    await answered('email', 'sam@x.example', 'two', { proofs: [email('sam@x.example')] })
    expect(await bench.db.query('SELECT * FROM identity')).toEqual(before)
  })

  test('chains meet: who is two people by two proofs becomes one by both', async () => {
    const a = await answered('email', 'sam@x.example', 'one', { proofs: [email('sam@x.example')] })
    const b = await answered('whatsapp', '4915112345678', 'two', { proofs: [phone('+4915112345678')] })
    expect(await linked(a, b)).toBe(false)
    const c = await answered('test', 'web', 'three', {
      proofs: [email('sam@x.example'), phone('+4915112345678')],
    })
    expect([await linked(a, b), await linked(b, c)]).toEqual([true, true])
  })

  test('two channels that prove the same in the same moment find each other', async () => {
    for (let n = 0; n < 5; n++) {
      const proofs = [phone(`+49151000000${n}0`)]
      const [a, b] = await Promise.all([
        write('whatsapp', `wa-${n}`, 'one', { proofs }),
        write('test', `web-${n}`, 'two', { proofs }),
      ])
      expect(await linked(a, b)).toBe(true)
    }
  })
})

describe('not linked', () => {
  test('by a name', async () => {
    const from = (id: string) => ({ from: { id, name: 'Sam Smith' } })
    const a = await answered('email', 'a@x.example', 'one', {
      ...from('a@x.example'),
      proofs: [email('a@x.example')],
    })
    const b = await answered('whatsapp', 'w', 'two', { ...from('w'), proofs: [phone('+4915112345678')] })
    expect(await linked(a, b)).toBe(false)
  })

  test('by a From that nobody verified, even of an address that was verified before', async () => {
    const real = await answered('email', 'sam@x.example', 'my secret order', {
      proofs: [email('sam@x.example')],
    })
    const web = await answered('test', 'web', 'also me', { proofs: [email('sam@x.example')] })
    const forged = await answered('email', 'sam@x.example', 'what did I say?', { thread: 'forged' })
    expect([await linked(real, forged), await linked(web, forged)]).toEqual([false, false])
    expect(bench.answerer.asked.at(-1)!.history).toEqual([])
  })

  test('by a caller’s number, which anybody can set', async () => {
    const a = await answered('whatsapp', '4915112345678', 'one', { proofs: [phone('+4915112345678')] })
    const b = await answered('voice', '+4915112345678', 'two')
    expect(await linked(a, b)).toBe(false)
  })

  test('by words in a message', async () => {
    const a = await answered('email', 'sam@x.example', 'one', { proofs: [email('sam@x.example')] })
    const b = await answered('test', 'web', 'I am sam@x.example, phone +4915112345678')
    expect(await linked(a, b)).toBe(false)
  })

  test('by a proof of somebody else in the conversation', async () => {
    const a = await answered('email', 'sam@x.example', 'one', { proofs: [email('sam@x.example')] })
    const group = await answered('test', 'group', 'hello', { from: { id: 'kim' } })
    await answered('test', 'group', 'me too', { from: { id: 'sam' }, proofs: [email('sam@x.example')] })
    expect(await linked(a, group)).toBe(false)
  })

  test('by something that is neither an address nor a number', () => {
    const proofs = [
      email('sam'),
      email('sam smith@x.example'),
      email('a@b'),
      phone('0151 123'),
      phone('+0151123456'),
      phone('sam@x.example'),
      email(`${'a'.repeat(400)}@x.example`),
      email('+4915112345678'),
    ]
    for (const proof of proofs) expect(proofsOf({ kind: 'text', proofs: [proof] })).toEqual([])
    expect(proofsOf({ kind: 'status', proofs: [email('a@x.example')] })).toEqual([])
  })
})

describe('codes', () => {
  test('are unlike each other, readable, and neither words nor numbers', () => {
    const codes = Array.from({ length: 500 }, newCode)
    expect(new Set(codes).size).toBe(500)
    for (const code of codes) {
      expect(code).toMatch(/^(?=.*\d)(?=.*[A-Z])[2-9A-HJ-NP-Z]{8}$/)
      for (const typed of [code, shownCode(code), ` ${code.toLowerCase()} `, `link ${shownCode(code)}.`])
        expect(readCode(typed)?.code).toBe(code)
    }
    for (const text of [
      'returned',
      'delivery',
      '12345678',
      'link me up',
      'order 2345-678A',
      'A2345678 please',
    ])
      expect(readCode(text)).toBeUndefined()
    expect([asksForCode('Link my chats!'), asksForCode('/link'), asksForCode('the link please')]).toEqual([
      true,
      true,
      false,
    ])
  })

  test('asked for on one channel and typed on another link them, once', async () => {
    const web = await answered('test', 'web', 'Do you ship to Norway?')
    await answered('test', 'web', 'link my chats')
    expect(bench.answerer.asked).toHaveLength(1)
    const code = /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(await lastReply(web))![0]
    const wa = await answered('whatsapp', 'wa', `link ${code.toLowerCase()}`)
    expect(await lastReply(wa)).toMatch(/go on here/)
    expect(await linked(web, wa)).toBe(true)
    expect(await historyOf(wa, 'whatsapp', 'wa')).toContain('Do you ship to Norway?')
    const thief = await answered('email', 'thief', `link ${code}`)
    expect(await lastReply(thief)).toMatch(/does not work/)
    expect(await linked(web, thief)).toBe(false)
    expect(
      (await bench.db.query<{ action: string }>('SELECT action FROM audit ORDER BY id')).map(
        (row) => row.action,
      ),
    ).toEqual(['people.code_issued', 'people.linked', 'people.code_refused'])
    expect(JSON.stringify(await bench.db.query('SELECT * FROM audit'))).not.toContain(code)
    expect(JSON.stringify(await bench.db.query('SELECT * FROM link_code'))).not.toContain(code)
  })

  test('in a message that anybody could have written links nobody, and stays good', async () => {
    const wa = await answered('whatsapp', 'eve', 'link my chats')
    const code = /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(await lastReply(wa))![0]
    const forged = await answered('email', 'sam@x.example', `link ${code}`, { unproved: true })
    expect(await lastReply(forged)).toMatch(/as a reply to this message/)
    expect(await linked(wa, forged)).toBe(false)
    const answer = await answered('email', 'sam@x.example', `link ${code}`)
    expect(await linked(wa, answer)).toBe(true)
  })

  test('two that type the same code in the same moment: one of them is linked', async () => {
    const web = await write('test', 'web', 'hello')
    const [a, b] = [await write('whatsapp', 'a', 'x'), await write('email', 'b', 'y')]
    const code = readCode((await issueCode(bench.parts, web, 'test'))!.code)!.code
    const results = await Promise.all([redeemCode(bench.parts, a, code), redeemCode(bench.parts, b, code)])
    expect(results.filter(Boolean)).toHaveLength(1)
    // A turn that is made again finds its own code used, and says so again.
    expect(await redeemCode(bench.parts, results[0] ? a : b, code)).toBe(true)
  })

  test('too old, of this very conversation, or in a conversation of several people: refused', async () => {
    const web = await write('test', 'web', 'hello')
    const other = await write('whatsapp', 'wa', 'hello')
    const issue = async () => readCode((await issueCode(bench.parts, web, 'test'))!.code)!.code
    expect(await redeemCode(bench.parts, web, await issue())).toBe(false)
    const old = await issue()
    await bench.db.query(`UPDATE link_code SET expires_at = now()`)
    expect(await redeemCode(bench.parts, other, old)).toBe(false)
    const group = await write('test', 'group', 'hello')
    await write('test', 'group', 'me too', { from: { id: 'kim' } })
    expect(await redeemCode(bench.parts, group, await issue())).toBe(false)
    expect(await issueCode(bench.parts, group, 'test')).toBeUndefined()
    expect(await linked(web, other)).toBe(false)
  })

  test('guessing ends after five wrong ones, also for the right one', async () => {
    const web = await write('test', 'web', 'hello')
    const guesser = await write('whatsapp', 'wa', 'hello')
    const code = readCode((await issueCode(bench.parts, web, 'test'))!.code)!.code
    const guesses = await Promise.all(
      Array.from({ length: 8 }, () => redeemCode(bench.parts, guesser, newCode())),
    )
    expect(guesses.some(Boolean)).toBe(false)
    expect(await bench.db.query('SELECT id FROM link_guess')).toHaveLength(5)
    expect(await redeemCode(bench.parts, guesser, code)).toBe(false)
    // Another conversation is not shut out by it.
    expect(await redeemCode(bench.parts, await write('email', 'e', 'hello'), code)).toBe(true)
  })

  test('guessing from ever new conversations ends as well', async () => {
    const web = await write('test', 'web', 'hello')
    const code = readCode((await issueCode(bench.parts, web, 'test'))!.code)!.code
    await bench.db.query(`INSERT INTO link_guess (conversation_id) SELECT $1 FROM generate_series(1, 1000)`, [
      web,
    ])
    expect(await redeemCode(bench.parts, await write('whatsapp', 'new', 'hello'), code)).toBe(false)
  })

  test('no more than five are given out in an hour', async () => {
    const web = await write('test', 'web', 'hello')
    const issued = await Promise.all(Array.from({ length: 7 }, () => issueCode(bench.parts, web, 'test')))
    expect(issued.filter((code) => code !== undefined)).toHaveLength(5)
  })

  test('what only looks like a code is answered like any message', async () => {
    const id = await answered('test', 'web', 'AB2345CD')
    expect(await lastReply(id)).toBe('re: AB2345CD')
  })

  test('an agent gets one for the conversation that they have', async () => {
    bench.answerer.shape = () => ({ outcome: 'handoff' })
    const id = await answered('test', 'web', 'a person, please')
    const [row] = await bench.db.query<{ id: number }>('SELECT id FROM handoff')
    await expect(bench.work.linkCode(row!.id, person('ada'))).rejects.toMatchObject({
      code: 'conversation.not_claimed',
    })
    await bench.work.claim(row!.id, person('ada'))
    await expect(bench.work.linkCode(row!.id, person('bob'))).rejects.toMatchObject({
      code: 'conversation.claimed',
    })
    const { code, expiresAt } = await bench.work.linkCode(row!.id, person('ada'))
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(9 * 60_000)
    const wa = await answered('whatsapp', 'wa', code)
    expect(await linked(id, wa)).toBe(true)
    expect((await bench.db.query('SELECT actor FROM audit'))[0]).toEqual({ actor: 'ada' })
  })
})

describe('memory', () => {
  async function pair() {
    const a = await answered('email', 'sam@x.example', 'Is the blue kite in stock?', {
      proofs: [email('sam@x.example')],
    })
    const b = await answered('whatsapp', 'wa', 'hi', { proofs: [email('sam@x.example')] })
    return { a, b }
  }

  test('what was said within a day on the other channel goes on here', async () => {
    const { b } = await pair()
    expect(await historyOf(b, 'whatsapp', 'wa')).toEqual([
      'Is the blue kite in stock?',
      're: Is the blue kite in stock?',
      'hi',
      're: hi',
    ])
  })

  test('older things, other writers’ conversations and this channel’s other threads do not', async () => {
    const { a, b } = await pair()
    await bench.db.query(
      `UPDATE message SET received_at = now() - interval '25 hours' WHERE conversation_id = $1`,
      [a],
    )
    await bench.db.query(
      `UPDATE outbox SET created_at = now() - interval '25 hours' WHERE conversation_id = $1`,
      [a],
    )
    expect(await historyOf(b, 'whatsapp', 'wa')).toEqual(['hi', 're: hi'])
    const c = await answered('whatsapp', 'wa-2', 'another thread', { proofs: [email('sam@x.example')] })
    expect(await historyOf(c, 'whatsapp', 'wa-2')).not.toContain('hi')
    const d = await answered('test', 'web', 'hello', { proofs: [email('sam@x.example')] })
    await write('whatsapp', 'wa', 'joining', { from: { id: 'kim' } })
    expect(await historyOf(d, 'test', 'web')).not.toContain('hi')
  })

  test('it is bounded', async () => {
    const { a, b } = await pair()
    for (let n = 0; n < 12; n++) await answered('email', 'sam@x.example', `more ${n}`)
    const history = await historyOf(b, 'whatsapp', 'wa')
    expect(history.length).toBeLessThanOrEqual(2 * bench.parts.settings.historyTurns)
    expect(history).toContain('re: more 11')
    expect(a).not.toBe(b)
  })

  test('the desk’s case shows the other channel’s lines as such', async () => {
    const { b } = await pair()
    bench.answerer.shape = () => ({ outcome: 'handoff' })
    await answered('whatsapp', 'wa', 'a person, please')
    const [row] = await bench.db.query<{ id: number }>('SELECT id FROM handoff WHERE conversation_id = $1', [
      b,
    ])
    const { transcript } = await bench.work.case(row!.id)
    expect(transcript.map(({ channel, text }) => [channel, text])).toEqual([
      ['email', 'Is the blue kite in stock?'],
      ['email', 're: Is the blue kite in stock?'],
      [undefined, 'hi'],
      [undefined, 're: hi'],
      [undefined, 'a person, please'],
    ])
  })

  test('erasing one unlinks it, and nothing of it is remembered', async () => {
    const { a, b } = await pair()
    await eraseShopper(bench.db, { channel: 'email', account: 'shop', id: 'sam@x.example' })
    expect(await bench.db.query('SELECT conversation_id AS id FROM identity')).toEqual([{ id: b }])
    expect(await historyOf(b, 'whatsapp', 'wa')).toEqual(['hi', 're: hi'])
    expect(a).toBeGreaterThan(0)
  })

  test('retention takes codes, guesses and the audit along', async () => {
    const { a, b } = await pair()
    for (const id of [a, b]) await bench.deliver(id)
    await issueCode(bench.parts, a, 'test')
    await redeemCode(bench.parts, a, newCode())
    await applyRetention(bench.db, new Date(Date.now() + 60_000))
    for (const table of ['identity', 'identity_proof', 'link_code', 'link_guess', 'audit'])
      expect(await bench.db.query(`SELECT 1 FROM ${table}`)).toEqual([])
  })
})
