import type { Database } from '../../../contract/database.ts'
import type { Log } from '../../../contract/log.ts'
import { finish, postpone, pruneSlack, takeLeftovers, type Pending } from '../store/intake.ts'
import type { Body } from './body.ts'

export interface WorkerOptions {
  db: Database
  log: Log
  process(body: Body): Promise<void>
  /** Tells the person that it could not be done. */
  giveUp(body: Body): Promise<void>
}

const MOST_ATTEMPTS = 5
const LOOK_MS = 5000
const PRUNE_MS = 3_600_000

/** Works off what Slack delivered; what fails comes again, and what a dead process left is taken up. */
export interface Worker {
  take(pending: Pending): void
  start(): void
  /** Waits for what is in flight. */
  stop(): Promise<void>
}

export function createWorker({ db, log, process, giveUp }: WorkerOptions): Worker {
  const running = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let pruned = 0

  const work = async ({ key, body, attempts }: Pending): Promise<void> => {
    try {
      await process(body)
    } catch (error) {
      log.error(
        { kind: key.split(':')[0], attempts, error: String(error) },
        'a request of Slack was not worked off',
      )
      if (attempts < MOST_ATTEMPTS) return postpone(db, key, 2 ** attempts)
      await giveUp(body)
    }
    await finish(db, key)
  }
  const run = (pending: Pending): void => {
    const one = work(pending)
      .catch((error: unknown) => log.error({ error: String(error) }, 'a request of Slack is left for later'))
      .finally(() => running.delete(one))
    running.add(one)
  }
  const look = async (): Promise<void> => {
    for (const pending of await takeLeftovers(db)) run(pending)
    if (Date.now() - pruned < PRUNE_MS) return
    pruned = Date.now()
    await pruneSlack(db)
  }
  const lookSafely = (): void => {
    const one = look()
      .catch((error: unknown) => log.error({ error: String(error) }, 'requests of Slack were not looked for'))
      .finally(() => running.delete(one))
    running.add(one)
  }

  return {
    take: run,
    start() {
      lookSafely()
      timer = setInterval(lookSafely, LOOK_MS)
    },
    async stop() {
      clearInterval(timer)
      while (running.size > 0) await Promise.all(running)
    },
  }
}
