import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseFile } from '../../src/desk/slack/index.ts'
import { sharedDir } from '../shared.ts'
import { openBench, type Bench } from './bench.ts'

const shared = sharedDir()
const folder = shared === undefined ? undefined : join(shared, 'payloads', 'slack')
const files =
  folder === undefined ? [] : readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())

/** Captures of requests, and windows’ contexts of another program: nothing that Slack would send. */
const NO_BODY = /^(live-wire|signature-vectors|.*(M|m)odalContext)/

describe.skipIf(folder === undefined)('recorded payloads (skipped where ../shared is absent)', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench()
  })
  afterAll(() => bench.close())

  test('there are some', () => expect(files.length).toBeGreaterThan(50))

  test.each(files.map(({ name }) => name))('%s', async (name) => {
    const bytes = readFileSync(join(folder!, name))
    bench.ignored.length = 0
    const before = await bench.db.query('SELECT key FROM slack_intake')
    const form = name.endsWith('.form.txt')
    const interactive =
      !form &&
      !/"event_callback"|"url_verification"/.test(bytes.toString()) &&
      bytes.toString().startsWith('{')
    const bodies = [
      bytes.toString(),
      ...(interactive ? [`payload=${encodeURIComponent(bytes.toString())}`] : []),
    ]
    for (const body of bodies) {
      const answer = await bench.desk.handle({
        method: 'POST',
        path: '/events',
        url: 'https://shop.example/desk/slack/events',
        query: {},
        headers: bench.slack.sign(body),
        body: Buffer.from(body),
      })
      expect(answer.status).toBeLessThan(NO_BODY.test(name) ? 500 : 300)
      const after = await bench.db.query('SELECT key FROM slack_intake')
      const handled = after.length > before.length || bench.ignored.length > 0 || (answer.body ?? '') !== ''
      expect(handled).toBe(true)
    }
    expect(bench.work.asked).toEqual([])
  })

  const bodies = files.map(({ name }) => name).filter((name) => !NO_BODY.test(name))
  const others = files.map(({ name }) => name).filter((name) => NO_BODY.test(name))

  test.each(others)('%s is told to be no body of Slack’s', (name) => {
    const read = () => parseFile(name, readFileSync(join(folder!, name)))
    expect(read).toThrow(expect.objectContaining({ code: 'input.invalid' }))
  })

  test.each(bodies)('%s in the normal form', (name) => {
    const { messages, ignored } = parseFile(name, readFileSync(join(folder!, name)))
    expect(messages.length + ignored.length).toBeGreaterThan(0)
    for (const message of messages) {
      expect(message).toMatchObject({
        channel: 'slack',
        account: expect.stringMatching(/^T/),
        from: { id: expect.stringMatching(/^[UW]/) },
        externalId: expect.stringMatching(/./),
      })
      expect(new Date(message.at).toISOString()).toBe(message.at)
    }
  })
})
