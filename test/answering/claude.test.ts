import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClaude } from '../../src/answer/index.ts'
import { watched } from '../../src/main/claude.ts'
import { listTroubles, troubleTeller } from '../../src/store/troubles.ts'
import { request, RETURNS } from '../answer/passages.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { startAnthropicDouble, type AnthropicDouble } from '../doubles/anthropic/index.ts'
import { silent } from '../engine/log.ts'

let db: TestDatabase
let double: AnthropicDouble
beforeAll(async () => {
  db = await openTestDatabase()
  double = await startAnthropicDouble()
})
afterAll(async () => {
  await double.close()
  await db.close()
})

const asked = request('Can sale items be returned?', [RETURNS])

it('tells in status that Claude cannot be reached, and forgets it once it can', async () => {
  const { composer } = createClaude({ apiKey: double.key, baseUrl: double.url, retries: 0 })
  const claude = watched(composer, troubleTeller(db, silent))
  expect(claude.model).toBe(composer.model)
  double.behave('overloaded')
  await expect(claude.compose(asked)).rejects.toMatchObject({ code: 'model.failed' })
  await expect
    .poll(() => listTroubles(db))
    .toMatchObject([{ part: 'Claude', code: 'model.failed', text: expect.stringContaining('529') }])
  double.behave('honest')
  expect((await claude.compose(asked)).declined).toBe(false)
  await expect.poll(() => listTroubles(db)).toEqual([])
})

it('is no trouble where the question was given up', async () => {
  const { composer } = createClaude({ apiKey: double.key, baseUrl: double.url, retries: 0 })
  const told: unknown[] = []
  const claude = watched(composer, (...trouble) => void told.push(trouble))
  double.behave('slow_first_token')
  await expect(claude.compose({ ...asked, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    code: 'model.failed',
  })
  expect(told).toEqual([])
})
