import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { release } from '../../src/engine/giveback.ts'
import { claim, ownership, sendAsAgent } from '../../src/engine/handoff.ts'
import { openBench, type Bench, person } from './bench.ts'
import { inbound } from './double.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ lease: 0.5 })
})
beforeEach(() => bench.clear())
afterAll(() => bench.db.close())

const said = (text: string) => ({ text, citations: [], choices: [] })

test('a claim raises the epoch and withdraws what the bot had not sent', async () => {
  const id = await bench.take(inbound('hello'))
  await bench.turn(id)
  expect(await claim(bench.parts, id, person('ada'))).toEqual({
    owner: 'human',
    agent: 'ada',
    epoch: 1,
    inFlight: 0,
  })
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([])
  expect(await bench.outbox(id)).toMatchObject([{ state: 'withdrawn', reason: 'owner_changed' }])
})

test('a bot’s row of an old epoch is never sent, whoever owns the conversation now', async () => {
  const id = await bench.take(inbound('hello'))
  await bench.turn(id)
  await bench.db.query('UPDATE conversation SET epoch = epoch + 2')
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([])
  expect(await bench.outbox(id)).toMatchObject([{ state: 'withdrawn' }])
})

test('a claim is not shown as taken while a send is on its way', async () => {
  const id = await bench.take(inbound('hello'))
  await bench.turn(id)
  let arrive = () => {}
  bench.channel.before = () => new Promise((resolve) => (arrive = () => resolve(undefined)))
  const sending = bench.deliver(id)
  await expect.poll(async () => (await bench.outbox(id))[0]!.state).toBe('sending')
  let taken = false
  const claiming = claim(bench.parts, id, person('ada')).then((now) => {
    taken = true
    return now
  })
  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect(taken).toBe(false)
  expect(await ownership(bench.db, id)).toMatchObject({ owner: 'human', inFlight: 1 })
  arrive()
  await sending
  expect(await claiming).toMatchObject({ inFlight: 0 })
  expect(await bench.outbox(id)).toMatchObject([{ state: 'sent' }])
})

test('a send whose process died is marked unknown, then the claim is taken', async () => {
  const id = await bench.take(inbound('hello'))
  await bench.turn(id)
  await bench.db.query(
    `UPDATE outbox SET state = 'sending', attempts = 1, lease_until = now() + interval '400 ms'`,
  )
  const started = Date.now()
  await claim(bench.parts, id, person('ada'))
  expect(Date.now() - started).toBeGreaterThan(350)
  expect(await bench.outbox(id)).toMatchObject([{ state: 'unknown', reason: 'sender_lost' }])
})

test('one person at a time; one’s own claim may be repeated', async () => {
  const id = await bench.take(inbound('hello'))
  const claims = await Promise.allSettled(
    ['ada', 'bob', 'cid'].map((name) => claim(bench.parts, id, person(name))),
  )
  expect(claims.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  const { agent } = await ownership(bench.db, id)
  expect(await claim(bench.parts, id, person(agent!))).toMatchObject({ epoch: 1 })
  await expect(claim(bench.parts, id, person('dan'))).rejects.toMatchObject({ code: 'conversation.claimed' })
  await expect(claim(bench.parts, 999_999, person('dan'))).rejects.toMatchObject({
    code: 'conversation.unknown',
  })
})

test('what a person writes goes out through the same outbox, once for each key', async () => {
  const id = await bench.take(inbound('hello'))
  await claim(bench.parts, id, person('ada'))
  await sendAsAgent(bench.parts, id, person('ada'), said('Hi, Ada here'), 'slack-1')
  await sendAsAgent(bench.parts, id, person('ada'), said('Hi, Ada here'), 'slack-1')
  await sendAsAgent(bench.parts, id, person('ada'), said('Done'))
  await release(bench.parts, id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['Hi, Ada here', 'Done'])
  expect((await bench.outbox(id)).map((row) => row.sequence)).toEqual([1, 2])
})

test('only who has the conversation may write to the shopper', async () => {
  const id = await bench.take(inbound('hello'))
  await expect(sendAsAgent(bench.parts, id, person('ada'), said('x'))).rejects.toMatchObject({
    code: 'conversation.not_claimed',
  })
  await claim(bench.parts, id, person('ada'))
  await expect(sendAsAgent(bench.parts, id, person('bob'), said('x'))).rejects.toMatchObject({
    code: 'conversation.not_claimed',
  })
})

test('given back, the bot answers again, and the handoff is resolved', async () => {
  bench.answerer.shape = () => ({ outcome: 'handoff' })
  const id = await bench.take(inbound('a person, please'))
  await bench.turn(id)
  await claim(bench.parts, id, person('ada'))
  expect(await bench.db.query('SELECT state, agent FROM handoff')).toEqual([
    { state: 'claimed', agent: 'ada' },
  ])
  expect(await release(bench.parts, id)).toMatchObject({ owner: 'bot', agent: null, epoch: 2 })
  expect(await bench.db.query('SELECT state FROM handoff')).toEqual([{ state: 'resolved' }])
  bench.answerer.shape = () => ({})
  await bench.take(inbound('thanks'))
  await bench.turn(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['re: thanks'])
})

test('a send given up as unknown that turns out well is recorded as sent', async () => {
  const id = await bench.take(inbound('hello'))
  await bench.turn(id)
  const { settings } = bench.parts
  // A process that stalls renews nothing.
  bench.parts.settings = { ...settings, lease: 60 }
  let arrive = () => {}
  bench.channel.before = () => new Promise((resolve) => (arrive = () => resolve(undefined)))
  const sending = bench.deliver(id)
  await expect.poll(async () => (await bench.outbox(id))[0]!.state).toBe('sending')
  await bench.db.query(`UPDATE outbox SET lease_until = now() - interval '1 second'`)
  await claim(bench.parts, id, person('ada'))
  expect(await bench.outbox(id)).toMatchObject([{ state: 'unknown' }])
  arrive()
  await sending
  bench.parts.settings = settings
  expect(await bench.outbox(id)).toMatchObject([{ state: 'sent', external_id: 'p-1' }])
})
