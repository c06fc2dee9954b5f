import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../src/contract/log.ts'
import type { Signals } from '../../src/contract/signals.ts'

/** Tells those who serve a call that something is to be said in it, whichever process they are in. */
export interface Ear {
  notify(callSid: string): void
  /** Calls back at each sign of news. Returns what ends it. */
  listen(callSid: string, heard: () => void): () => void
  /** Looks until there is something, at each sign and now and then in between; undefined when the time is over. */
  until<T>(callSid: string, ms: number, look: () => Promise<T | undefined>): Promise<T | undefined>
  start(): void
  stop(): void
}

const TOPIC = 'voice'

export function createEar(signals: Signals | undefined, lookMs: number, log: Log): Ear {
  const emitter = new EventEmitter().setMaxListeners(0)
  const self = crypto.randomUUID()
  const stopping = new AbortController()
  let unsubscribe = () => {}

  const listen: Ear['listen'] = (callSid, heard) => {
    emitter.on(callSid, heard)
    return () => void emitter.off(callSid, heard)
  }
  /** A signal may be lost: who listens for long looks now and then. */
  let looks: NodeJS.Timeout | undefined

  return {
    listen,
    notify(callSid) {
      emitter.emit(callSid)
      signals?.publish(TOPIC, JSON.stringify([self, callSid])).catch((error: unknown) => {
        log.warn({ error: String(error) }, 'signal not sent')
      })
    },
    async until(callSid, ms, look) {
      const end = performance.now() + ms
      let wake = () => {}
      let heard = false
      const unlisten = listen(callSid, () => {
        heard = true
        wake()
      })
      try {
        for (;;) {
          heard = false
          const found = await look()
          const left = end - performance.now()
          if (found !== undefined || left <= 0 || stopping.signal.aborted) return found
          const timer = new AbortController()
          const signal = AbortSignal.any([timer.signal, stopping.signal])
          const news = new Promise<void>((resolve) => (wake = resolve))
          if (!heard) await Promise.race([news, sleep(left, undefined, { signal }).catch(() => {})])
          timer.abort()
        }
      } finally {
        unlisten()
      }
    },
    start() {
      looks = setInterval(() => {
        for (const callSid of emitter.eventNames()) emitter.emit(callSid)
      }, lookMs)
      unsubscribe =
        signals?.subscribe(TOPIC, (payload) => {
          const [from, callSid] = JSON.parse(payload) as [string, string]
          if (from !== self) emitter.emit(callSid)
        }) ?? (() => {})
    },
    stop() {
      unsubscribe()
      clearInterval(looks)
      stopping.abort()
    },
  }
}
