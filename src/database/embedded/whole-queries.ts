import type { PGlite } from '@electric-sql/pglite'

// Parse, Bind, Describe, Execute, Close, Flush: parts of one query that ends with Sync.
const PARTS = new Set([...'PBDECH'].map((letter) => letter.charCodeAt(0)))

/**
 * Keeps the messages of one query together. pglite-socket (0.2.17) queues single protocol messages and holds other
 * connections back only inside a transaction; outside of one, the Bind of a connection could meet the statement that
 * another had parsed a moment before, and run that. Here a query under way counts as a transaction.
 */
export function keepQueriesWhole(db: PGlite): PGlite {
  let underWay = false
  const replaced = {
    isInTransaction: () => underWay || db.isInTransaction(),
    execProtocolRawStream: (...args: Parameters<PGlite['execProtocolRawStream']>) => {
      underWay = PARTS.has(args[0][0] ?? 0)
      return db.execProtocolRawStream(...args)
    },
    // The server rolls back for a connection that went away.
    exec: (...args: Parameters<PGlite['exec']>) => {
      underWay = false
      return db.exec(...args)
    },
  }
  return new Proxy(db, {
    get(target, name) {
      if (Object.hasOwn(replaced, name)) return replaced[name as keyof typeof replaced]
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
