import { afterAll, beforeAll, expect, it } from 'vitest'
import { createGraph } from '../../channels/instagram/graph.ts'
import { createTokens } from '../../channels/instagram/token.ts'
import { guardedFetch } from '../../src/outgoing.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { InstagramDouble } from '../doubles/meta/instagram.ts'
import { silent } from '../engine/log.ts'
import { box, content, context, serve, Taken } from './harness.ts'

const DAY = 86_400_000

let db: TestDatabase
let double: InstagramDouble
beforeAll(async () => {
  db = await openTestDatabase()
  double = await new InstagramDouble().start()
})
afterAll(async () => {
  await double.stop()
  await db.close()
})

let account = 0
function open(first = 'IGAA-first', name = `account-${++account}`) {
  const { url, version, host } = double.graph
  const graph = createGraph({ url, version, timeoutMs: 10_000 }, guardedFetch([host]))
  const clock = () => new Date(double.now)
  return { name, tokens: createTokens({ db, box, graph, account: name, first, clock, log: silent }) }
}
/** As the provider gives out tokens at the beginning of a test. */
function fresh(ageDays = 2) {
  double.graph.token = 'IGAA-first'
  double.tokenAge = ageDays * DAY
  double.refreshes = 0
}

it('is the one of the settings until it is renewed, then the renewed one, for every process', async () => {
  fresh()
  const { name, tokens } = open()
  const other = open('IGAA-first', name).tokens
  expect(await tokens.current()).toBe('IGAA-first')
  expect(await tokens.renew()).toBe(true)
  expect(await tokens.current()).toBe('IGAA-renewed-1')
  expect(await other.current()).toBe('IGAA-renewed-1')
})

it('lies sealed in the database', async () => {
  fresh()
  const { name, tokens } = open()
  await tokens.renew()
  const [row] = await db.query<{ sealed: Buffer }>('SELECT sealed FROM instagram_token WHERE account = $1', [
    name,
  ])
  expect(row!.sealed.toString('latin1')).not.toContain('IGAA')
  expect(box.open(row!.sealed)).toBe('IGAA-renewed-1')
})

it('is renewed by one of many, and not again before its time', async () => {
  fresh()
  const { name, tokens } = open()
  const others = [tokens, open('IGAA-first', name).tokens, open('IGAA-first', name).tokens]
  const renewed = await Promise.all(others.map((each) => each.renew()))
  expect(renewed.filter(Boolean)).toHaveLength(1)
  expect(double.refreshes).toBe(1)
  double.ahead += 29 * DAY
  double.tokenAge = 29 * DAY
  expect(await tokens.renew()).toBe(false)
  double.ahead += 2 * DAY
  double.tokenAge = 31 * DAY
  expect(await tokens.renew()).toBe(true)
  expect(await tokens.current()).toBe('IGAA-renewed-2')
})

it('is tried again later when it is too young', async () => {
  fresh(0)
  const { tokens } = open()
  expect(await tokens.renew()).toBe(false)
  expect(await tokens.renew()).toBe(false)
  expect(await tokens.current()).toBe('IGAA-first')
  double.ahead += DAY
  double.tokenAge = DAY
  expect(await tokens.renew()).toBe(true)
})

it('gives way to another one in the settings', async () => {
  fresh()
  const { name, tokens } = open()
  await tokens.renew()
  expect(await open('IGAA-second', name).tokens.current()).toBe('IGAA-second')
})

it('is renewed by the channel itself, which then sends with it', async () => {
  fresh()
  double.text('5678', 'hello')
  const served = await serve(db, double, new Taken().accept, { renews: true })
  await expect.poll(() => double.refreshes).toBe(1)
  const address = { channel: 'instagram', account: double.account, thread: '5678' }
  await expect
    .poll(async () => (await served.channel.send(address, content('hi'), 'renewed', context(double))).outcome)
    .toBe('sent')
  await served.stop()
})
