import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHours } from '../../src/engine/desk/hours.ts'
import { backAt } from '../../src/engine/desk/presence.ts'

const at = (text: string) => new Date(text)
const SHOP = 'Mon-Fri 09:00-17:30; Sat 10:00-14:00'

describe('opening hours', () => {
  const berlin = parseHours(SHOP, 'Europe/Berlin')

  test.each([
    ['a Monday, a minute before', '2026-11-23T07:59:59Z', false],
    ['a Monday at nine', '2026-11-23T08:00:00Z', true],
    ['a Monday in the last minute', '2026-11-23T16:29:59Z', true],
    ['a Monday at half past five', '2026-11-23T16:30:00Z', false],
    ['a Saturday at noon', '2026-11-28T11:00:00Z', true],
    ['a Sunday', '2026-11-29T11:00:00Z', false],
    ['in summer an hour earlier by UTC', '2026-07-01T07:00:00Z', true],
    ['in winter not', '2026-12-01T07:00:00Z', false],
  ])('%s', (_, moment, open) => {
    expect(berlin.isOpen(at(moment))).toBe(open)
  })

  test('the next opening, over the weekend and over the change of the clocks', () => {
    expect(berlin.nextOpen(at('2026-11-28T13:00:00Z'))).toEqual(at('2026-11-30T08:00:00Z'))
    // Clocks go forward on 29 March 2026: Saturday's nine is 08:00 UTC, Monday's is 07:00.
    expect(berlin.nextOpen(at('2026-03-28T13:00:00Z'))).toEqual(at('2026-03-30T07:00:00Z'))
    expect(berlin.nextOpen(at('2026-10-24T12:00:00Z'))).toEqual(at('2026-10-26T08:00:00Z'))
  })

  test('a time that is skipped or comes twice', () => {
    const night = parseHours('Sun 02:30-05:00', 'Europe/Berlin')
    expect(night.nextOpen(at('2026-03-28T12:00:00Z'))).toEqual(at('2026-03-29T01:00:00Z'))
    expect(night.nextOpen(at('2026-10-24T12:00:00Z'))).toEqual(at('2026-10-25T00:30:00Z'))
    // From the first 02:30 to five: three and a half hours.
    expect(night.isOpen(at('2026-10-25T03:59:00Z'))).toBe(true)
    expect(night.isOpen(at('2026-10-25T04:00:00Z'))).toBe(false)
  })

  test('only open minutes count', () => {
    // Friday 17:20 in Berlin: ten minutes are left, five more on Saturday.
    expect(berlin.after(at('2026-11-20T16:20:00Z'), 15)).toEqual(at('2026-11-21T09:05:00Z'))
    expect(berlin.after(at('2026-11-23T09:00:00Z'), 15)).toEqual(at('2026-11-23T09:15:00Z'))
    // A week has 46.5 hours.
    expect(berlin.after(at('2026-11-23T08:00:00Z'), 46.5 * 60 + 1)).toEqual(at('2026-11-30T08:01:00Z'))
  })

  test('past midnight, to midnight, several times a day, and always', () => {
    const bar = parseHours('Fri,Sat 22:00-02:00; Wed 09:00-12:00, 13:00-24:00', 'UTC')
    expect(bar.isOpen(at('2026-11-28T01:59:00Z'))).toBe(true)
    expect(bar.isOpen(at('2026-11-29T01:59:00Z'))).toBe(true)
    expect(bar.isOpen(at('2026-11-30T01:59:00Z'))).toBe(false)
    expect(bar.isOpen(at('2026-11-25T12:30:00Z'))).toBe(false)
    expect(bar.isOpen(at('2026-11-25T23:59:00Z'))).toBe(true)
    const always = parseHours('Mon-Sun 00:00-24:00', 'Asia/Tokyo')
    expect(always.after(at('2026-11-25T23:59:00Z'), 15)).toEqual(at('2026-11-26T00:14:00Z'))
    expect(always.nextOpen(at('2026-11-25T23:59:00Z'))).toEqual(at('2026-11-25T23:59:00Z'))
  })

  test('at its next opening it is open, and not a moment before', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC']
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z'), noInvalidDate: true }),
        (zone, moment) => {
          const hours = parseHours(SHOP, zone)
          const next = hours.nextOpen(moment)
          expect(next.getTime()).toBeGreaterThan(moment.getTime())
          expect(hours.isOpen(next)).toBe(true)
          expect(hours.isOpen(new Date(next.getTime() - 1))).toBe(false)
        },
      ),
      { numRuns: 300 },
    )
  })

  test.each([
    '',
    'Mon 9-17',
    'Foo 09:00-10:00',
    'Mon 25:00-26:00',
    'Mon-Tue-Wed 09:00-10:00',
    'Mon 09:60-10:00',
    'Mon 09:00-09:00',
    '09:00-10:00',
    'Mon',
  ])('“%s” is refused with its code', (text) => {
    expect(() => parseHours(text, 'UTC')).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining('DESK_HOURS') }),
    )
  })
})

test.each([
  [
    'en-GB',
    /back on Monday 23 November at 09:00 \(time zone Europe\/Berlin\)\. You can also write to a@b\.example\./,
  ],
  ['de', /Ab Montag, 23\. November, 09:00 Uhr/],
  ['fr', /le lundi 23 novembre à 09:00/],
  ['es-MX', /el lunes, 23 de noviembre, a las 09:00/],
  ['ja', /Monday/],
])('in %s the shopper reads when people are back', (language, words) => {
  const hours = parseHours(SHOP, 'Europe/Berlin')
  const presence = { hours, shopEmail: 'a@b.example' }
  expect(backAt(presence, at('2026-11-22T08:00:00Z'), language)).toMatch(words)
  expect(backAt(presence, at('2026-11-23T08:00:00Z'), language)).toBe('')
})
