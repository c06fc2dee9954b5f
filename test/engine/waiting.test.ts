import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { escalate } from '../../src/engine/desk/escalate.ts'
import { parseHours } from '../../src/engine/desk/hours.ts'
import { stepAt, warnOfWindows } from '../../src/engine/desk/warn.ts'
import { openBench, person, type Bench } from './bench.ts'
import { inbound } from './double.ts'

// What waits for a person: escalation, hours, and windows that close. The clock is the test's.
let bench: Bench
let now = new Date()
const ada = person('ada')
const MINUTE = 60_000

beforeAll(async () => {
  bench = await openBench()
  bench.parts.desk = bench.desk
  bench.parts.clock = () => now
})
beforeEach(async () => {
  await bench.clear()
  delete bench.parts.hours
  delete bench.parts.shopEmail
  Object.assign(bench.channel.limits, { replyWindowHours: undefined, humanWindowHours: undefined })
  now = new Date()
})
afterAll(() => bench.db.close())

async function handedOff(more = {}) {
  bench.answerer.shape = () => ({
    outcome: 'handoff',
    content: { text: 'A colleague will reply.', citations: [], choices: [] },
  })
  const id = await bench.take(inbound('Do you sell kites?', more))
  await bench.turn(id)
  const [row] = await bench.db.query<{ id: number }>(
    `SELECT id FROM handoff WHERE conversation_id = $1 AND state <> 'resolved'`,
    [id],
  )
  return { id, handoff: row!.id }
}

const later = (minutes: number) => (now = new Date(now.getTime() + minutes * MINUTE))

test('what nobody claims is escalated three times, and the shopper is told once', async () => {
  const { id } = await handedOff()
  expect(await escalate(bench.parts)).toBe(0)
  later(14)
  expect(await escalate(bench.parts)).toBe(0)
  later(2)
  expect(await escalate(bench.parts)).toBe(1)
  expect(await escalate(bench.parts)).toBe(0)
  for (let n = 0; n < 5; n++) {
    later(16)
    await escalate(bench.parts)
  }
  await bench.feed()
  expect(bench.desk.news().filter((news) => news.kind === 'escalated')).toEqual([
    { kind: 'escalated', times: 1 },
    { kind: 'escalated', times: 2 },
    { kind: 'escalated', times: 3 },
  ])
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([
    'A colleague will reply.',
    expect.stringMatching(/Nobody has been free.*still open/),
  ])
})

test('who waits for a person already is told that this is passed on too, until it is settled', async () => {
  const { id } = await handedOff()
  await bench.take(inbound('And do you sell boats?'))
  await bench.turn(id)
  bench.answerer.shape = () => ({ outcome: 'answer', content: { text: 'Yes.', citations: [], choices: [] } })
  await bench.take(inbound('And shoes?'))
  await bench.turn(id)
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([
    'A colleague will reply.',
    'I have passed that on as well. A colleague will reply to you here.',
    'Yes.',
  ])
  await bench.db.query(`UPDATE handoff SET state = 'resolved'`)
  await handedOff()
  await bench.deliver(id)
  expect(bench.channel.texts.at(-1)).toBe('A colleague will reply.')
})

test('where the answerer speaks a language that the engine does not, its own words stay', async () => {
  const { id } = await handedOff()
  const text = 'Un collega le risponderà qui.'
  bench.answerer.shape = () => ({
    outcome: 'handoff',
    language: 'it',
    content: { text, citations: [], choices: [] },
  })
  await bench.take(inbound('Vendete barche?'))
  await bench.turn(id)
  await bench.deliver(id)
  expect(bench.channel.texts.at(-1)).toBe(text)
})

test('several processes escalate once', async () => {
  await handedOff()
  later(20)
  await Promise.all([escalate(bench.parts), escalate(bench.parts), escalate(bench.parts)])
  await bench.feed()
  expect(bench.desk.kinds().filter((kind) => kind === 'escalated')).toHaveLength(1)
})

test('what is claimed or resolved is not escalated', async () => {
  const first = await handedOff()
  await bench.work.claim(first.handoff, ada)
  const second = await handedOff({ thread: 't2' })
  await bench.work.resolve(second.handoff, ada)
  later(100)
  expect(await escalate(bench.parts)).toBe(0)
})

