import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileNotice } from '../../channels/web/notices.ts'
import { formatAddress, parseAddress } from '../../src/engine/address.ts'
import { plainText } from '../../src/engine/clean.ts'
import { settle } from '../../src/engine/receipt.ts'
import { mayReply, windowClosesAt } from '../../src/engine/windows.ts'
import { wordsIn } from '../../src/engine/words.ts'

const part = fc.string({ unit: 'grapheme', minLength: 1 })

test('any address survives the way to text and back, and no two share a text', () => {
  fc.assert(
    fc.property(part, part, part, (channel, account, thread) => {
      const address = { channel, account, thread }
      expect(parseAddress(formatAddress(address))).toEqual(address)
      expect(formatAddress(address).split(':')).toHaveLength(3)
    }),
  )
})

test.each(['', 'web', 'web:shop', 'web::t', 'a:b:c:d'])('%j is not an address', (text) => {
  expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'input.invalid' }))
})

test('plain text is well formed, without controls, and stays as it is a second time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const plain = plainText(text)
      expect(plain.isWellFormed()).toBe(true)
      // oxlint-disable-next-line no-control-regex
      expect(plain).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
      expect(plainText(plain)).toBe(plain)
    }),
  )
})

const rules = { attempts: 1, maxAttempts: 3, backoff: 2, idempotent: false }

test.each([
  ['sent', { outcome: 'sent', externalId: 'x' }, {}, { state: 'sent', externalId: 'x' }],
  ['unknown', { outcome: 'unknown', reason: 'r' }, {}, { state: 'unknown' }],
  [
    'unknown with a key',
    { outcome: 'unknown', reason: 'r' },
    { idempotent: true },
    { state: 'queued', retryInSeconds: 2 },
  ],
  [
    'unknown with a key, last',
    { outcome: 'unknown', reason: 'r' },
    { idempotent: true, attempts: 3 },
    { state: 'unknown' },
  ],
  [
    'refused',
    { outcome: 'refused', reason: 'r', permanent: false },
    { attempts: 2 },
    { state: 'queued', retryInSeconds: 4 },
  ],
  [
    'refused, last',
    { outcome: 'refused', reason: 'r', permanent: false },
    { attempts: 3 },
    { state: 'refused' },
  ],
  ['refused for good', { outcome: 'refused', reason: 'r', permanent: true }, {}, { state: 'refused' }],
  [
    'told to wait',
    { outcome: 'refused', reason: 'r', permanent: false, retryAfterSeconds: 60 },
    {},
    { retryInSeconds: 60 },
  ],
] as const)('%s', (_, receipt, more, end) => {
  expect(settle(receipt, { ...rules, ...more })).toMatchObject(end)
})

describe('reply windows', () => {
  const bare = { textLength: 1, textUnit: 'bytes', choices: 0 } as const
  const limits = { ...bare, replyWindowHours: 24, humanWindowHours: 168 }
  const then = new Date('2026-01-01T00:00:00Z')
  const bot = { author: 'bot', template: false } as const
  const person = { author: 'human', template: false } as const

  test.each([
    ['the bot in its last second', limits, bot, '2026-01-01T23:59:59Z', true],
    ['the bot at the hour', limits, bot, '2026-01-02T00:00:00Z', false],
    ['a person then', limits, person, '2026-01-02T00:00:00Z', true],
    ['a person at their own hour', limits, person, '2026-01-08T00:00:00Z', false],
    [
      'a person where people have no longer',
      { ...bare, replyWindowHours: 24 },
      person,
      '2026-01-02T00:00:00Z',
      false,
    ],
    ['anybody where there is no window', bare, bot, '2027-01-01T00:00:00Z', true],
    [
      'a template where there are some',
      { ...limits, templates: true },
      { ...bot, template: true },
      '2027-01-01T00:00:00Z',
      true,
    ],
    ['a text there', { ...limits, templates: true }, person, '2027-01-01T00:00:00Z', false],
    ['a template where there are none', limits, { ...person, template: true }, '2027-01-01T00:00:00Z', false],
  ] as const)('%s', (_, given, sending, now, may) => {
    expect(mayReply(given, then, new Date(now), sending)).toBe(may)
  })

  test('close when they close', () => {
    expect(windowClosesAt(limits, then, 'bot')?.toISOString()).toBe('2026-01-02T00:00:00.000Z')
    expect(windowClosesAt(limits, then, 'human')?.toISOString()).toBe('2026-01-08T00:00:00.000Z')
    expect(windowClosesAt(bare, then, 'human')).toBeUndefined()
  })
})

test('words come in the shopper’s language, or in English', () => {
  expect(wordsIn('de-AT').handoff).toMatch(/Kolleg/)
  expect(wordsIn('xx').handoff).toBe(wordsIn(undefined).handoff)
})

test.each(['constructor', '__proto__', 'toString', ''])(
  '%j is a language without words of its own',
  (tag) => {
    expect(wordsIn(tag)).toBe(wordsIn('en'))
    expect(fileNotice(tag)).toBe(fileNotice('en'))
  },
)
