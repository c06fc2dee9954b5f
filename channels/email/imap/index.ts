import { randomUUID } from 'node:crypto'
import { ImapFlow } from 'imapflow'
import { isLoopback } from '../sending/smtp.ts'
import { dropLease, takeLease } from './cursor.ts'
import { mailboxFailure } from './failure.ts'
import { readMailbox, type SessionParts } from './session.ts'
import { Wake } from './wake.ts'

const PART = 'e-mail (mailbox)'

export interface ImapReader {
  start(): void
  /** Resolves when what was being taken in is settled. */
  stop(): Promise<void>
}

/**
 * Keeps a mailbox read as long as it runs: one process of all holds its lease, told of new mail by IDLE, and comes back after every
 * failure, later each time.
 */
export function createImapReader(address: string, options: Omit<SessionParts, 'owner'>): ImapReader {
  const parts = { ...options, owner: randomUUID() }
  const { db, account, owner, limits, log, trouble } = parts
  const wake = new Wake()
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    let failures = 0
    while (!wake.stopped) {
      const began = Date.now()
      try {
        const lease = await takeLease(db, account, owner, limits.leaseSeconds)
        if (lease) await session()
        else await pause(Math.min(limits.pollMs, limits.leaseSeconds * 500))
        failures = 0
      } catch (error) {
        // What went well for long is no sequel of the failure before it.
        failures = Date.now() - began > limits.longestBackoffMs ? 1 : failures + 1
        const wait = Math.min(limits.longestBackoffMs, limits.backoffMs * 2 ** Math.min(failures - 1, 10))
        const failure = mailboxFailure(error)
        log.warn({ failures, wait, code: failure.code, error: failure.message }, 'mailbox not read')
        trouble?.(PART, failure)
        await pause(wait * (0.75 + Math.random() / 2))
      }
    }
    await dropLease(db, account, owner).catch((error: unknown) => {
      log.debug({ error: String(error) }, 'lease of the mailbox not given back; it ends by itself')
    })
  }

  async function session(): Promise<void> {
    const client = connectionTo(address, parts)
    // Without a listener an error of the connection would end the process.
    client.on('error', () => wake.stir())
    client.on('close', () => wake.stir())
    client.on('exists', () => wake.news())
    try {
      await client.connect()
      await client.mailboxOpen('INBOX')
      trouble?.(PART)
      wake.news()
      await readMailbox(client, parts, wake)
      await client.logout()
    } finally {
      client.close()
    }
  }

  /** News of a connection that is gone is no reason to try again sooner. */
  async function pause(ms: number): Promise<void> {
    wake.take()
    await wake.wait(ms)
  }

  return {
    start() {
      running ??= run()
    },
    async stop() {
      wake.stop()
      await running
    },
  }
}

function connectionTo(address: string, { limits }: Pick<SessionParts, 'limits'>): ImapFlow {
  const url = new URL(address)
  const secure = url.protocol === 'imaps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return new ImapFlow({
    host,
    port: Number(url.port) || (secure ? 993 : 143),
    secure,
    // A password never goes over a network in the clear.
    ...(secure || isLoopback(host) ? {} : { doSTARTTLS: true }),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
    disableCompression: true,
    autoIdleDelay: 50,
    maxIdleTime: Math.min(limits.pollMs, 5 * 60_000),
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    socketTimeout: Math.max(limits.pollMs * 3, 60_000),
    maxLiteralSize: limits.mailBytes + 1024 * 1024,
  })
}
