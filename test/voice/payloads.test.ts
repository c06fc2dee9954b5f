import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseFile } from '../../channels/voice/index.ts'
import { TributaryError } from '../../src/contract/errors.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { signCall } from '../doubles/twilio/voice-sign.ts'
import { sharedDir } from '../shared.ts'
import { openWorld, type World } from './harness.ts'

const shared = sharedDir()
const folder = join(shared ?? '', 'payloads', 'twilio')
const names = shared
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name))
  : []
const bytes = (name: string) => readFileSync(join(folder, name))

// The recorded payloads lie beside the project, not in it.
describe.skipIf(!shared)('recorded payloads', () => {
  it.each(names.filter((name) => !name.endsWith('.md')))('%s comes to messages or a reason', (name) => {
    const { messages, ignored } = parseFile(name, bytes(name))
    expect(messages.length + ignored.length).toBe(1)
    for (const message of messages) {
      expect(message.externalId).not.toBe('')
      expect(message.thread).not.toBe('')
    }
  })

  it('tells what is said from what happened', () => {
    const kinds = Object.fromEntries(
      names
        .filter((name) => !name.endsWith('.md'))
        .map((name) => [name, parseFile(name, bytes(name))])
        .map(([name, parsed]) => [name, (parsed as ReturnType<typeof parseFile>).messages[0]?.kind]),
    )
    expect(kinds).toMatchObject({
      'conversationrelay/in-prompt.json': 'text',
      'conversationrelay/in-interrupt.json': 'event',
      'conversationrelay/in-interrupt-old-string-ms.json': 'event',
      'conversationrelay/in-setup-real.json': 'event',
      'conversationrelay/in-setup-telnyx-variant.json': 'event',
      'voice-gather-digits-GET-forwarded.query.txt': 'choice',
      'voice-record-action-GET.query.txt': 'media',
      'voice-incoming-with-headers.http.txt': 'event',
      'voice-mailroom-02-handle_resume_with_digits_we_re_waiting_for.json': 'choice',
      'voice-mailroom-07-status_update_that_call_1_is_complete.json': 'event',
    })
  })

  let db: TestDatabase
  let world: World
  beforeAll(async () => {
    db = await openTestDatabase()
    world = await openWorld(db)
  })
  afterAll(async () => {
    await world.close()
    await db.close()
  })

  it.each(names.filter((name) => /\.(form|query|http)\.txt$/.test(name)))(
    '%s, signed again, is answered with TwiML or nothing',
    async (name) => {
      const body = bytes(name)
        .toString('utf8')
        .trim()
        .split(/\r?\n\r?\n/)
        .at(-1)!
      const fields = Object.fromEntries(new URLSearchParams(body))
      for (const path of ['incoming', 'gather?step=1', 'status', 'dialled', 'poll?count=99']) {
        const url = `${world.url}/channels/voice/${path}`
        const response = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'i-twilio-idempotency-token': `${name}-${path}`,
            'x-twilio-signature': signCall(world.twilio.authToken, url, fields),
          },
          body,
        })
        expect(response.status).toBeLessThan(300)
        const text = await response.text()
        expect(text === '' || text.includes('<Response')).toBe(true)
      }
    },
  )
})

describe('files', () => {
  it('that are none of ours are refused with a stable code', () => {
    for (const text of [
      '# A heading\n\nand words',
      '{"foo":1}',
      '[1,2]',
      '{broken',
      'GET /only HTTP/2',
      '\u0000\u0001',
    ])
      expect(() => parseFile('x', Buffer.from(text))).toThrow(TributaryError)
  })

  it('may say that a number is proven, only when the network attests it in full', () => {
    const file = (verdict: string) =>
      Buffer.from(
        `CallSid=CA1&From=%2B447700900123&To=%2B442079460000&SpeechResult=hi&StirVerstat=TN-Validation-${verdict}`,
      )
    expect(parseFile('x', file('Passed-A')).messages[0]?.proofs).toEqual([
      { kind: 'phone', value: '+447700900123' },
    ])
    expect(parseFile('x', file('Passed-B')).messages[0]?.proofs).toBeUndefined()
    expect(parseFile('x', file('Failed')).messages[0]?.proofs).toBeUndefined()
  })
})
