import type { Answerer } from '../contract/answer.ts'
import type { AcceptResult, Channel } from '../contract/channel.ts'
import type { Database, Sql } from '../contract/database.ts'
import type { Desk } from '../contract/desk.ts'
import type { Log } from '../contract/log.ts'
import type { Queue } from '../contract/queue.ts'
import type { CleanInbound } from './clean.ts'
import type { Hours } from './desk/hours.ts'
import type { Findings, Labels } from './desk/ports.ts'
import type { IgnoredCounts } from './ignored.ts'
import type { EngineSettings } from './settings.ts'

/** A page that an answer cites, with the version that was quoted where it is known. */
export interface CitedPage {
  pageId: number
  version?: number
}

/** May all of these pages be shown to a shopper now? Asked inside the transaction that releases the answer. */
export type Citable = (tx: Sql, pages: readonly CitedPage[]) => Promise<boolean>

/** What the engine is built from. */
export interface EngineParts {
  db: Database
  queue: Queue
  channels: ReadonlyMap<string, Channel>
  answerer: Answerer
  /** Stores what comes in, together with what comes in at the same moment; each burst alone, unless told. */
  store?: (burst: readonly CleanInbound[]) => Promise<AcceptResult>
  citable: Citable
  settings: EngineSettings
  log: Log
  clock: () => Date
  /** Counts what was no message for us. */
  ignored: IgnoredCounts
  /** Where people answer; without one nobody is told of handoffs. */
  desk?: Desk
  /** When people are there; always, unless told. */
  hours?: Hours
  /** Where shoppers may write when nobody is there. */
  shopEmail?: string
  /** What the desk is shown of an answer's trace. */
  findings?: Findings
  /** Where agents' verdicts go. */
  labels?: Labels
}

/** Work of another part that has to be done now and then, by one process of many. */
export interface Upkeep {
  /** Names its lease. */
  name: string
  everySeconds: number
  /** What it did, for the log. */
  run(now: Date): Promise<Record<string, unknown>>
}

/** Names of the engine's wake-ups. Their key is the conversation's id; that of `desk` is the handoff's. */
export type WakeName = 'turn' | 'deliver' | 'desk'

export type Wake = (
  name: WakeName,
  ids: readonly number[],
  notBefore?: Date,
  priority?: number,
) => Promise<void>

/**
 * A transaction whose wake-ups are sent in it, and noticed by this process's workers right after its commit. Without a desk nobody is
 * woken for it: what it would be told stays in its feed, and the sweep finds it once there is one.
 */
export async function transact<T>(
  parts: Pick<EngineParts, 'db' | 'queue' | 'desk'>,
  work: (tx: Sql, wake: Wake) => Promise<T>,
): Promise<T> {
  const woken = new Map<WakeName, number>()
  const result = await parts.db.transaction((tx) =>
    work(tx, async (name, ids, notBefore, priority) => {
      if (name === 'desk' && !parts.desk) return
      await parts.queue.wake(tx, name, ids.map(String), notBefore, priority)
      if (!notBefore) woken.set(name, (woken.get(name) ?? 0) + ids.length)
    }),
  )
  for (const [name, keys] of woken) parts.queue.nudge(name, keys)
  return result
}