test('outside hours the shopper is told when people are back, and no time runs', async () => {
  // A Saturday evening.
  now = new Date('2026-11-21T20:00:00Z')
  bench.parts.hours = parseHours('Mon-Fri 09:00-17:00', 'UTC')
  bench.parts.shopEmail = 'help@shop.example'
  const { id } = await handedOff()
  await bench.db.query('UPDATE handoff SET created_at = $1', [now])
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual([
    'A colleague will reply.\n\nOur team is not there right now. They are back on Monday 23 November at 09:00 (time zone UTC). You can also write to help@shop.example.',
  ])
  later(24 * 60)
  expect(await escalate(bench.parts)).toBe(0)
  now = new Date('2026-11-23T09:14:00Z')
  expect(await escalate(bench.parts)).toBe(0)
  now = new Date('2026-11-23T09:15:00Z')
  expect(await escalate(bench.parts)).toBe(1)
})

test('while people are there, nothing is said of hours', async () => {
  now = new Date('2026-11-23T10:00:00Z')
  bench.parts.hours = parseHours('Mon-Fri 09:00-17:00', 'UTC')
  const { id } = await handedOff()
  await bench.deliver(id)
  expect(bench.channel.texts).toEqual(['A colleague will reply.'])
})

test('the desk is warned two hours and a quarter of an hour ahead, and at the end, once each', async () => {
  Object.assign(bench.channel.limits, { replyWindowHours: 24 })
  const opened = now
  await handedOff({ at: opened.toISOString() })
  const warnings = async () => {
    const counts: number[] = []
    for (const minutes of [
      60,
      24 * 60 - 121,
      24 * 60 - 119,
      24 * 60 - 60,
      24 * 60 - 14,
      24 * 60,
      24 * 60 + 90,
    ]) {
      now = new Date(opened.getTime() + minutes * MINUTE)
      counts.push(await warnOfWindows(bench.parts))
      expect(await warnOfWindows(bench.parts)).toBe(0)
    }
    return counts
  }
  expect(await warnings()).toEqual([0, 0, 1, 0, 1, 1, 0])
  await bench.feed()
  const closesAt = new Date(opened.getTime() + 24 * 60 * MINUTE).toISOString()
  const news = { kind: 'window', closesAt, templates: false, email: false }
  expect(bench.desk.news().filter((one) => one.kind === 'window')).toEqual([news, news, news])
})

test('a new message opens the window again, and the warnings with it', async () => {
  Object.assign(bench.channel.limits, { replyWindowHours: 24 })
  const opened = now
  await handedOff({ at: opened.toISOString() })
  later(23 * 60)
  expect(await warnOfWindows(bench.parts)).toBe(1)
  await bench.take(inbound('still there?', { at: now.toISOString() }))
  later(60)
  expect(await warnOfWindows(bench.parts)).toBe(0)
  later(22 * 60)
  expect(await warnOfWindows(bench.parts)).toBe(1)
})

test('a person’s own, longer window counts; the case and maySend tell of it', async () => {
  Object.assign(bench.channel.limits, { replyWindowHours: 24, humanWindowHours: 168 })
  const { handoff } = await handedOff({ at: now.toISOString() })
  const closesAt = new Date(now.getTime() + 168 * 60 * MINUTE)
  expect(await bench.work.case(handoff)).toMatchObject({ windowClosesAt: closesAt.toISOString() })
  expect(await bench.work.maySend(handoff, [])).toEqual({ may: true })
  now = closesAt
  expect(await bench.work.maySend(handoff, [])).toMatchObject({
    may: false,
    why: expect.stringContaining('run out'),
  })
})

test('which warning is due', () => {
  const closes = new Date('2026-01-01T12:00:00Z')
  const at = (time: string) => stepAt(closes, new Date(`2026-01-01T${time}Z`))
  expect([at('09:59:59'), at('10:00:00'), at('11:44:59'), at('11:45:00'), at('12:00:00')]).toEqual([
    0, 1, 1, 2, 3,
  ])
})
