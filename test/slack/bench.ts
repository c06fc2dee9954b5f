import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import type { DeskCase } from '../../src/contract/desk.ts'
import type { Ignored } from '../../src/contract/message.ts'
import {
  createSlackDesk,
  readRules,
  type SlackDesk,
  type SlackDeskOptions,
} from '../../src/desk/slack/index.ts'
import { webhookRoutes } from '../../src/server/webhooks.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { SlackDouble, type DoubleMessage } from '../doubles/slack/index.ts'
import { silent } from '../engine/log.ts'
import { aCase, MemoryWork } from './work.ts'

export const DESK = 'C0DESK'

/** A desk on a real database, called by a Slack on a real socket. */
export interface Bench {
  db: TestDatabase
  slack: SlackDouble
  desk: SlackDesk
  work: MemoryWork
  ignored: Ignored[]
  /** Opens a handoff and its thread. */
  open(more?: Partial<DeskCase>): Promise<Opened>
  /** Another process with a desk of its own, on the same database and Slack. */
  another(more?: Partial<SlackDeskOptions>): Promise<SlackDesk>
  close(): Promise<void>
}

export interface Opened {
  handoff: number
  /** Where it is. */
  place: { channel: string; thread: string }
  root(): DoubleMessage
  thread(): DoubleMessage[]
}

let handoffs = 0

export async function openBench(
  settings: { socket?: boolean } & Partial<SlackDeskOptions> = {},
): Promise<Bench> {
  const { socket = false, ...more } = settings
  const db = await openTestDatabase()
  const slack = await new SlackDouble().start()
  slack.workspace.channel(DESK)
  const ignored: Ignored[] = []
  const options: SlackDeskOptions = {
    db,
    botToken: slack.botToken,
    ...(socket ? { appToken: slack.appToken } : { signingSecret: slack.signingSecret }),
    apiUrl: slack.apiUrl,
    rules: readRules([], DESK),
    mention: 'here',
    outgoing: fetch,
    count: async (reasons) => void ignored.push(...reasons),
    clock: () => new Date(),
    log: silent,
    paceMs: 5,
    ...more,
  }
  const work = new MemoryWork()
  const desk = await createSlackDesk(options)
  work.take = (event) => desk.take(event)
  const server = await serve(desk)
  if (!socket)
    slack.requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/desk/slack/events`
  await desk.start(work)
  const others: SlackDesk[] = []
  return {
    db,
    slack,
    desk,
    work,
    ignored,
    async open(given = {}) {
      const handoff = (handoffs += 1)
      work.cases.set(handoff, aCase(handoff, given))
      await work.tell(handoff, { kind: 'opened' })
      const [row] = await db.query<{ channel: string; ts: string }>(
        'SELECT channel, ts FROM slack_thread WHERE handoff = $1',
        [handoff],
      )
      const place = { channel: row!.channel, thread: row!.ts }
      return {
        handoff,
        place,
        root: () => slack.workspace.message(place.channel, place.thread)!,
        thread: () => slack.workspace.thread(place.channel, place.thread),
      }
    },
    async another(changes = {}) {
      const other = await createSlackDesk({ ...options, ...changes })
      await other.start(work)
      others.push(other)
      return other
    },
    async close() {
      await work.idle()
      await desk.stop()
      for (const other of others) await other.stop()
      await new Promise((resolve) => server.close(resolve))
      await slack.stop()
      await db.close()
    },
  }
}

async function serve(desk: SlackDesk): Promise<Server> {
  const app = express()
  app.use(webhookRoutes({ prefix: '/desk', hooked: [desk], log: silent }))
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** Waits until something holds; what it gives is returned. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 30_000,
): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`It did not come about: ${look.toString()}`)
    await sleep(10)
  }
}

/** Long enough for whatever might still happen. */
export const settle = () => sleep(150)
