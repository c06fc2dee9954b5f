import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../../src/contract/log.ts'
import type { HeardAll } from '../heard.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000

/** Hands on what a session heard, in its order, and as often as it takes: WhatsApp Web never tells anything twice. */
export interface Inbound {
  push(one: () => Promise<HeardAll>): void
  /** Gives up what could not be handed on; resolves when nothing is in flight. */
  stop(): Promise<void>
}

export function createInbound(take: (all: HeardAll) => Promise<unknown>, log: Log): Inbound {
  const end = new AbortController()
  let line: Promise<void> = Promise.resolve()

  async function handOn(one: () => Promise<HeardAll>): Promise<void> {
    const all = await one()
    if (all.heard.length + all.ignored.length === 0) return
    for (let wait = FIRST_WAIT_MS; !end.signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        await take(all)
        return
      } catch (error) {
        log.warn({ channel: 'whatsapp', error: String(error) }, 'message of WhatsApp Web not stored yet')
        await sleep(wait, undefined, { signal: end.signal }).catch(() => {})
      }
    }
    log.error(
      { channel: 'whatsapp', messages: all.heard.length },
      'messages of WhatsApp Web were lost at the stop',
    )
  }

  return {
    push(one) {
      line = line
        .then(() => handOn(one))
        .catch((error: unknown) => {
          log.error(
            { channel: 'whatsapp', error: String(error) },
            'an event of WhatsApp Web was not understood',
          )
        })
    },
    async stop() {
      end.abort()
      await line
    },
  }
}
