import type { Agent, DeskWork } from '../../src/contract/desk.ts'
import type { Queue } from '../../src/contract/queue.ts'
import type { EngineParts, WakeName } from '../../src/engine/parts.ts'
import type { DatabaseOptions } from '../../src/database/index.ts'
import { defaultSettings, type EngineSettings } from '../../src/engine/settings.ts'
import { accept } from '../../src/engine/accept.ts'
import { countIgnored } from '../../src/engine/ignored.ts'
import { deliver } from '../../src/engine/deliver.ts'
import { takeFeed } from '../../src/engine/desk/take.ts'
import { deskWork } from '../../src/engine/desk/work.ts'
import { turn } from '../../src/engine/turn.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { EchoAnswerer, TestChannel } from './double.ts'
import { silent } from './log.ts'
import { RecordingDesk } from './recording-desk.ts'
import type { Inbound } from '../../src/contract/message.ts'

/** Wake-ups kept in a list, so that a test decides when they run. */
export class ManualQueue implements Queue {
  woken: { name: string; key: string; notBefore?: Date }[] = []
  async wake(_tx: unknown, name: string, keys: readonly string[], notBefore?: Date): Promise<void> {
    for (const key of keys) this.woken.push(notBefore ? { name, key, notBefore } : { name, key })
  }
  nudge(): void {}
  handle(): void {}
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  async blocked(): Promise<string[]> {
    return []
  }
}

/** The engine's parts on a real database, without workers: steps run when the test says so. */
export interface Bench {
  db: TestDatabase
  queue: ManualQueue
  channel: TestChannel
  answerer: EchoAnswerer
  /** Takes part where a test puts it into `parts.desk`. */
  desk: RecordingDesk
  work: DeskWork
  parts: EngineParts
  take(...messages: Inbound[]): Promise<number>
  turn(conversation: number, number?: number): Promise<void>
  deliver(conversation: number): Promise<void>
  /** Passes what is untaken of every feed to the desk. */
  feed(): Promise<void>
  outbox(conversation: number): Promise<Record<string, unknown>[]>
  /** Forgets all conversations. */
  clear(): Promise<void>
}

export async function openBench(
  settings: Partial<EngineSettings> = {},
  database: DatabaseOptions = {},
): Promise<Bench> {
  const db = await openTestDatabase(database)
  const queue = new ManualQueue()
  const channel = new TestChannel()
  const answerer = new EchoAnswerer()
  const desk = new RecordingDesk()
  const parts: EngineParts = {
    db,
    queue,
    channels: new Map([[channel.name, channel]]),
    answerer,
    citable: async () => true,
    settings: { ...defaultSettings, ...settings },
    log: silent,
    clock: () => new Date(),
    ignored: countIgnored(db, silent, () => new Date()),
  }
  const attempt = (number = 1) => ({ number, signal: new AbortController().signal })
  return {
    db,
    queue,
    channel,
    answerer,
    desk,
    work: deskWork(parts),
    parts,
    async take(...messages) {
      await accept(parts, messages)
      const { channel, account, thread } = messages[0]!
      const [row] = await db.query<{ id: number }>(
        'SELECT id FROM conversation WHERE channel = $1 AND account = $2 AND thread = $3',
        [channel, account, thread],
      )
      return row!.id
    },
    turn: (conversation, number) => turn(parts, conversation, attempt(number)),
    deliver: (conversation) => deliver(parts, conversation, attempt()),
    async feed() {
      const rows = await db.query<{ id: number }>(
        `SELECT handoff_id AS id FROM desk_event WHERE taken_at IS NULL UNION SELECT handoff_id FROM desk_erased ORDER BY id`,
      )
      for (const { id } of rows) await takeFeed(parts, id, attempt())
    },
    outbox: (conversation) =>
      db.query('SELECT * FROM outbox WHERE conversation_id = $1 ORDER BY sequence', [conversation]),
    async clear() {
      await db.query('TRUNCATE conversation, desk_erased, identity CASCADE')
      desk.clear()
      queue.woken = []
      channel.reached = []
      channel.idempotentSend = false
      channel.before = async () => undefined
      channel.after = async () => undefined
      answerer.asked = []
      answerer.shape = () => ({})
      parts.citable = async () => true
    },
  }
}

export function wakes(bench: Bench, name: WakeName): number {
  return bench.queue.woken.filter((wake) => wake.name === name).length
}

/** Somebody of the shop's, known by one word. */
export function person(name: string): Agent {
  return { id: name, name }
}
