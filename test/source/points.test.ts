import { describe, expect, test } from 'vitest'
import { backoff, retryAfter } from '../../knowledge/sources/confluence/http/backoff.ts'
import { Points } from '../../knowledge/sources/confluence/http/points.ts'
import { runListing } from '../contract/source.suite.ts'
import { startConfluence } from '../doubles/confluence/index.ts'
import { fakeClock } from './clock.ts'
import { connectCloud } from './cloud.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 5, 1, 10, 15)
const none = new Headers()

describe('points of an hour', () => {
  test('are free until a fifth is left, then spread over the rest of the hour', () => {
    const points = new Points(1000)
    expect(points.pause(START)).toBe(0)
    points.spend(749, none, START)
    expect(points.pause(START)).toBe(0)
    points.spend(99, none, START)
    // 150 of 1,000 are left for 45 minutes; the last request cost 100.
    expect(points.pause(START)).toBe((45 * 60_000 * 100) / 150)
  })

  test('begin anew at the full UTC hour', () => {
    const points = new Points(100)
    points.spend(200, none, START)
    expect(points.pause(START)).toBe(45 * 60_000)
    expect(points.pause(START + 45 * 60_000)).toBe(0)
  })

  test('are those that the headers name, since other tenants spend them too', () => {
    const points = new Points()
    const headers = new Headers({
      'X-RateLimit-Limit': '65000',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': '2026-06-01T10:30:00Z',
    })
    points.spend(1, headers, START)
    expect(points.pause(START)).toBe(15 * 60_000)
  })

  test('a reset in seconds since 1970, as recorded once, is understood', () => {
    const points = new Points()
    const reset = String((START + 60_000) / 1000)
    points.spend(1, new Headers({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }), START)
    expect(points.pause(START)).toBe(60_000)
  })

  test('a pause never goes past the reset', () => {
    const points = new Points(65_000)
    for (let spent = 0; spent < 70_000; spent += 251) points.spend(250, none, START)
    expect(points.pause(START)).toBeLessThanOrEqual(HOUR)
  })
})

describe('waiting', () => {
  test('Retry-After in seconds or as a date; absurd ones are capped at an hour', () => {
    const read = (value: string) => retryAfter(new Headers({ 'Retry-After': value }), START)
    expect(read('1847')).toBe(1_847_000)
    expect(read(new Date(START + 5000).toUTCString())).toBe(5000)
    expect(read(new Date(START - 5000).toUTCString())).toBe(0)
    expect(read('999999')).toBe(3_660_000)
    expect(read('soon')).toBeUndefined()
    expect(retryAfter(none, START)).toBeUndefined()
  })

  test('without it the pause doubles, spread by jitter, up to half a minute', () => {
    expect([1, 2, 3, 4].map((attempt) => backoff(attempt, () => 1))).toEqual([500, 1000, 2000, 4000])
    expect(backoff(1, () => 0)).toBe(250)
    expect(backoff(40, () => 1)).toBe(30_000)
  })
})

test('when points run short, a listing slows down over the hour instead of failing', async () => {
  const clock = fakeClock(START)
  const double = await startConfluence({ quota: 400, now: clock.now })
  double.wiki.addSpace({ id: '65538', key: 'HELP' })
  for (let at = 0; at < 300; at += 1) double.wiki.addPage({ spaceKey: 'HELP', title: `Page ${at}` })
  const { source } = await connectCloud(double, { clock })
  const listed = await runListing(source, { mode: 'space', spaceId: '65538', spaceKey: 'HELP' })
  expect(listed).toMatchObject({ complete: true, pages: { size: 300 } })
  expect(Math.max(...clock.waits)).toBeGreaterThan(60_000)
  await double.close()
})
