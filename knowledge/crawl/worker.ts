import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { claimCrawl, type CrawlRow } from './queue.ts'
import { runCrawl, type CrawlContext } from './run.ts'

export interface CrawlWorker {
  /** Looks for work now, in place of at the next turn. */
  wake(): void
  /** Ends after the page that is being trained; the crawl goes on where it stands, in whichever process claims it. */
  stop(): Promise<void>
}

export type CrawlWorkerOptions = Omit<CrawlContext, 'owner'> & {
  /** How often to look for crawls that other processes asked for; default 2000. */
  pollMs?: number
  onFinished?: (crawl: CrawlRow, state: CrawlRow['state']) => void
  onError?: (error: unknown) => void
}

/** Runs crawls as they become due, one after the other, whichever process asked for them. */
export function startCrawlWorker(options: CrawlWorkerOptions): CrawlWorker {
  const owner = randomUUID()
  const stop = new AbortController()
  let interrupt = new AbortController()
  const pause = async () => {
    await sleep(options.pollMs ?? 2000, undefined, { signal: interrupt.signal }).catch(() => {})
    interrupt = new AbortController()
  }
  const loop = async () => {
    while (!stop.signal.aborted) {
      try {
        const crawl = await claimCrawl(options.db, owner, options.leaseSeconds)
        if (crawl) {
          const state = await runCrawl({ ...options, owner, stopped: () => stop.signal.aborted }, crawl)
          options.onFinished?.(crawl, state)
        } else await pause()
      } catch (error) {
        options.onError?.(error)
        await pause()
      }
    }
  }
  const done = loop()
  return {
    wake: () => interrupt.abort(),
    async stop() {
      stop.abort()
      interrupt.abort()
      await done
    },
  }
}
