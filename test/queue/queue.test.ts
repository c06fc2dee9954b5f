import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Queue } from '../../src/contract/queue.ts'
import { createQueue } from '../../src/queue/index.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { silent } from '../engine/log.ts'

let db: TestDatabase
let queue: Queue
const runs: string[] = []
let hold: Promise<void> | undefined
let failures = 0

beforeAll(async () => {
  db = await openTestDatabase()
  queue = createQueue({ endpoint: db.endpoint, concurrency: 2 }, silent)
  queue.handle('sample', async (key, attempt) => {
    runs.push(`${key}:start`)
    await hold
    if (failures > 0) {
      failures--
      throw new Error('try again')
    }
    runs.push(`${key}:end:${attempt.number}`)
  })
  const at = Date.now()
  await queue.start()
  console.log(`queue started in ${Date.now() - at} ms`)
})
afterAll(async () => {
  await queue.stop(5)
  await db.close()
})

async function until(count: number) {
  await expect.poll(() => runs.filter((run) => run.includes(':end')).length, { timeout: 30_000 }).toBe(count)
}

test('a wake-up exists when its transaction commits', async () => {
  const at = Date.now()
  await db.transaction((tx) => queue.wake(tx, 'sample', ['a']))
  queue.nudge('sample', 1)
  await until(1)
  console.log(`woken in ${Date.now() - at} ms`)
  expect(runs).toEqual(['a:start', 'a:end:1'])
})

test('and does not when it rolls back', async () => {
  runs.length = 0
  await expect(
    db.transaction(async (tx) => {
      await queue.wake(tx, 'sample', ['gone'])
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await db.transaction((tx) => queue.wake(tx, 'sample', ['kept']))
  queue.nudge('sample', 1)
  await until(1)
  expect(runs).toEqual(['kept:start', 'kept:end:1'])
})

test('one run at a time of a key, others beside it', async () => {
  runs.length = 0
  let release = () => {}
  hold = new Promise((resolve) => (release = resolve))
  await db.transaction((tx) => queue.wake(tx, 'sample', ['a', 'a', 'b']))
  queue.nudge('sample', 3)
  await expect.poll(() => runs.length, { timeout: 10_000 }).toBe(2)
  expect(runs.toSorted()).toEqual(['a:start', 'b:start'])
  release()
  hold = undefined
  await until(3)
})

test('an error is tried again and never blocks the key', async () => {
  runs.length = 0
  failures = 1
  await db.transaction((tx) => queue.wake(tx, 'sample', ['c']))
  queue.nudge('sample', 1)
  await until(1)
  expect(runs).toEqual(['c:start', 'c:start', 'c:end:2'])
  expect(await queue.blocked()).toEqual([])
})

test('what is urgent goes before what has waited longer', async () => {
  runs.length = 0
  let release = () => {}
  hold = new Promise((resolve) => (release = resolve))
  await db.transaction((tx) => queue.wake(tx, 'sample', ['busy-1', 'busy-2']))
  queue.nudge('sample', 2)
  await expect.poll(() => runs.length).toBe(2)
  for (const key of ['mail-1', 'mail-2']) await db.transaction((tx) => queue.wake(tx, 'sample', [key]))
  await db.transaction((tx) => queue.wake(tx, 'sample', ['call'], undefined, 2))
  await db.transaction((tx) => queue.wake(tx, 'sample', ['chat'], undefined, 1))
  hold = undefined
  release()
  await until(6)
  const begun = runs.filter((run) => run.endsWith(':start')).slice(2)
  expect(begun).toEqual(['call:start', 'chat:start', 'mail-1:start', 'mail-2:start'])
})

test('where a wake-up waits already no other is sent, and what was written meanwhile is met', async () => {
  runs.length = 0
  let release = () => {}
  hold = new Promise((resolve) => (release = resolve))
  const wake = (...keys: string[]) => db.transaction((tx) => queue.wake(tx, 'sample', keys))
  await wake('busy-1', 'busy-2')
  queue.nudge('sample', 2)
  await expect.poll(() => runs.length).toBe(2)
  // Both workers are busy from here on.
  for (let n = 0; n < 5; n++) await wake('a', 'b')
  // One that runs is no excuse: it may have read already.
  await wake('busy-1')
  // What is more urgent is sent.
  await db.transaction((tx) => queue.wake(tx, 'sample', ['b'], undefined, 2))
  expect(await waiting()).toEqual({ a: 1, b: 2, 'busy-1': 1 })
  hold = undefined
  release()
  await until(6)
  expect(runs.filter((run) => run.startsWith('a:start'))).toHaveLength(1)
})

test('a wake-up that another transaction relies on does not begin before its commit', async () => {
  runs.length = 0
  let release = () => {}
  hold = new Promise((resolve) => (release = resolve))
  const wake = (key: string) => db.transaction((tx) => queue.wake(tx, 'sample', [key]))
  await wake('busy-1')
  await wake('busy-2')
  queue.nudge('sample', 2)
  await expect.poll(() => runs.length).toBe(2)
  await wake('c')
  await db.transaction(async (tx) => {
    await queue.wake(tx, 'sample', ['c'])
    if (db.embedded) return
    hold = undefined
    release()
    await expect.poll(() => runs.filter((run) => run.includes(':end')).length).toBe(2)
    await sleep(300)
    expect(runs.some((run) => run.startsWith('c:'))).toBe(false)
  })
  hold = undefined
  release()
  queue.nudge('sample', 1)
  await until(3)
  expect(runs.filter((run) => run === 'c:start')).toHaveLength(1)
})

/** Wake-ups that have not begun, by key. */
async function waiting(): Promise<Record<string, number>> {
  const rows = await db.query<{ key: string; count: number }>(
    `SELECT singleton_key AS key, count(*) FROM pgboss.job WHERE name = 'sample' AND state = 'created' GROUP BY 1`,
  )
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]))
}
