import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { Client, type DatabaseError } from 'pg'

/** Uses after which a statement is worth a name. */
const OFTEN = 3
/** Names of one process. Each connection keeps a plan for each, some tens of kilobytes. */
const MOST_NAMES = 250
/** Texts that are counted at a time, so that those that come once are forgotten. */
const MOST_COUNTED = 2000

/** Gives statements that come often a name, the same for the same text, and none to the others. */
export function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  const counts = new LRUCache<string, number>({ max: MOST_COUNTED })
  return (text) => {
    const known = names.get(text)
    if (known !== undefined) return known
    const count = (counts.get(text) ?? 0) + 1
    counts.set(text, count)
    if (count < OFTEN || names.size >= MOST_NAMES) return undefined
    const name = `t${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`
    names.set(text, name)
    counts.delete(text)
    return name
  }
}

/** A table has other columns than when the statement was prepared. */
const OUTDATED = '0A000'

const nameOf = statementNames()

/** True of a statement that has values, or surely is a single one: only such can be prepared. */
function isOne(text: string, values: unknown): boolean {
  if (Array.isArray(values) && values.length > 0) return true
  return /^\s*(WITH|SELECT)\b/i.test(text) && !text.includes(';')
}

type Callback = (error: Error | null, result: unknown) => void

/**
 * A connection to a real server on which statements that come often are prepared: PostgreSQL parses each once for a connection
 * and soon plans it once (under load, planning was two fifths of its work). A pool takes it as its `Client`. Behind PgBouncer
 * it needs `max_prepared_statements` (1.21 and later). Not for the embedded database, whose connections share one session and
 * with it the names.
 */
export class PreparingClient extends Client {
  override query = ((first: unknown, values?: unknown, callback?: Callback) => {
    const send = Client.prototype.query as (...args: unknown[]) => unknown
    const name = typeof first === 'string' && isOne(first, values) ? nameOf(first) : undefined
    if (name === undefined) return send.call(this, first, values, callback)
    const prepared = { name, text: first, values }
    if (!callback) {
      const result = send.call(this, prepared) as Promise<unknown>
      result.catch((error: Error) => this.#leaveIfOutdated(error))
      return result
    }
    return send.call(this, prepared, (error: Error | null, result: unknown) => {
      if (error) this.#leaveIfOutdated(error)
      callback(error, result)
    })
  }) as Client['query']

  /** After an upgrade by another process a prepared statement can fail for good on its connection; a new one is free of it. */
  #leaveIfOutdated(error: Error): void {
    if ((error as DatabaseError).code === OUTDATED) this.end(() => {})
  }
}
