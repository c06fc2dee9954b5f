import type { Accept, Channel } from '../contract/channel.ts'
import type { Agent, DeskWork } from '../contract/desk.ts'
import type { Content } from '../contract/message.ts'
import { accept, store } from './accept.ts'
import { deliver } from './deliver.ts'
import { sweepStatuses } from './delivery.ts'
import { escalate } from './desk/escalate.ts'
import { takeFeed } from './desk/take.ts'
import { warnOfWindows } from './desk/warn.ts'
import { gathering } from './gather.ts'
import { Intake } from './intake.ts'
import { deskWork } from './desk/work.ts'
import { release } from './giveback.ts'
import { claim, ownership, sendAsAgent, type Ownership } from './handoff.ts'
import { countIgnored } from './ignored.ts'
import { transact, type EngineParts, type Upkeep } from './parts.ts'
import { applyRetention, erase, type Removed, type Shopper } from './retention.ts'
import { defaultSettings, type EngineSettings } from './settings.ts'
import { engineStatus, type EngineStatus } from './status.ts'
import { sweep, takeTask } from './sweep.ts'
import { turn } from './turn.ts'

export { formatAddress, parseAddress } from './address.ts'
export { plainText } from './clean.ts'
export { parseHours, type Hours } from './desk/hours.ts'
export type { Finding, Findings, Label, Labels } from './desk/ports.ts'
export type { Citable, CitedPage, Upkeep } from './parts.ts'
export { erase } from './retention.ts'
export { defaultSettings, type EngineSettings } from './settings.ts'
export { findShoppers, type KnownShopper } from './shoppers.ts'
export type { EngineStatus, Ownership, Removed, Shopper }

export interface EngineOptions extends Omit<EngineParts, 'channels' | 'settings' | 'clock' | 'ignored'> {
  channels: readonly Channel[]
  settings?: Partial<EngineSettings>
  clock?: () => Date
  /** Done beside the engine's own sweep and retention. */
  upkeep?: readonly Upkeep[]
}

/** The conversations: from a message taken in to what is sent for it. */
export interface Engine {
  /** Takes messages in; see {@link Accept}. */
  accept: Accept
  /** Starts the workers, then the channels. */
  start(): Promise<void>
  /** Finishes the turns and sends in flight, then stops the channels. What is not finished is taken up at the next start. */
  stop(): Promise<void>
  claim(conversation: number, agent: Agent): Promise<Ownership>
  release(conversation: number): Promise<Ownership>
  ownership(conversation: number): Promise<Ownership>
  /** Returns the key of the outbox row. */
  sendAsAgent(conversation: number, agent: Agent, content: Content, key?: string): Promise<string>
  /** What a desk may do. */
  readonly desk: DeskWork
  erase(shopper: Shopper): Promise<Removed>
  status(): Promise<EngineStatus & { blocked: string[] }>
}

const HOUR = 3600
const DAY_MS = 86_400_000

/**
 * Puts the engine together. It owns the wake-ups `turn`, `deliver` and `desk` of the queue, the queue's start and stop, and those of
 * the channels and of the desk.
 */
