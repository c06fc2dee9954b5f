import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { createInstagramChannel, type InstagramSettings } from '../../channels/instagram/index.ts'
import type { Accept, Channel, SendContext } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Content, Ignored, Inbound } from '../../src/contract/message.ts'
import { guardedFetch } from '../../src/outgoing.ts'
import { secretBox } from '../../src/secrets.ts'
import { webhookRoutes } from '../../src/server/webhooks.ts'
import type { InstagramDouble } from '../doubles/meta/instagram.ts'
import { silent } from '../engine/log.ts'
import { testFiles } from '../public-files.ts'

export const box = secretBox(randomBytes(32))
export const VERIFY = 'verify me'

/** Remembers what the channel took in. */
export class Taken {
  messages: Inbound[] = []
  ignored: Ignored[] = []
  accept: Accept = async (messages, ignored = []) => {
    this.messages.push(...messages)
    this.ignored.push(...ignored)
    return { stored: messages.map(({ externalId }) => externalId), duplicates: [] }
  }
}

export interface Served {
  channel: Channel
  /** Where the provider posts. */
  webhook: string
  stop(): Promise<void>
}

/** The channel behind a real server, talking to the double. */
export async function serve(
  db: Database,
  double: InstagramDouble,
  accept: Accept,
  changes: Partial<InstagramSettings> = {},
  publicUrl?: string,
): Promise<Served> {
  const { files } = testFiles(db, publicUrl)
  const channel = createInstagramChannel({
    db,
    settings: {
      account: double.account,
      token: 'IGAA-first',
      appSecret: double.graph.appSecret,
      verifyToken: VERIFY,
      url: double.graph.url,
      version: double.graph.version,
      renews: false,
      timeoutMs: 500,
      ...changes,
    },
    box,
    outgoing: guardedFetch([double.graph.host]),
    files,
    clock: () => new Date(double.now),
    log: silent,
  })
  const app = express().use(webhookRoutes({ prefix: '/channels', hooked: [channel], log: silent }))
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  await channel.start(accept)
  return {
    channel,
    webhook: `http://127.0.0.1:${(server.address() as AddressInfo).port}/channels/instagram/`,
    async stop() {
      await channel.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function content(text: string, more: Partial<Content> = {}): Content {
  return { text, citations: [], choices: [], ...more }
}

/** The author, answering somebody who wrote so many hours ago. */
export function context(double: InstagramDouble, hoursAgo = 0, author: 'bot' | 'human' = 'bot'): SendContext {
  return { author, lastInboundAt: new Date(double.now - hoursAgo * 3_600_000).toISOString() }
}
