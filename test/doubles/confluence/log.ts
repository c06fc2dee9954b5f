import type { Call, Reply, ServerName } from './http.ts'

export interface Logged {
  server: ServerName
  method: string
  path: string
  query: Record<string, string>
  /** Undefined when the connection was dropped. */
  status: number | undefined
  /** Points charged. */
  cost: number
  listing: boolean
  /** Page bodies in the answer. */
  bodies: number
}

/** A long-running demo must not grow for ever; counters go on. */
const KEPT = 20_000

/** Every request the double has answered, with the counters that tests of incremental crawling need. */
export class RequestLog {
  entries: Logged[] = []
  /** Requests whose answer was a page of a list. */
  listings = 0
  /** Page bodies given out. */
  bodies = 0
  /** Points charged in all. */
  points = 0

  record(call: Call, reply: Reply | undefined): void {
    const entry: Logged = {
      server: call.server,
      method: call.method,
      path: call.path,
      query: Object.fromEntries(call.query),
      status: reply?.status,
      cost: reply?.cost ?? 0,
      listing: reply?.listing ?? false,
      bodies: reply?.bodies ?? 0,
    }
    this.entries.push(entry)
    if (this.entries.length > KEPT) this.entries.splice(0, KEPT / 2)
    this.listings += entry.listing ? 1 : 0
    this.bodies += entry.bodies
    this.points += entry.cost
  }

  /** Requests whose path matches. */
  matching(path: RegExp): Logged[] {
    return this.entries.filter((entry) => path.test(entry.path))
  }

  clear(): void {
    this.entries = []
    this.listings = 0
    this.bodies = 0
    this.points = 0
  }
}
