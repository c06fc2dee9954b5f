import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accept } from '../../src/engine/accept.ts'
import { countIgnored, ignoredLately } from '../../src/engine/ignored.ts'
import { engineStatus } from '../../src/engine/status.ts'
import type { TestDatabase } from '../database.ts'
import { openBench, type Bench } from './bench.ts'
import { silent } from './log.ts'

let bench: Bench
let db: TestDatabase
beforeAll(async () => {
  bench = await openBench()
  db = bench.db
})
beforeEach(() => db.query('TRUNCATE ignored'))
afterAll(() => db.close())

const day = 86_400_000
const open = (ago = 0, log = silent) => countIgnored(db, log, () => new Date(Date.now() - ago * day))
const times = (count: number, reason: string) => Array.from({ length: count }, () => ({ reason }))

test('counts by channel and reason, added up over processes', async () => {
  const [one, two] = [open(), open()]
  one.count('whatsapp', [...times(3, 'group message'), ...times(1, 'forged signature')])
  one.count('instagram', times(2, 'standby'))
  two.count('whatsapp', times(4, 'group message'))
  await Promise.all([one.flush(), two.flush()])
  await one.flush()
  expect(await ignoredLately(db)).toEqual([
    { channel: 'whatsapp', reason: 'group message', count: 7 },
    { channel: 'instagram', reason: 'standby', count: 2 },
    { channel: 'whatsapp', reason: 'forged signature', count: 1 },
  ])
  expect((await engineStatus(db)).ignored).toHaveLength(3)
})

test('the last seven days are shown', async () => {
  for (const ago of [0, 6, 8]) {
    const counts = open(ago)
    counts.count('email', times(1, 'auto-reply'))
    await counts.flush()
  }
  expect(await ignoredLately(db)).toEqual([{ channel: 'email', reason: 'auto-reply', count: 2 }])
})

test('what could not be written is written the next time', async () => {
  let away = true
  const flaky = {
    query: <Row>(text: string, values?: readonly unknown[]) =>
      away ? Promise.reject(new Error('away')) : db.query<Row>(text, values),
  }
  const counts = countIgnored(flaky, silent, () => new Date())
  counts.count('voice', times(2, 'silence'))
  await expect(counts.flush()).rejects.toThrow('away')
  counts.count('voice', times(1, 'silence'))
  away = false
  await counts.flush()
  expect(await ignoredLately(db)).toEqual([{ channel: 'voice', reason: 'silence', count: 3 }])
})

test('reasons without end are counted together', async () => {
  const counts = open()
  for (let n = 0; n < 2000; n++) counts.count('email', times(1, `${n} ${'x'.repeat(500)}`))
  await counts.flush()
  const [rest] = await ignoredLately(db)
  expect(rest).toMatchObject({ reason: 'another reason' })
  expect(rest!.count).toBeGreaterThan(1000)
})

test('the log tells reasons and counts', () => {
  const lines: unknown[] = []
  const log = { ...silent, info: (facts: unknown) => void lines.push(facts) }
  open(0, log).count('whatsapp', times(2, 'group message'))
  open(0, log).count('whatsapp', [])
  expect(lines).toEqual([{ channel: 'whatsapp', reasons: { 'group message': 2 } }])
})

test('what a channel let go by is counted, with messages or without', async () => {
  await accept(bench.parts, [], { channel: 'instagram', ignored: times(1, 'standby') })
  await bench.parts.ignored.flush()
  expect(await ignoredLately(db)).toEqual([{ channel: 'instagram', reason: 'standby', count: 1 }])
})
