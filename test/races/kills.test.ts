import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Inbound } from '../../src/contract/message.ts'
import { openDatabase } from '../../src/database/index.ts'
import { dataFolder, openTestDatabase, testDatabaseUrl } from '../database.ts'
import { inbound } from '../engine/double.ts'
import { Outside, startRunner, type Runner } from '../engine/outside.ts'

/** How often a process is killed; 20 by `npm run races`. */
const KILLS = Number(process.env['KILLS'] ?? 3)
const THREADS = ['t0', 't1', 't2', 't3', 't4', 't5']
const TOGETHER = 3
// A dead process is noticed by the queue after 10 to 14 seconds.
const PATIENCE = { timeout: 90_000, interval: 200 }

interface Decided {
  key: string
  state: string
  text: string
  thread: string
}

/** A provider: delivers a message again and again until it is told that it was taken. */
async function deliverUntilTaken(message: Inbound, current: () => Runner): Promise<void> {
  for (;;) {
    // A killed process never answers.
    const taken = await Promise.race([current().accept(message), sleep(1500)]).catch(() => undefined)
    if (taken) return
    await sleep(50)
  }
}

test(
  `${KILLS} processes killed one after the other in the middle of traffic lose nothing, repeat nothing, and keep the order`,
  { timeout: 120_000 + KILLS * 15_000, retry: 0 },
  async () => {
    const outside = new Outside()
    const url = await outside.listen()
    const real = testDatabaseUrl ? await openTestDatabase() : undefined
    const folder = await dataFolder('kills')
    const database = real ? { url: real.url! } : { folder }
    const start = () => startRunner({ database, outside: url, idempotent: false })
    let runner = await start()
    onTestFinished(async () => {
      await runner.kill()
      await outside.close()
      await real?.close()
      await rm(folder, { recursive: true, force: true })
    })
    outside.onAnswer = () => sleep(Math.random() * 40)
    outside.beforeReach = () => sleep(Math.random() * 20)
    outside.afterReach = () => sleep(Math.random() * 20)

    const ending = new AbortController()
    const written = new Map<string, string[]>(THREADS.map((thread) => [thread, []]))
    const shopper = async (thread: string) => {
      for (let n = 0; !ending.signal.aborted; n++) {
        const text = `${thread} ${String(n).padStart(4, '0')}`
        await deliverUntilTaken(inbound(text, { thread }), () => runner)
        written.get(thread)!.push(text)
        await sleep(Math.random() * 200)
      }
    }
    const traffic = Promise.all(THREADS.map(shopper))
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(200 + Math.random() * 1300)
      await runner.kill()
      runner = await start()
    }
    ending.abort()
    await traffic
    await expect
      .poll(() => runner.status(), PATIENCE)
      .toMatchObject({ pending: 0, queued: 0, sending: 0, refused: 0, openHandoffs: 0, blocked: [] })
    await runner.stop()

    const db = real ?? (await openDatabase({ folder }))
    const decided = await db.query<Decided>(
      `SELECT o.key, o.state, o.content->>'text' AS text, c.thread
         FROM outbox o JOIN conversation c ON c.id = o.conversation_id ORDER BY o.sequence`,
    )
    if (!real) await db.close()
    for (const thread of THREADS) {
      const rows = decided.filter((row) => row.thread === thread)
      const answered = rows.flatMap((row) => row.text.replace('re: ', '').split(' | '))
      expect(answered).toEqual(written.get(thread))
      const reached = outside.reached.filter((sent) => sent.thread === thread).map(({ key }) => key)
      const expected = rows.filter((row) => row.state === 'sent' || reached.includes(row.key))
      expect(reached).toEqual(expected.map(({ key }) => key))
    }
    expect(decided.filter(({ state }) => !['sent', 'unknown'].includes(state))).toEqual([])
    // Of each killed process at most what it had in its hands.
    const unknown = decided.filter(({ state }) => state === 'unknown')
    expect(unknown.length).toBeLessThanOrEqual(KILLS * TOGETHER * 2)
    expect(outside.mostAtOnce).toBe(1)
    console.info(
      `${KILLS} kills: ${decided.length} answers for ${[...written.values()].flat().length} messages, ${unknown.length} of unknown end`,
    )
  },
)
