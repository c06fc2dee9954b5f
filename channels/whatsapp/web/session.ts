import { randomUUID } from 'node:crypto'
import type { Database } from '../../../src/contract/database.ts'
import type { Log } from '../../../src/contract/log.ts'
import type { OpenWeb, WebCommands, WebEvent } from './port.ts'
import type { WebState } from './states.ts'

/** Times in milliseconds. */
export interface SessionTimes {
  /** A process that has not been heard of for so long has lost the session. Renewed at a third of it. */
  lease: number
  /** Before a session that ended is opened again. */
  reopen: number
}

export const sessionTimes: SessionTimes = { lease: 30_000, reopen: 30_000 }

export interface SessionParts {
  db: Database
  account: string
  open: OpenWeb
  /** Events of the session that are not about itself. */
  tell: (event: WebEvent) => void
  /** Shows a code to be scanned. */
  showQr: (qr: string) => void
  log: Log
  times: SessionTimes
}

/** A session of WhatsApp Web, in one process at a time: who has the lease has the browser. */
export interface Session {
  start(): Promise<void>
  /** What can be asked of it here and now; undefined when it is not ready, or in another process. */
  ready(): WebCommands | undefined
  stop(): Promise<void>
}

export function createSession(parts: SessionParts): Session {
  const { db, account, open, tell, showQr, log, times } = parts
  const holder = randomUUID()
  let current: { commands: WebCommands; ready: boolean } | undefined
  let reopenAt = 0
  let timer: NodeJS.Timeout | undefined
  let turn: Promise<void> = Promise.resolve()
  let stopped = true

  /** One after the other, so that the lease, the browser and the state agree. */
  function next(work: () => Promise<void>): Promise<void> {
    turn = turn.then(work).catch((error: unknown) => {
      log.warn({ account, error: String(error) }, 'session of WhatsApp Web not kept')
    })
    return turn
  }

  async function tick(): Promise<void> {
    if (stopped) return
    if (!(await takeLease())) {
      if (current) await end()
      return
    }
    if (current || Date.now() < reopenAt) return
    await write({ state: 'starting' })
    const mine: { commands?: WebCommands } = {}
    const commands = open(
      (event) => void next(() => (mine.commands === current?.commands ? on(event) : Promise.resolve())),
    )
    mine.commands = commands
    current = { commands, ready: false }
  }

  async function on(event: WebEvent): Promise<void> {
    if (!current || stopped) return
    switch (event.type) {
      case 'qr':
        showQr(event.qr)
        return write({ state: 'qr', qr: event.qr })
      case 'authenticated':
        return write({ state: 'authenticated' })
      case 'ready':
        current.ready = true
        log.info({ account }, 'WhatsApp Web is ready')
        return write({ state: 'ready', ...(event.number === undefined ? {} : { number: event.number }) })
      case 'ended':
        log.error({ account, reason: event.reason }, 'WhatsApp Web was disconnected')
        reopenAt = Date.now() + times.reopen
        await end()
        return write({ state: 'disconnected', reason: event.reason })
      default:
        return tell(event)
    }
  }

  async function takeLease(): Promise<boolean> {
    const rows = await db.query(
      `INSERT INTO whatsapp_session (account, holder, lease_until)
       VALUES ($1, $2, now() + make_interval(secs => $3::float8))
       ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until
         WHERE whatsapp_session.holder = $2 OR whatsapp_session.lease_until IS NULL OR whatsapp_session.lease_until < now()
       RETURNING 1 AS one`,
      [account, holder, times.lease / 1000],
    )
    return rows.length > 0
  }

  async function write(state: WebState): Promise<void> {
    await db.query(
      'UPDATE whatsapp_session SET state = $3::jsonb, at = now() WHERE account = $1 AND holder = $2',
      [account, holder, JSON.stringify(state)],
    )
  }

  async function end(): Promise<void> {
    const ended = current
    current = undefined
    await ended?.commands.close().catch((error: unknown) => {
      log.warn({ account, error: String(error) }, 'browser of WhatsApp Web not closed')
    })
  }

  return {
    async start() {
      stopped = false
      log.warn(
        { account },
        'WhatsApp Web is not an interface that WhatsApp offers to businesses: it may block the account without notice. Use a number whose loss you can bear.',
      )
      await next(tick)
      timer = setInterval(() => void next(tick), times.lease / 3)
    },
    ready: () => (current?.ready ? current.commands : undefined),
    async stop() {
      if (stopped) return
      clearInterval(timer)
      await next(async () => {
        stopped = true
        await end()
        await db.query('UPDATE whatsapp_session SET lease_until = NULL WHERE account = $1 AND holder = $2', [
          account,
          holder,
        ])
      })
    },
  }
}
