import type { Pool, PoolClient } from 'pg'
import type { Database, Sql } from '../contract/database.ts'

/** The contract's Database on a pool of `pg`. */
export function databaseOn(pool: Pool, embedded: boolean): Database {
  return {
    embedded,
    async query<Row>(text: string, values: readonly unknown[] = []) {
      return (await pool.query(text, values as unknown[])).rows as Row[]
    },
    async transaction(work) {
      const client = await pool.connect()
      let broken: Error | undefined
      // The pool listens only to idle connections. One that is lost between two statements would end the process; so the next one fails.
      const lost = (error: Error) => (broken = error)
      client.on('error', lost)
      try {
        const begun = client.query('BEGIN')
        // On a real server the first statement goes out together with it. The embedded one takes them one by one.
        if (embedded) await begun
        else begun.catch(() => {})
        const result = await work(embedded ? oneByOne(sqlOn(client)) : sqlOn(client))
        await begun
        await client.query('COMMIT')
        return result
      } catch (error) {
        await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
        throw error
      } finally {
        // A connection that could not even roll back must not serve the next caller.
        client.off('error', lost)
        client.release(broken)
      }
    },
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
