import { setTimeout as sleep } from 'node:timers/promises'
import type { App, SocketModeReceiver } from '@slack/bolt'
import type { Log } from '../../../contract/log.ts'
import type { TellTrouble } from '../../../contract/trouble.ts'
import { socketFailure } from '../feed/failure.ts'
import type { Admitted } from './admit.ts'
import type { Body } from './body.ts'

export interface SocketOptions {
  /** Without its own reconnecting, which ends the process when a token is revoked meanwhile. */
  receiver: SocketModeReceiver
  admit(body: Body): Promise<Admitted>
  start(work: NonNullable<Admitted['work']>): void
  log: Log
  trouble?: TellTrouble
}

const PART = 'Slack (Socket Mode)'
const RECONNECT_MS = 1000
const MOST_RECONNECT_MS = 60_000

/** Keeps a connection to Slack open; everything that comes over it is kept before it is acknowledged. */
export interface Socket {
  /** Resolves when the first connection stands, or could not be made: it goes on trying. */
  open(): Promise<void>
  close(): Promise<void>
}

export function createSocket({ receiver, admit, start, log, trouble }: SocketOptions): Socket {
  const { client } = receiver
  let closing = false
  let failures = 0
  const waiting = new AbortController()

  const bridge: Pick<App, 'processEvent'> = {
    async processEvent({ body, ack }) {
      // Not acknowledged when it throws: Slack delivers it again.
      const admitted = await admit(body)
      await ack(admitted.answer)
      if (admitted.work) start(admitted.work)
    },
  }
  receiver.init(bridge as App)

  const connect = async (): Promise<void> => {
    try {
      await client.start()
      failures = 0
      trouble?.(PART)
    } catch (error) {
      failures++
      const failure = socketFailure(error)
      log.error({ code: failure.code, error: failure.message, failures }, 'no connection to Slack')
      trouble?.(PART, failure)
    }
  }
  const connectAgain = async (): Promise<void> => {
    if (closing) return
    const pause = Math.min(RECONNECT_MS * 2 ** failures, MOST_RECONNECT_MS)
    await sleep(failures === 0 ? 50 : pause, undefined, { signal: waiting.signal }).catch(() => {})
    if (!closing) await connectOrRetry()
  }
  const connectOrRetry = async (): Promise<void> => {
    const before = failures
    await connect()
    // A connection that never stood tells nobody that it ended.
    if (failures > before) void connectAgain()
  }
  let up = false
  client.on('connected', () => (up = true))
  client.on('disconnected', () => {
    if (up) void connectAgain()
    up = false
  })
  return {
    open: connectOrRetry,
    async close() {
      closing = true
      waiting.abort()
      await client.disconnect()
    },
  }
}
