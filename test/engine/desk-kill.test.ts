import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { dataFolder, openTestDatabase, testDatabaseUrl } from '../database.ts'
import { inbound } from './double.ts'
import { Outside, startRunner, type Runner } from './outside.ts'

// A dead process is noticed by the queue after 10 to 14 seconds.
const PATIENCE = { timeout: 60_000, interval: 100 }

test(
  'killed between the desk’s taking an event and its mark, again and again: nothing is missing, nothing out of order',
  { timeout: 240_000 },
  async ({ onTestFinished }) => {
    const outside = new Outside()
    const url = await outside.listen()
    const real = testDatabaseUrl ? await openTestDatabase() : undefined
    const folder = await dataFolder('desk-kill')
    let runner: Runner | undefined
    onTestFinished(async () => {
      await runner?.kill()
      await outside.close()
      await real?.close()
      await rm(folder, { recursive: true, force: true })
    })
    const start = () =>
      startRunner({
        database: real ? { url: real.url! } : { folder },
        outside: url,
        idempotent: true,
        desk: true,
      })
    const kinds = () => outside.taken.map((event) => event.news.kind)

    // Each life of the process ends right after the desk has kept one event, which the process then never marks.
    for (const deadly of ['opened', 'shopper']) {
      let strike = () => {}
      const struck = new Promise<void>((resolve) => (strike = resolve))
      outside.afterTake = (event) => {
        if (event.news.kind !== deadly) return Promise.resolve()
        strike()
        return new Promise(() => {})
      }
      runner = await start()
      await runner.accept(inbound(deadly === 'opened' ? 'k a person, please' : 'k more'))
      await struck
      await runner.kill()
    }
    outside.afterTake = async () => {}
    runner = await start()
    const answers = () =>
      new Set(outside.taken.filter(({ news }) => news.kind === 'saying').map(({ id }) => id)).size
    await expect.poll(answers, PATIENCE).toBe(2)
    await expect.poll(kinds, PATIENCE).toContain('delivery')
    await expect
      .poll(() => outside.taken.at(-1)!.id, PATIENCE)
      .toBe(Math.max(...outside.taken.map((one) => one.id)))
    await expect.poll(async () => (await runner!.status()).blocked, PATIENCE).toEqual([])

    const ids = outside.taken.map((event) => event.id)
    const firsts = ids.filter((id, at) => ids.indexOf(id) === at)
    expect(firsts).toEqual(firsts.toSorted((a, b) => a - b))
    // What came twice is what was taken and not marked, and it came again before anything behind it.
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    const news = firsts.map((id) => outside.taken.find((event) => event.id === id)!.news)
    expect(
      news
        .map((one) => (one.kind === 'shopper' ? one.said.text : one.kind))
        .filter((one) => one !== 'delivery'),
    ).toEqual(['opened', 'saying', 'k more', 'saying'])
    expect(kinds().filter((kind) => kind === 'opened').length).toBeGreaterThan(1)
  },
)
