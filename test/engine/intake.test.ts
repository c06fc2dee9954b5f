import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Intake } from '../../src/engine/intake.ts'

// The clock is the test's.
const PACE = { slow: 30, step: 100, quiet: 250, patience: 10_000, first: 2, most: 8 }
let intake: Intake
let running: Turn[]
let begun: string[]

interface Turn {
  name: string
  end: () => void
}

beforeEach(() => {
  vi.useFakeTimers()
  intake = new Intake(PACE)
  running = []
  begun = []
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** Something comes in, and is taken in after so long. */
const takeIn = (ms: number) => intake.track(() => new Promise<void>((resolve) => setTimeout(resolve, ms)))

/** For so long something comes in all the time, and is taken in after `ms` each. */
async function pourIn(milliseconds: number, ms: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 10) {
    void takeIn(ms)
    await pass(10)
  }
}

function ask(name: string, urgency = 0): void {
  void intake.turn(urgency, () => {
    begun.push(name)
    return new Promise<void>((end) => running.push({ name, end }))
  })
}

async function endOne(): Promise<void> {
  running.shift()!.end()
  await pass(0)
}

const many = (count: number) => Array.from({ length: count }, (_, n) => `turn ${n + 1}`)

test('when nothing comes in, every turn begins at once', async () => {
  many(20).forEach((name) => ask(name))
  await pass(0)
  expect(begun).toEqual(many(20))
})

test('a burst after quiet begins with few turns at a time', async () => {
  void takeIn(5)
  await pass(1)
  many(20).forEach((name) => ask(name))
  await pass(0)
  expect(running).toHaveLength(PACE.first)
})

test('what is taken in fast holds nothing back below the most', async () => {
  await pourIn(3000, 5)
  many(20).forEach((name) => ask(name))
  await pass(0)
  expect(running).toHaveLength(PACE.most)
})

test('what is slow to be taken in leaves one turn at a time, and one goes on', async () => {
  await pourIn(1000, 60)
  many(5).forEach((name) => ask(name))
  await pourIn(500, 60)
  expect(begun).toEqual(['turn 1'])
  for (let n = 2; n <= 5; n++) {
    await endOne()
    await pourIn(200, 60)
    expect(begun).toEqual(many(n))
    expect(running).toHaveLength(1)
  }
})

test('the turns that are on their way count', async () => {
  many(8).forEach((name) => ask(name))
  await pourIn(1000, 60)
  ask('late')
  for (let n = 0; n < 7; n++) await endOne()
  await pourIn(200, 60)
  expect(begun).not.toContain('late')
  await endOne()
  expect(begun).toContain('late')
})

test('when it is fast again, more and more go on', async () => {
  await pourIn(1000, 60)
  many(20).forEach((name) => ask(name))
  await pourIn(500, 60)
  expect(running).toHaveLength(1)
  await pourIn(1000, 5)
  const some = running.length
  expect(some).toBeGreaterThan(1)
  expect(some).toBeLessThan(PACE.most)
  await pourIn(5000, 5)
  expect(running).toHaveLength(PACE.most)
})

test('when it is quiet again, all go on, without anything that tells of it', async () => {
  await pourIn(1000, 60)
  many(5).forEach((name) => ask(name))
  await pourIn(500, 60)
  expect(running).toHaveLength(1)
  await pass(60 + 2 * PACE.quiet)
  expect(running).toHaveLength(5)
})

test('who is on the telephone goes first, then who looks on', async () => {
  await pourIn(1000, 60)
  ask('under way')
  ask('mail')
  ask('chat', 1)
  ask('call', 2)
  ask('another call', 2)
  for (let n = 0; n < 4; n++) {
    await pourIn(200, 60)
    await endOne()
  }
  expect(begun).toEqual(['under way', 'call', 'another call', 'chat', 'mail'])
})

test('nobody waits for ever behind others who are in a hurry', async () => {
  await pourIn(1000, 60)
  ask('call', 2)
  ask('mail')
  let calls = 0
  for (let n = 0; n < 200 && !begun.includes('mail'); n++) {
    ask(`call ${++calls}`, 2)
    await pourIn(100, 60)
    await endOne()
  }
  expect(begun).toContain('mail')
  expect(calls).toBeGreaterThan(90)
})

test('work that fails gives its place back', async () => {
  await expect(intake.track(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
  await pourIn(1000, 60)
  await expect(intake.turn(0, () => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer')
  ask('next')
  await pass(0)
  expect(begun).toEqual(['next'])
})
