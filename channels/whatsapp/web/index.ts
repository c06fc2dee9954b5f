import { setTimeout as sleep } from 'node:timers/promises'
import type { Receipt } from '../../../src/contract/channel.ts'
import type { Database } from '../../../src/contract/database.ts'
import type { Log } from '../../../src/contract/log.ts'
import { numberOf, type HeardAll, type Person } from '../heard.ts'
import { FILE_BYTES, WEB_TEXT } from '../limits.ts'
import { WEB, type Wire } from '../render.ts'
import type { Patience, WebSettings } from '../settings.ts'
import type { Transport } from '../transport.ts'
import { createInbound, type Inbound } from './inbound.ts'
import { hearWeb, MAIN, webAccount } from './parse.ts'
import type { OpenWeb, WebCommands, WebContent, WebEvent } from './port.ts'
import { createRelay, type Job } from './relay.ts'
import { createSession, sessionTimes, type SessionTimes } from './session.ts'

export interface WebParts {
  db: Database
  clock: () => Date
  log: Log
  patience: Patience
  open: OpenWeb
  /** Shows a code to be scanned, in the terminal. */
  showQr: (qr: string) => void
  times?: SessionTimes
}

// Somebody scans the code, or the browser starts: worth waiting for a little.
const NOT_READY: Receipt = {
  outcome: 'refused',
  reason: 'WhatsApp Web is not connected',
  permanent: false,
  retryAfterSeconds: 15,
}
const IDENTIFY_MS = 3000

/** An ordinary account, by WhatsApp Web in a browser of our own. */
export function createWeb(settings: WebSettings, parts: WebParts): Transport {
  const { db, clock, log, patience, open, showQr, times = sessionTimes } = parts
  const clientId = settings.clientId ?? MAIN
  const account = webAccount(clientId)
  let inbound: Inbound | undefined
  const relay = createRelay({
    db,
    account,
    log,
    ms: patience.request,
    ready: () => session.ready() !== undefined,
    perform: (job) => perform(job),
  })
  const session = createSession({ db, account, open, tell, showQr, log, times })

  function tell(event: WebEvent): void {
    const all = hearWeb(event, clientId, clock().toISOString())
    inbound?.push(() => identified(all))
  }

  /** With both names of each person, where WhatsApp tells them, so that a chat by number and one by `@lid` are one. */
  async function identified({ heard, ignored }: HeardAll): Promise<HeardAll> {
    const known = heard.map(async (one) => {
      const found = await atMost(IDENTIFY_MS, session.ready()?.identify(chatOf(one.person))).catch(
        () => undefined,
      )
      const number = one.person.number ?? numberOf(found?.number)
      const scoped = one.person.scoped ?? found?.lid
      const person = {
        ...(number === undefined ? {} : { number }),
        ...(scoped === undefined ? {} : { scoped }),
      }
      return { ...one, person }
    })
    return { heard: await Promise.all(known), ignored }
  }

  async function perform({ person, content }: Job): Promise<Receipt> {
    const commands = session.ready()
    return commands ? sendBy(commands, person, content, patience.request) : NOT_READY
  }

  return {
    account,
    dialect: WEB,
    limits: { textLength: WEB_TEXT, textUnit: 'characters', choices: 0 },
    async start(take) {
      inbound = createInbound(({ heard, ignored }) => take(heard, ignored), log)
      await session.start()
      relay.start()
    },
    async sendOne({ thread, person }, wire, key) {
      const content = contentOf(wire)
      if ('outcome' in content) return content
      if (session.ready()) return perform({ person, content })
      return (await relay.ask(key, thread, { person, content })) ?? NOT_READY
    },
    async typing(who) {
      if (!session.ready()) return
      const person = await who()
      if (person.number !== undefined || person.scoped !== undefined)
        await atMost(IDENTIFY_MS, session.ready()?.typing(chatOf(person)))
    },
    async stop() {
      await relay.stop()
      await session.stop()
      await inbound?.stop()
      inbound = undefined
    },
  }
}

/** A chat by number where it is known; WhatsApp finds the one by `@lid` from it. */
function chatOf({ number, scoped }: Person): string {
  return number === undefined ? (scoped ?? '') : `${number}@c.us`
}

function contentOf(wire: Wire): WebContent | Receipt {
  if (wire.type === 'template')
    return { outcome: 'refused', reason: 'WhatsApp Web has no templates', permanent: true }
  if (wire.type !== 'file') return { text: wire.text }
  const bytes = Buffer.byteLength(wire.file.data, 'base64')
  if (bytes === 0 || bytes > FILE_BYTES.document)
    return { outcome: 'refused', reason: `the file is ${bytes} bytes long`, permanent: true }
  return { text: wire.caption ?? '', file: wire.file }
}

/** Whatever fails inside the page may have failed behind the sending. */
async function sendBy(
  commands: WebCommands,
  person: Person,
  content: WebContent,
  ms: number,
): Promise<Receipt> {
  const chat = chatOf(person)
  if (chat === '')
    return { outcome: 'refused', reason: 'WhatsApp gave this number to somebody else', permanent: true }
  try {
    const externalId = await atMost(ms, commands.send(chat, content))
    if (externalId !== undefined) return { outcome: 'sent', externalId }
    return { outcome: 'unknown', reason: 'WhatsApp Web named no message: there may be no such chat' }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { outcome: 'unknown', reason: reason.split('\n')[0]!.slice(0, 200) }
  }
}

async function atMost<T>(ms: number, work: Promise<T> | undefined): Promise<T | undefined> {
  const limit = new AbortController()
  const late = sleep(ms, undefined, limit).then(
    () => Promise.reject(new Error('WhatsApp Web did not answer in time')),
    () => undefined,
  )
  try {
    return await Promise.race([work ?? Promise.resolve(undefined), late])
  } finally {
    limit.abort()
  }
}
