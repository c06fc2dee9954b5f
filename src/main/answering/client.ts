import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../../config.ts'
import type { Listener, Reply } from '../../contract/answer.ts'
import { TributaryError } from '../../contract/errors.ts'
import type { Log } from '../../contract/log.ts'
import type { OpenDatabase } from '../../database/index.ts'
import type { Answering } from './index.ts'
import type { Asked } from './protocol.ts'
import { openThread, THREAD, type Thread } from './worker.ts'

/** A thread that does not start is tried again after so long, so that it does not keep the processor busy. */
const RESTART_MS = 1000
/** What is under way in the background ends between two steps; a step is never longer. */
const STOP_MS = 20_000

export interface AnsweringParts {
  config: Config
  db: Pick<OpenDatabase, 'endpoint' | 'embedded'>
  log: Log
  /** Another module for the thread, in tests. */
  module?: URL
}

/**
 * Answering in a thread of its own, so that an answer that is being made never keeps a message waiting that comes in. If the thread dies,
 * what it was asked fails, which the queue tries again, and another one is started. Throws when the first one does not start.
 */
export async function startAnswering({
  config,
  db,
  log,
  module = THREAD,
}: AnsweringParts): Promise<Answering> {
  const start = { config, endpoint: db.endpoint, embedded: db.embedded }
  let stopped = false
  let current = Promise.resolve(await openThread(start, died, module))

  function died(why: string): void {
    if (stopped) return
    log.error({ why }, 'the thread that answers died; another one is started')
    current = revive()
    current.then((thread) => thread.ask({ what: 'embedAhead' })).catch(() => {})
  }

  async function revive(): Promise<Thread> {
    for (;;) {
      if (stopped) throw stopping()
      try {
        return await openThread(start, died, module)
      } catch (error) {
        log.error({ error: String(error) }, 'the thread that answers did not start; tried again')
        await sleep(RESTART_MS)
      }
    }
  }

  async function ask(asked: Asked, listener?: Listener): Promise<Reply | undefined> {
    if (stopped) throw stopping()
    return (await current).ask(asked, listener)
  }

  async function background(what: 'embedAhead' | 'calibrate'): Promise<void> {
    try {
      await ask({ what })
    } catch (error) {
      if (!stopped) log.warn({ what, error: String(error) }, 'work in the background broke off')
    }
  }

  return {
    async answer(question, listener) {
      return (await ask({ what: 'answer', question, listens: listener !== undefined }, listener))!
    },
    async refresh() {
      await ask({ what: 'refresh' })
    },
    embedAhead: () => background('embedAhead'),
    calibrate: () => background('calibrate'),
    async stop() {
      if (stopped) return
      stopped = true
      const thread = await current.catch(() => undefined)
      const patience = new AbortController()
      const ended = thread?.ask({ what: 'stop' }).catch(() => undefined)
      await Promise.race([ended, sleep(STOP_MS, undefined, patience).catch(() => undefined)])
      patience.abort()
      await thread?.terminate()
    },
  }
}

function stopping(): TributaryError {
  return new TributaryError('internal.unexpected', 'The server is stopping.')
}
