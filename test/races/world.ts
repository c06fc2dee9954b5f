import type * as fc from 'fast-check'
import type { Channel, Receipt } from '../../src/contract/channel.ts'
import type { Database } from '../../src/contract/database.ts'
import type { Content } from '../../src/contract/message.ts'
import type { EngineParts } from '../../src/engine/parts.ts'
import type { Bench } from '../engine/bench.ts'

/** What the network does at one step: nothing, or it breaks before or behind the work. */
export type Fault = 'none' | 'before' | 'behind'

/** The connection to the database broke: the caller cannot know whether its work was committed. */
export class Lost extends Error {
  override name = 'Lost'
}

/** What happened, in the order in which it happened to the shopper and to the agent. */
export type Event =
  | { what: 'reached'; key: string; author: 'bot' | 'human' }
  | { what: 'taken'; agent: string }
  | { what: 'giving back' }

/** How agents' texts begin, so that they can be told from the bot's. */
export const HUMAN = 'agent: '

/**
 * The real engine on the real database, in which a scheduler decides when each transaction, each query and each step of a send
 * goes on, and a tape which of them meet a broken connection.
 */
export class World {
  readonly events: Event[] = []
  /** What each process is sending. */
  private readonly holding = new Map<string, string>()
  private step = 0
  private readonly bench: Bench
  private readonly scheduler: fc.Scheduler
  private readonly tape: readonly Fault[]

  constructor(bench: Bench, scheduler: fc.Scheduler, tape: readonly Fault[]) {
    this.bench = bench
    this.scheduler = scheduler
    this.tape = tape
    bench.channel.before = (content, key) => this.leave(content, key)
    bench.channel.after = () => this.answered()
  }

  /** The engine as one process of many sees it. */
  as(actor: string): EngineParts {
    const channel: Channel = {
      ...this.bench.channel,
      start: async () => {},
      stop: async () => {},
      send: (address, content, key) => {
        this.holding.set(actor, key)
        return this.bench.channel.send(address, content, key)
      },
    }
    return { ...this.bench.parts, db: this.database(actor), channels: new Map([[channel.name, channel]]) }
  }

  /** Somebody's process died: the lease on what it was sending runs out, without anybody having to wait for it. */
  async died(actor: string, conversation: number): Promise<void> {
    const key = this.holding.get(actor)
    this.holding.delete(actor)
    // It may have died between taking a message and sending it.
    await this.bench.db.query(
      `UPDATE outbox SET lease_until = now() - interval '1 second'
        WHERE conversation_id = $1 AND state = 'sending' AND (key = $2 OR key <> ALL($3::text[]))`,
      [conversation, key ?? '', [...this.holding.values()]],
    )
  }

  /** Its sends came to their end. */
  done(actor: string): void {
    this.holding.delete(actor)
  }

  /** From here on nothing waits and nothing breaks. */
  calm(): void {
    this.bench.channel.before = async () => undefined
    this.bench.channel.after = async () => undefined
  }

  async pause(label: string): Promise<void> {
    await this.scheduler.schedule(Promise.resolve(), label)
  }

  private database(actor: string): Database {
    const db = this.bench.db
    return {
      embedded: db.embedded,
      get asyncCommit() {
        return this
      },
      query: (text, values) => this.disturbed(`${actor}: query`, () => db.query(text, values)),
      transaction: (work) => this.disturbed(`${actor}: transaction`, () => db.transaction(work)),
    }
  }

  private async disturbed<T>(label: string, work: () => Promise<T>): Promise<T> {
    await this.pause(label)
    const fault = this.next()
    if (fault === 'before') throw new Lost(`${label} was never begun`)
    const result = await work()
    if (fault === 'behind') throw new Lost(`${label} was committed, but nobody was told`)
    return result
  }

  private async leave(content: Content, key: string): Promise<Receipt | undefined> {
    await this.pause('request leaves')
    const fault = this.next()
    if (fault === 'before')
      return { outcome: 'refused', reason: 'not connected', permanent: false, retryAfterSeconds: 0 }
    // The channel's own list is written right after this, in the same step.
    this.events.push({ what: 'reached', key, author: content.text.startsWith(HUMAN) ? 'human' : 'bot' })
    return undefined
  }

  private async answered(): Promise<Receipt | undefined> {
    await this.pause('provider answers')
    if (this.next() === 'behind') throw new Lost('the provider took it and hung up')
    return undefined
  }

  private next(): Fault {
    return this.tape[this.step++] ?? 'none'
  }
}
