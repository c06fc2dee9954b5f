import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { parseFile } from '../../channels/instagram/index.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { InstagramDouble } from '../doubles/meta/instagram.ts'
import { sharedDir } from '../shared.ts'
import { serve, Taken, VERIFY, type Served } from './harness.ts'

let db: TestDatabase
let double: InstagramDouble
let served: Served
let taken: Taken

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
  taken.messages = []
  taken.ignored = []
})

const reasons = () => taken.ignored.map(({ reason }) => reason)

describe('verification', () => {
  const ask = (query: Record<string, string>) => fetch(`${served.webhook}?${new URLSearchParams(query)}`)
  const right = { 'hub.mode': 'subscribe', 'hub.verify_token': VERIFY, 'hub.challenge': '11583' }

  it('answers who knows the verify token with the challenge', async () => {
    const answer = await ask(right)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await answer.text()).toBe('11583')
  })

  it.each([{ 'hub.verify_token': 'guess' }, { 'hub.mode': 'unsubscribe' }, { 'hub.verify_token': '' }])(
    'refuses %j',
    async (wrong) => {
      const answer = await ask({ ...right, ...wrong })
      expect(answer.status).toBe(403)
      expect(await answer.text()).not.toContain('11583')
    },
  )
})

describe('signatures', () => {
  it('are checked over the bytes as they came', async () => {
    expect((await double.graph.deliver(served.webhook, double.text('1', 'Grüße 你好 🙂 / ü'))).status).toBe(
      200,
    )
    expect(taken.messages[0]!.text).toBe('Grüße 你好 🙂 / ü')
  })

  it('of somebody else are refused and counted, and nothing is taken in', async () => {
    const forged = await double.graph.deliver(served.webhook, double.text('1', 'hi'), { secret: 'guess' })
    expect(forged.status).toBe(401)
    const body = JSON.stringify(double.text('1', 'hi'))
    for (const signature of [undefined, '', 'sha256=', `sha256=${'0'.repeat(64)}`, 'sha1=abc', 'sha256=zz']) {
      const headers = new Headers(signature === undefined ? {} : { 'x-hub-signature-256': signature })
      expect((await fetch(served.webhook, { method: 'POST', headers, body })).status).toBe(401)
    }
    expect(taken.messages).toEqual([])
    expect(reasons()).toEqual(Array.from({ length: 7 }, () => 'forged signature'))
  })
})

it('leaves what belongs to another account', async () => {
  const raw = double.event('1', { recipient: { id: '999' }, message: { mid: 'm', text: 'hi' } })
  expect((await double.graph.deliver(served.webhook, raw)).status).toBe(200)
  expect(taken.messages).toEqual([])
  expect(reasons()).toEqual(['for another account'])
})

it('takes a batch of a thousand', async () => {
  const messaging = Array.from({ length: 1000 }, (_, n) => ({
    sender: { id: String(n % 10) },
    recipient: { id: double.account },
    timestamp: double.now + n,
    message: { mid: `batch-${n}`, text: `message ${n} ${'ü'.repeat(200)}` },
  }))
  const raw = { object: 'instagram', entry: [{ id: double.account, time: double.now, messaging }] }
  expect((await double.graph.deliver(served.webhook, raw)).status).toBe(200)
  expect(taken.messages).toHaveLength(1000)
})

it('answers what is not for it', async () => {
  expect((await fetch(`${served.webhook}elsewhere`)).status).toBe(404)
  expect((await fetch(served.webhook, { method: 'DELETE' })).status).toBe(405)
})

const payloads = sharedDir() && join(sharedDir()!, 'payloads/instagram')

/** Every JSON file below a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : path.endsWith('.json') ? [path] : []))
}

test.skipIf(!payloads)(
  'recorded payloads, signed again, give messages or a reason (skipped without them)',
  async () => {
    // What apps send is no webhook.
    const files = filesIn(payloads!).filter((file) => !file.includes('/outbound/'))
    expect(files.length).toBeGreaterThan(30)
    let withMessages = 0
    for (const file of files) {
      taken.messages = []
      taken.ignored = []
      const bytes = readFileSync(file)
      const { status } = await double.graph.deliver(served.webhook, JSON.parse(bytes.toString('utf8')))
      expect([file, status]).toEqual([file, 200])
      // They are of other accounts, so a message is ignored for that reason here; what it is tells the parser.
      expect([file, taken.messages.length + taken.ignored.length]).not.toEqual([file, 0])
      const { messages, ignored } = parseFile(file, bytes)
      expect([file, messages.length + ignored.length]).not.toEqual([file, 0])
      if (messages.length > 0) withMessages++
    }
    expect(withMessages).toBeGreaterThan(18)
  },
)
