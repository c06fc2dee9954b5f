import { createWhatsAppChannel, type WhatsAppChannel } from '../../channels/whatsapp/index.ts'
import type { Accept } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Outgoing } from '../../src/contract/outgoing.ts'
import type { WhatsAppPageDouble } from '../doubles/whatsapp-web/page.ts'
import { silent } from '../engine/log.ts'
import { testFiles } from '../public-files.ts'
import { KEY } from './harness.ts'

export interface ServedWeb {
  channel: WhatsAppChannel
  /** Codes that were shown in the terminal. */
  shown: string[]
  /** Resolves when the session is in this state. */
  reaches(state: string): Promise<void>
  ready(): Promise<void>
  stop(): Promise<void>
}

/** The channel on a page, started, without a browser. */
export async function serveWeb(db: Database, page: WhatsAppPageDouble, accept: Accept): Promise<ServedWeb> {
  const shown: string[] = []
  const channel = createWhatsAppChannel({
    db,
    settings: { key: KEY, web: { folder: '/nowhere' } },
    clock: () => new Date(),
    log: silent,
    outgoing: fetch as Outgoing,
    files: testFiles(db).files,
    patience: { request: 500, send: 3000 },
    openWeb: page.open,
    showQr: (qr) => void shown.push(qr),
    webTimes: { lease: 3000, reopen: 200 },
  })
  await channel.start(accept)
  const reaches = async (state: string) => {
    const until = Date.now() + 30_000
    while ((await channel.states())[0]?.state !== state) {
      if (Date.now() > until) throw new Error(`the session did not become ${state}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return { channel, shown, reaches, ready: () => reaches('ready'), stop: () => channel.stop() }
}
