import { setTimeout as sleep } from 'node:timers/promises'
import type { Receipt } from '../../../src/contract/channel.ts'
import type { Database } from '../../../src/contract/database.ts'
import type { Log } from '../../../src/contract/log.ts'
import type { Person } from '../heard.ts'
import type { WebContent } from './port.ts'

/** One message to be sent. */
export interface Job {
  person: Person
  content: WebContent
}

export interface RelayParts {
  db: Database
  account: string
  log: Log
  /** Milliseconds that an asker waits for the receipt. */
  ms: number
  /** Whether this process has the session, ready to send. */
  ready: () => boolean
  perform: (job: Job) => Promise<Receipt>
}

/** Sends by the process that has the session, from whichever process the outbox is worked off in. */
export interface Relay {
  /** Resolves to the receipt; to undefined when no process has the session ready, and so nothing was sent. */
  ask(key: string, thread: string, job: Job): Promise<Receipt | undefined>
  start(): void
  stop(): Promise<void>
}

const LOOK_MS = 500
// An asker that is still there; what is older was given up.
const FRESH = "at > now() - interval '1 minute'"

export function createRelay({ db, account, log, ms, ready, perform }: RelayParts): Relay {
  let timer: NodeJS.Timeout | undefined
  let work: Promise<void> = Promise.resolve()

  async function look(): Promise<void> {
    if (!ready()) return
    const jobs = await db.query<{ key: string; job: Job }>(
      `UPDATE whatsapp_relay SET state = 'taken' WHERE account = $1 AND state = 'asked' AND ${FRESH} RETURNING key, job`,
      [account],
    )
    for (const { key, job } of jobs) {
      const receipt = await perform(job)
      await db.query('UPDATE whatsapp_relay SET receipt = $2::jsonb WHERE key = $1', [
        key,
        JSON.stringify(receipt),
      ])
    }
  }

  return {
    async ask(key, thread, job) {
      const held = await db.query(
        `INSERT INTO whatsapp_relay (key, account, thread, job)
         SELECT $1, $2, $3, $4::jsonb FROM whatsapp_session
         WHERE account = $2 AND lease_until > now() AND state ->> 'state' = 'ready'
         ON CONFLICT (key) DO NOTHING RETURNING 1 AS one`,
        [key, account, thread, JSON.stringify(job)],
      )
      if (held.length === 0) return undefined
      for (const until = Date.now() + ms + LOOK_MS; Date.now() < until;) {
        await sleep(LOOK_MS)
        const [done] = await db.query<{ receipt: Receipt }>(
          'DELETE FROM whatsapp_relay WHERE key = $1 AND receipt IS NOT NULL RETURNING receipt',
          [key],
        )
        if (done) return done.receipt
      }
      // Nobody has begun with it: it is taken back whole.
      const back = await db.query(
        "DELETE FROM whatsapp_relay WHERE key = $1 AND state = 'asked' RETURNING 1 AS one",
        [key],
      )
      if (back.length > 0) return undefined
      return { outcome: 'unknown', reason: 'the process that has WhatsApp Web gave no receipt' }
    },
    start() {
      timer = setInterval(() => {
        work = work.then(look).catch((error: unknown) => {
          log.warn({ account, error: String(error) }, 'messages for WhatsApp Web not looked for')
        })
      }, LOOK_MS)
    },
    async stop() {
      clearInterval(timer)
      await work
    },
  }
}
