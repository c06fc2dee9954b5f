import type { Pool, PoolClient } from 'pg'
import { allDone, type Database, type Sql, type Transactions } from '../contract/database.ts'

/** The contract's Database on a pool of `pg`. */
export function databaseOn(pool: Pool, embedded: boolean): Database {
  const durable = {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      return (await pool.query(text, values as unknown[])).rows as Row[]
    },
    transaction: <T>(work: (tx: Sql) => Promise<T>) =>
      onClient(pool, (client) => transact(client, embedded, 'BEGIN', work)),
  }
  return { ...durable, embedded, asyncCommit: embedded ? durable : asynchronous(pool) }
}

/** The same with commits that are not waited for on the disk. All of it goes to the server at once. */
function asynchronous(pool: Pool): Transactions {
  return {
    query: <Row>(text: string, values: readonly unknown[] = []) =>
      onClient(pool, async (client) => {
        const [, result] = await allDone([
          client.query('SET synchronous_commit TO off'),
          client.query(text, values as unknown[]),
          client.query('RESET synchronous_commit'),
        ])
        return result.rows as Row[]
      }),
    transaction: <T>(work: (tx: Sql) => Promise<T>) =>
      onClient(pool, (client) => transact(client, false, 'BEGIN; SET LOCAL synchronous_commit TO off', work)),
  }
}

async function transact<T>(
  client: PoolClient,
  embedded: boolean,
  begin: string,
  work: (tx: Sql) => Promise<T>,
): Promise<T> {
  try {
    const begun = client.query(begin)
    // On a real server the first statement goes out together with it. The embedded one takes them one by one.
    if (embedded) await begun
    else begun.catch(() => {})
    const result = await work(embedded ? oneByOne(sqlOn(client)) : sqlOn(client))
    await begun
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      throw new Unusable(failure, error)
    })
    throw error
  }
}

/** A connection could not even roll back; it must not serve the next caller. */
class Unusable extends Error {
  readonly failure: unknown
  constructor(cause: Error, failure: unknown) {
    super('the connection is unusable', { cause })
    this.failure = failure
  }
}

/** Work on one connection of the pool. */
async function onClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // The pool listens only to idle connections. One that is lost between two statements would end the process; so the next one fails.
  const lost = (error: Error) => (broken = error)
  client.on('error', lost)
  try {
    return await work(client)
  } catch (error) {
    if (!(error instanceof Unusable)) throw error
    broken = error
    throw error.failure
  } finally {
    client.off('error', lost)
    client.release(broken)
  }
}

function sqlOn(client: PoolClient): Sql {
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      return (await client.query(text, values as unknown[])).rows as Row[]
    },
  }
}

/** The embedded server takes the next statement of a connection when it is done with the one before. */
function oneByOne(sql: Sql): Sql {
  let last: Promise<unknown> = Promise.resolve()
  return {
    query<Row>(text: string, values?: readonly unknown[]) {
      const run = () => sql.query<Row>(text, values)
      const result = last.then(run, run)
      last = result
      return result
    },
  }
}