export function createEngine(options: EngineOptions): Engine {
  const channels = new Map(options.channels.map((channel) => [channel.name, channel]))
  const settings = { ...defaultSettings, ...options.settings }
  const clock = options.clock ?? (() => new Date())
  const ignored = countIgnored(options.db, options.log, clock)
  const intake = new Intake()
  const parts: EngineParts = { ...options, channels, settings, clock, ignored }
  parts.store = gathering((bursts) => store(parts, bursts))
  const { db, queue, log } = parts
  queue.handle('turn', (key, attempt) =>
    intake.turn(attempt.priority ?? 0, () => turn(parts, Number(key), attempt)),
  )
  queue.handle('deliver', (key, attempt) => deliver(parts, Number(key), attempt))
  // Nothing is told to a desk that has not started.
  let deskStarted = () => {}
  const deskReady = new Promise<void>((resolve) => (deskStarted = resolve))
  queue.handle('desk', async (key, attempt) => {
    if (parts.desk) await deskReady
    await takeFeed(parts, Number(key), attempt)
  })
  /** What is ignored is counted under the channel that says so. */
  const takeFrom =
    (channel: string): Accept =>
    (messages, ignored = []) =>
      intake.track(() => accept(parts, messages, { channel, ignored }))
  const work = deskWork(parts)
  let timer: NodeJS.Timeout | undefined
  let tick: Promise<void> = Promise.resolve()

  return {
    accept: (messages, ignored = []) =>
      intake.track(() => accept(parts, messages, { channel: messages[0]?.channel ?? 'unknown', ignored })),
    async start() {
      await queue.start()
      for (const channel of channels.values()) await channel.start(takeFrom(channel.name))
      await parts.desk?.start(work)
      deskStarted()
      timer = setInterval(
        () => (tick = tick.then(() => maintain(parts, options.upkeep ?? []))),
        settings.sweepEvery * 1000,
      )
      log.info({ channels: [...channels.keys()] }, 'engine started')
    },
    async stop() {
      clearInterval(timer)
      await tick
      await queue.stop(settings.drain)
      await parts.desk?.stop()
      for (const channel of channels.values()) await channel.stop()
      await flushIgnored(parts)
      log.info({}, 'engine stopped')
    },
    claim: (conversation, agent) => claim(parts, conversation, agent),
    release: (conversation) => release(parts, conversation),
    ownership: (conversation) => ownership(db, conversation),
    sendAsAgent: (conversation, agent, content, key) => sendAsAgent(parts, conversation, agent, content, key),
    desk: work,
    async erase(shopper) {
      const removed = await erase(parts, shopper)
      await wakeErased(parts)
      return removed
    },
    async status() {
      await flushIgnored(parts)
      return { ...(await engineStatus(db)), blocked: await queue.blocked() }
    },
  }
}

/** The desk hears of what was erased at once. */
async function wakeErased(parts: EngineParts): Promise<void> {
  await transact(parts, async (tx, wake) => {
    const rows = await tx.query<{ id: number }>('SELECT handoff_id AS id FROM desk_erased LIMIT 500')
    await wake(
      'desk',
      rows.map((row) => row.id),
    )
  })
}

/** Counts are of less worth than what goes on beside them: a failure is logged, and they stay for the next time. */
async function flushIgnored({ ignored, log }: EngineParts): Promise<void> {
  try {
    await ignored.flush()
  } catch (error) {
    log.warn({ error: String(error) }, 'counts of what was ignored not written')
  }
}

async function maintain(parts: EngineParts, upkeep: readonly Upkeep[]): Promise<void> {
  const { db, settings, log } = parts
  await flushIgnored(parts)
  try {
    if (await takeTask(db, 'sweep', settings.sweepEvery / 2)) {
      const woken = await sweep(parts)
      if (woken > 0) log.warn({ woken }, 'conversations were waiting without a wake-up')
      const early = await sweepStatuses(parts)
      if (early > 0) log.info({ early }, 'statuses came as their messages were recorded')
      const blocked = await parts.queue.blocked()
      if (blocked.length > 0) log.error({ blocked }, 'queue keys are blocked')
    }
    if (settings.retentionDays > 0 && (await takeTask(db, 'retention', HOUR))) {
      const cutoff = new Date(parts.clock().getTime() - settings.retentionDays * DAY_MS)
      for (const channel of parts.channels.values()) await channel.prune?.(cutoff)
      log.info({ ...(await applyRetention(db, cutoff)) }, 'retention applied')
    }
    if (parts.desk && (await takeTask(db, 'desk', settings.sweepEvery / 2))) {
      const told = { escalated: await escalate(parts), windows: await warnOfWindows(parts) }
      if (told.escalated + told.windows > 0) log.info(told, 'the desk was told of what waits')
    }
    for (const { name, everySeconds, run } of upkeep)
      if (await takeTask(db, name, everySeconds)) log.info(await run(parts.clock()), `${name} done`)
  } catch (error) {
    log.error({ error: String(error) }, 'maintenance failed')
  }
}
