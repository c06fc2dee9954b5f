import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Intake } from '../../src/engine/intake.ts'

test('with nothing to take in an answer begins at once', async () => {
  const intake = new Intake()
  let begun = false
  void intake.turnstile().then(() => (begun = true))
  await Promise.resolve()
  await Promise.resolve()
  expect(begun).toBe(true)
})

test('an answer waits for what is being taken in, and not for ever', async () => {
  const intake = new Intake()
  let taken = () => {}
  const work = intake.track(() => new Promise<void>((resolve) => (taken = resolve)))
  let begun = 0
  const answers = [intake.turnstile(), intake.turnstile()].map((turn) => turn.then(() => begun++))
  await sleep(60)
  expect(begun).toBe(0)
  taken()
  await work
  await Promise.all(answers)
  expect(begun).toBe(2)

  const stuck = intake.track(() => new Promise<void>((resolve) => (taken = resolve)))
  await intake.turnstile()
  taken()
  await stuck
})

test('work that fails counts no longer', async () => {
  const intake = new Intake()
  await expect(intake.track(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
  await intake.turnstile()
})
