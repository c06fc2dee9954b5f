import type { Accept, Channel } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Log } from '../../src/contract/log.ts'
import type { TellTrouble } from '../../src/contract/trouble.ts'
import { createImapReader } from './imap/index.ts'
import { createReader } from './mail/reader.ts'
import { receive, type ReceiveParts } from './receive.ts'
import { limits as channelLimits } from './render.ts'
import { send } from './sending/send.ts'
import { smtpServer } from './sending/smtp.ts'
import { defaultLimits, type EmailSettings } from './settings.ts'
import { forget, prune } from './threads/retention.ts'
import { answerWebhook } from './webhooks/index.ts'

export { parse } from './parse.ts'
export { parseFile } from './file.ts'
export { render, type WireMail } from './render.ts'
export type { EmailLimits, EmailSettings } from './settings.ts'

export interface EmailChannelOptions {
  db: Database
  settings: EmailSettings
  clock: () => Date
  log: Log
  trouble?: TellTrouble
}

/** Base64 and forms make a mail larger on its way. */
const WEBHOOK_FACTOR = 1.5

/** A mail as plain as can be. */
const A_MAIL = new TextEncoder().encode('From: a@example.com\r\nSubject: Hello\r\n\r\nHello\r\n')

/** E-mail: in by IMAP or by the webhooks of Mailgun, Postmark and SendGrid, out by SMTP. */
export function createEmailChannel({ db, settings, clock, log, trouble }: EmailChannelOptions): Channel {
  const limits = { ...defaultLimits, ...settings.limits }
  const address = settings.address.toLowerCase()
  const reader = createReader(limits)
  const inFlight = new Set<Promise<unknown>>()
  let accept: Accept | undefined

  const receiving: Omit<ReceiveParts, 'accept'> = {
    db,
    reader,
    account: address,
    ...(settings.authserv === undefined ? {} : { authserv: settings.authserv }),
  }
  const imap =
    settings.imapUrl === undefined
      ? undefined
      : createImapReader(settings.imapUrl, {
          db,
          account: address,
          limits,
          clock,
          log,
          ...(trouble === undefined ? {} : { trouble }),
          take: (mails) => receive({ ...receiving, accept: taking() }, mails),
        })

  function taking(): Accept {
    if (!accept) throw new Error('the e-mail channel takes nothing in now')
    return accept
  }

  /** Remembers what is in flight, so that stop can wait for it. */
  async function track<T>(work: Promise<T>): Promise<T> {
    inFlight.add(work)
    try {
      return await work
    } finally {
      inFlight.delete(work)
    }
  }

  return {
    name: 'email',
    limits: channelLimits,
    // SMTP knows no key: what nobody confirmed may have gone out.
    idempotentSend: false,
    webhookBytes: Math.ceil(limits.mailBytes * WEBHOOK_FACTOR),
    handle: async (request) => track(answerWebhook({ ...receiving, settings, clock }, taking(), request)),
    // Starting the thread that reads takes half a second, most of it for the parsers.
    warmUp: async () => void (await reader.read(A_MAIL)),
    async start(take) {
      accept = take
      imap?.start()
    },
    send: (to, content, key, context) =>
      track(
        send(
          {
            db,
            server: settings.smtpUrl === undefined ? undefined : smtpServer(settings.smtpUrl),
            address,
            name: settings.name,
            limits,
            clock,
            log,
          },
          to,
          content,
          key,
          context,
        ),
      ),
    prune: (before) => prune(db, before),
    forget: (account, shopper) => forget(db, account, shopper),
    async stop() {
      await imap?.stop()
      accept = undefined
      await Promise.allSettled(inFlight)
      await reader.stop()
    },
  }
}
